package io.firn.benchmarks.compaction;

import io.firn.benchmarks.compaction.SampleColumns.Column;
import io.firn.benchmarks.compaction.SampleColumns.Row;
import io.firn.lake.catalog.Catalogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * A catalog with tables that always come out the same. A compaction gets a table of its own, which begins with
 * the files of the sample; taking it back removes whatever has been written since.
 */
final class Lake {
    /** About what a stream commits before its table is compacted. */
    private static final int UPSERTS = 20;

    private static final int ONE_UPDATE_IN = 5;
    private static final int ONE_DELETE_IN = 100;

    private final Catalog catalog;

    Lake(Place place) {
        this.catalog = Catalogs.open(place.catalog());
    }

    static TableIdentifier name(String table) {
        return TableIdentifier.of("benchmark", table);
    }

    Table load(String table) {
        return catalog.loadTable(name(table));
    }

    /** Data files of the current snapshot, with the deletes that apply to each. */
    static List<FileScanTask> files(Table table) {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            List<FileScanTask> files = new ArrayList<>();
            tasks.forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
        }
    }

    /** A table with the current snapshot of another, and its files. */
    void copy(Table sample, String name) {
        catalog.registerTable(
                name(name), ((HasTableOperations) sample).operations().current().metadataFileLocation());
    }

    /** Every file below the table's location, whoever wrote it. */
    static Set<String> stored(Table table) {
        Set<String> locations = new TreeSet<>();
        for (FileInfo file : ((SupportsPrefixOperations) table.io()).listPrefix(table.location())) {
            locations.add(file.location());
        }
        return locations;
    }

    /** Forgets a table and deletes what was written for it. */
    void takeBack(String name, Set<String> written) {
        Table table = load(name);
        catalog.dropTable(name(name), false);
        written.forEach(table.io()::deleteFile);
    }

    void drop(SampleSet set) {
        takeBack(set.id(), stored(load(set.id())));
    }

    /** Makes the sample; with a smaller {@code scale}, of fewer files. */
    Table create(SampleSet set, double scale) throws InterruptedException {
        Namespace namespace = name(set.id()).namespace();
        if (!((SupportsNamespaces) catalog).namespaceExists(namespace)) {
            ((SupportsNamespaces) catalog).createNamespace(namespace);
        }
        Table table = catalog.buildTable(name(set.id()), SampleColumns.schema(set.columns()))
                .withPartitionSpec(PartitionSpec.unpartitioned())
                .withProperties(Map.of("format-version", "2", "write.parquet.compression-codec", "zstd"))
                .create();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            int files = set.files(scale);
            int commits = set.deletes() == SampleSet.Deletes.KEYS ? Math.min(UPSERTS, files) : 1;
            for (int commit = 0; commit < commits; commit++) {
                int from = files * commit / commits;
                List<Future<Written>> written = new ArrayList<>();
                for (int file = from; file < files * (commit + 1) / commits; file++) {
                    Rows rows = new Rows(set, file, (long) from * set.rowsPerFile());
                    written.add(threads.submit(() -> write(table, rows)));
                }
                commit(table, written);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot make table " + set.id(), e);
        } finally {
            threads.shutdown();
        }
        table.refresh();
        sort(table, set.order());
        return table;
    }

    /** What is in the table stays as it is: only who compacts it puts rows into this order. */
    private static void sort(Table table, List<String> columns) {
        if (columns.isEmpty()) {
            return;
        }
        ReplaceSortOrder order = table.replaceSortOrder();
        columns.forEach(order::asc);
        order.commit();
        table.updateProperties().set("firn.compaction.strategy", "sort").commit();
    }

    /** The columns by which rows are to be sorted; none if they are to stay as they come. */
    static List<String> order(Table table) {
        return table.sortOrder().fields().stream()
                .map(field -> table.schema().findColumnName(field.sourceId()))
                .toList();
    }

    private static void commit(Table table, List<Future<Written>> files)
            throws InterruptedException, ExecutionException {
        RowDelta delta = table.newRowDelta();
        List<String> updated = new ArrayList<>();
        for (Future<Written> file : files) {
            delta.addRows(file.get().file());
            updated.addAll(file.get().updated());
            file.get().positions().ifPresent(delta::addDeletes);
        }
        if (!updated.isEmpty()) {
            delta.addDeletes(deleteKeys(table, updated));
        }
        delta.commit();
    }

    /**
     * A file of rows.
     *
     * @param positions deletes some of them
     * @param updated keys of those that an older row has, too
     */
    private record Written(DataFile file, Optional<DeleteFile> positions, List<String> updated) {}

    /** @param older rows that earlier commits wrote, whose keys may be written again */
    private record Rows(SampleSet set, int file, long older) {}

    private static Written write(Table table, Rows rows) throws IOException {
        List<Column> columns = rows.set().columns();
        SplittableRandom random = new SplittableRandom(12_345L + rows.file());
        Map<Long, String> updated = new LinkedHashMap<>();
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newDataWriter(output(table, rows.file()).newOutputFile(), table.spec(), unpartitioned());
        try (writer) {
            Record record = GenericRecord.create(table.schema());
            for (int i = 0; i < rows.set().rowsPerFile(); i++) {
                long number = (long) rows.file() * rows.set().rowsPerFile() + i;
                long key = number;
                if (rows.set().deletes() == SampleSet.Deletes.KEYS
                        && rows.older() > 0
                        && random.nextInt(ONE_UPDATE_IN) == 0) {
                    key = random.nextLong(rows.older());
                    updated.put(key, SampleColumns.eventId(key));
                }
                Row row = new Row(random, number, key);
                for (int column = 0; column < columns.size(); column++) {
                    record.set(column, columns.get(column).value().of(row));
                }
                writer.write(record);
            }
        }
        DataFile file = writer.toDataFile();
        Optional<DeleteFile> positions = rows.set().deletes() == SampleSet.Deletes.POSITIONS
                ? Optional.of(deletePositions(table, file, random))
                : Optional.empty();
        return new Written(file, positions, List.copyOf(updated.values()));
    }

    private static DeleteFile deletePositions(Table table, DataFile file, SplittableRandom random) {
        try {
            PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                    .build()
                    .newPositionDeleteWriter(output(table, 0).newOutputFile(), table.spec(), unpartitioned());
            try (writer) {
                PositionDelete<Record> delete = PositionDelete.create();
                for (long position = 0; position < file.recordCount(); position++) {
                    if (random.nextInt(ONE_DELETE_IN) == 0) {
                        writer.write(delete.set(file.location(), position));
                    }
                }
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete rows of " + file.location(), e);
        }
    }

    private static DeleteFile deleteKeys(Table table, List<String> keys) {
        Schema schema = table.schema().select(SampleColumns.KEY);
        try {
            EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                    .equalityFieldIds(new int[] {schema.columns().get(0).fieldId()})
                    .equalityDeleteRowSchema(schema)
                    .build()
                    .newEqualityDeleteWriter(output(table, 0).newOutputFile(), table.spec(), unpartitioned());
            try (writer) {
                Record key = GenericRecord.create(schema);
                for (String each : keys) {
                    key.set(0, each);
                    writer.write(key);
                }
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete rows of " + table.name(), e);
        }
    }

    private static @Nullable StructLike unpartitioned() {
        return null;
    }

    private static OutputFileFactory output(Table table, int number) {
        return OutputFileFactory.builderFor(table, number, 0).build();
    }
}
