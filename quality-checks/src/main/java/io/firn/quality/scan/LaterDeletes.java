package io.firn.quality.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.StructLikeSet;
import org.apache.iceberg.util.StructProjection;

/** Keys that the commits seen so far, from the newest on, have deleted from all older ones. */
final class LaterDeletes {
    /** Keys cost some 150 bytes each. */
    private static final long MOST_KEYS = 200_000;

    private final Table table;
    private final BaseDeleteLoader loader;
    private final List<Keys> all = new ArrayList<>();
    private long keys;

    private record Keys(DeleteFile file, Schema schema, StructLikeSet set) {}

    LaterDeletes(Table table) {
        this.table = table;
        this.loader = new BaseDeleteLoader(file -> table.io().newInputFile(file));
    }

    /** @throws UnknownOutcome if there would be too many */
    void add(List<DeleteFile> files) {
        for (DeleteFile file : files) {
            keys += file.recordCount();
            if (keys > MOST_KEYS) {
                throw new UnknownOutcome(
                        "Cannot tell which rows were replaced: the commits delete more than " + MOST_KEYS + " keys");
            }
            if (file.equalityFieldIds().stream().anyMatch(id -> table.schema().findField(id) == null)) {
                throw new UnknownOutcome("Cannot tell which rows were replaced: the table lost a column of the keys");
            }
            Schema schema = TypeUtil.select(table.schema(), Set.copyOf(file.equalityFieldIds()));
            all.add(new Keys(file, schema, loader.loadEqualityDeletes(List.of(file), schema)));
        }
    }

    /** Whether a row of a file, read by a schema, was deleted. */
    Predicate<StructLike> of(DataFile data, Schema schema) {
        List<Predicate<StructLike>> found = new ArrayList<>();
        for (Keys each : all) {
            if (reaches(each.file(), data)) {
                StructProjection key = StructProjection.create(schema, each.schema());
                found.add(row -> each.set().contains(key.wrap(row)));
            }
        }
        if (found.isEmpty()) {
            return row -> false;
        }
        InternalRecordWrapper internal = new InternalRecordWrapper(schema.asStruct());
        return row -> {
            StructLike wrapped = internal.wrap(row);
            return found.stream().anyMatch(each -> each.test(wrapped));
        };
    }

    /** Deletes of an unpartitioned spec reach every file, others those of their spec and partition. */
    private boolean reaches(DeleteFile deletes, DataFile data) {
        PartitionSpec spec = table.specs().get(deletes.specId());
        if (spec == null || spec.isUnpartitioned()) {
            return true;
        }
        return deletes.specId() == data.specId()
                && spec.partitionToPath(deletes.partition()).equals(spec.partitionToPath(data.partition()));
    }
}
