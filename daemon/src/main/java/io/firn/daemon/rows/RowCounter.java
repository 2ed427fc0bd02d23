package io.firn.daemon.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeMap;
import org.apache.iceberg.util.StructLikeSet;
import org.apache.iceberg.util.StructProjection;

/**
 * Counts the rows of one snapshot with its deletes applied. Files without equality deletes are not opened; of the others
 * only the columns that the deletes name are read. Within a partition the newest file comes first: the deletes that apply
 * to it apply to every older file too, so each delete file is read once.
 */
final class RowCounter {
    private final Table table;
    private final DeleteLoader deletes;

    RowCounter(Table table) {
        this.table = table;
        this.deletes = new BaseDeleteLoader(file -> table.io().newInputFile(file));
    }

    long count(long snapshotId) {
        long rows = 0;
        Map<Integer, StructLikeMap<List<FileScanTask>>> groups = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            for (FileScanTask task : tasks) {
                if (equalityDeletes(task).isEmpty()) {
                    PositionDeleteIndex deleted = positions(task);
                    rows += task.file().recordCount() - (deleted.isEmpty() ? 0 : deleted.cardinality());
                } else {
                    groups.computeIfAbsent(
                                    task.spec().specId(),
                                    id -> StructLikeMap.create(task.spec().partitionType()))
                            .computeIfAbsent(task.partition(), partition -> new ArrayList<>())
                            .add(task);
                }
            }
            for (StructLikeMap<List<FileScanTask>> partitions : groups.values()) {
                for (List<FileScanTask> partition : partitions.values()) {
                    rows += rowsOf(partition);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot count the rows of " + table.name(), e);
        }
        return rows;
    }

    private long rowsOf(List<FileScanTask> partition) throws IOException {
        partition.sort(Comparator.comparing((FileScanTask task) -> task.file().dataSequenceNumber())
                .reversed());
        Map<Set<Integer>, DeletedKeys> deletedKeys = new HashMap<>();
        long rows = 0;
        for (FileScanTask task : partition) {
            for (DeleteFile file : equalityDeletes(task)) {
                deletedKeys
                        .computeIfAbsent(Set.copyOf(file.equalityFieldIds()), DeletedKeys::new)
                        .add(file);
            }
            rows += rowsOf(task, deletedKeys);
        }
        return rows;
    }

    private long rowsOf(FileScanTask task, Map<Set<Integer>, DeletedKeys> deletedKeys) throws IOException {
        Set<Integer> ids =
                deletedKeys.keySet().stream().flatMap(Set::stream).collect(Collectors.toCollection(HashSet::new));
        List<Types.NestedField> fields =
                new ArrayList<>(TypeUtil.select(table.schema(), ids).columns());
        fields.add(MetadataColumns.ROW_POSITION);
        Schema projection = new Schema(fields);
        int position = fields.size() - 1;

        PositionDeleteIndex deletedPositions = positions(task);
        InternalRecordWrapper row = new InternalRecordWrapper(projection.asStruct());
        List<Predicate<StructLike>> deleted =
                deletedKeys.values().stream().map(keys -> keys.in(projection)).toList();
        long rows = 0;
        try (CloseableIterable<Record> records = FormatModelRegistry.<Record, Object>readBuilder(
                        task.file().format(), Record.class, table.io().newInputFile(task.file()))
                .project(projection)
                .reuseContainers()
                .build()) {
            for (Record record : records) {
                StructLike wrapped = row.wrap(record);
                boolean gone = deletedPositions.isDeleted(record.get(position, Long.class))
                        || deleted.stream().anyMatch(keys -> keys.test(wrapped));
                rows += gone ? 0 : 1;
            }
        }
        return rows;
    }

    private PositionDeleteIndex positions(FileScanTask task) {
        List<DeleteFile> files = task.deletes().stream()
                .filter(file -> file.content() == FileContent.POSITION_DELETES)
                .toList();
        return files.isEmpty()
                ? PositionDeleteIndex.empty()
                : deletes.loadPositionDeletes(files, task.file().location());
    }

    private static List<DeleteFile> equalityDeletes(FileScanTask task) {
        return task.deletes().stream()
                .filter(file -> file.content() == FileContent.EQUALITY_DELETES)
                .toList();
    }

    /** Keys that equality deletes with the same columns have deleted so far. */
    private final class DeletedKeys {
        private final Schema schema;
        private final StructLikeSet keys;
        private final Set<String> files = new HashSet<>();

        DeletedKeys(Set<Integer> fieldIds) {
            this.schema = TypeUtil.select(table.schema(), fieldIds);
            this.keys = StructLikeSet.create(schema.asStruct());
        }

        void add(DeleteFile file) {
            if (files.add(file.location())) {
                keys.addAll(deletes.loadEqualityDeletes(List.of(file), schema));
            }
        }

        Predicate<StructLike> in(Schema projection) {
            StructProjection key = StructProjection.create(projection, schema);
            return row -> keys.contains(key.wrap(row));
        }
    }
}
