package io.firn.lake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * A table and, beside it, what must be true of it, kept row by row. The steps are what writers and maintenance do; each
 * does nothing where the table has no file that it could work on.
 */
final class TableModel {
    private static final String ADDED = "added";

    private final Table table;
    private final ParquetFiles files;
    private final Random random;
    private final Map<DataFile, List<Record>> dataFiles = new LinkedHashMap<>();
    private long nextId;

    TableModel(Table table, long seed) {
        this.table = table;
        this.files = new ParquetFiles(table);
        this.random = new Random(seed);
    }

    void step(String name, String partition) {
        switch (name) {
            case "append" -> append(partition);
            case "delete-file" -> deleteFile();
            case "equality-delete" -> equalityDelete(partition);
            case "position-delete" -> positionDelete();
            case "rewrite" -> rewrite(partition);
            case "rewrite-manifests" -> rewriteManifests();
            case "add-column" -> addColumn();
            default -> throw new IllegalArgumentException(name);
        }
        table.refresh();
    }

    private void append(String partition) {
        List<Record> rows = new ArrayList<>();
        int count = 1 + random.nextInt(20);
        boolean hasScores = random.nextInt(4) > 0;
        for (int i = 0; i < count; i++) {
            Record row = GenericRecord.create(table.schema());
            row.setField("id", nextId++);
            row.setField("name", random.nextInt(3) == 0 ? null : "n" + random.nextInt(1000));
            row.setField("score", hasScores ? score() : null);
            row.setField("part", partition);
            if (table.schema().findField(ADDED) != null) {
                row.setField(ADDED, random.nextInt(100));
            }
            rows.add(row);
        }
        DataFile file = files.data(partition, rows);
        table.newFastAppend().appendFile(file).commit();
        dataFiles.put(file, rows);
    }

    private Double score() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> Double.NaN;
            default -> random.nextInt(2000) / 10.0 - 100;
        };
    }

    private void deleteFile() {
        anyDataFile().ifPresent(file -> {
            table.newDelete().deleteFile(file).commit();
            dataFiles.remove(file);
        });
    }

    private void equalityDelete(String partition) {
        List<Record> rows =
                rows().stream().limit(3).map(this::withCurrentSchema).toList();
        if (!rows.isEmpty()) {
            commit(files.equalityDeletes(partition, 1, rows));
        }
    }

    private void positionDelete() {
        anyDataFile().ifPresent(file -> {
            int count = 1 + random.nextInt((int) file.recordCount());
            commit(files.positionDeletes(partitionOf(file), file, count));
        });
    }

    private void commit(DeleteFile file) {
        RowDelta delta = table.newRowDelta();
        delta.addDeletes(file);
        delta.commit();
    }

    private void rewrite(String partition) {
        List<DataFile> old = dataFiles.keySet().stream()
                .filter(file -> partitionOf(file).equals(partition))
                .toList();
        if (old.size() > 1) {
            List<Record> rows =
                    old.stream().flatMap(file -> dataFiles.get(file).stream()).toList();
            DataFile merged = files.data(
                    partition, rows.stream().map(this::withCurrentSchema).toList());
            // Otherwise every delete of the table's history counts as a concurrent one.
            var rewrite = table.newRewrite()
                    .validateFromSnapshot(table.currentSnapshot().snapshotId());
            old.forEach(rewrite::deleteFile);
            rewrite.addFile(merged).commit();
            old.forEach(dataFiles::remove);
            dataFiles.put(merged, rows.stream().map(this::withCurrentSchema).toList());
        }
    }

    private Record withCurrentSchema(Record row) {
        Record copy = GenericRecord.create(table.schema());
        table.schema().columns().forEach(column -> copy.setField(column.name(), row.getField(column.name())));
        return copy;
    }

    private void rewriteManifests() {
        if (!dataFiles.isEmpty()) {
            table.rewriteManifests().clusterBy(file -> "all").commit();
        }
    }

    private void addColumn() {
        if (table.schema().findField(ADDED) == null) {
            table.updateSchema().addColumn(ADDED, Types.IntegerType.get()).commit();
        }
    }

    private Optional<DataFile> anyDataFile() {
        return dataFiles.keySet().stream()
                .skip(random.nextInt(dataFiles.size() + 1))
                .findFirst();
    }

    private static String partitionOf(ContentFile<?> file) {
        return file.partition().get(0, String.class);
    }

    Table table() {
        return table;
    }

    long records() {
        return rows().size();
    }

    /** Sizes of data files by partition path. */
    Map<String, List<Long>> sizes() {
        return dataFiles.keySet().stream()
                .collect(Collectors.groupingBy(
                        file -> "part=" + partitionOf(file),
                        Collectors.collectingAndThen(
                                Collectors.mapping(DataFile::fileSizeInBytes, Collectors.toList()),
                                sizes -> sizes.stream().sorted().toList())));
    }

    /** Live delete files of a kind, straight from the manifests: Iceberg itself drops some that no longer apply. */
    FileTotals deletes(FileContent content) {
        FileTotals totals = FileTotals.NONE;
        List<ManifestFile> manifests = table.currentSnapshot() == null
                ? List.of()
                : table.currentSnapshot().deleteManifests(table.io());
        for (ManifestFile manifest : manifests) {
            try (var deletes = ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                for (DeleteFile file : deletes) {
                    if (file.content() == content) {
                        totals = totals.plus(new FileTotals(1, file.fileSizeInBytes(), file.recordCount()));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return totals;
    }

    /** What the state must say of a column, from the rows alone. */
    ColumnState column(String name) {
        var field = table.schema().findField(name);
        boolean isKnown = dataFiles.values().stream()
                .allMatch(rows -> rows.get(0).struct().field(name) != null);
        List<Object> values = new ArrayList<>();
        if (isKnown) {
            rows().forEach(row -> values.add(row.getField(name)));
        }
        Optional<Object> lower =
                isKnown ? values.stream().filter(TableModel::isBounded).min(TableModel::compare) : Optional.empty();
        Optional<Object> upper =
                isKnown ? values.stream().filter(TableModel::isBounded).max(TableModel::compare) : Optional.empty();
        return new ColumnState(
                field.fieldId(),
                name,
                field.type().toString(),
                field.isRequired(),
                isKnown ? Optional.of(records()) : Optional.empty(),
                isKnown
                        ? Optional.of(
                                values.stream().filter(value -> value == null).count())
                        : Optional.empty(),
                lower,
                upper);
    }

    private List<Record> rows() {
        return dataFiles.values().stream().flatMap(Collection::stream).toList();
    }

    private static boolean isBounded(Object value) {
        return value instanceof Number && !value.equals(Double.NaN);
    }

    @SuppressWarnings("unchecked") // The values of one column are of one type.
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }
}
