package io.firn.quality.scan;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;

/** The keys that references point to, as the table is now, its deletes applied. */
final class ReferencedRows {
    private final Table table;
    private final List<Integer> fieldIds;
    private final Deadline deadline;

    ReferencedRows(Table table, List<Integer> fieldIds, Deadline deadline) {
        this.table = table;
        this.fieldIds = List.copyOf(fieldIds);
        this.deadline = deadline;
    }

    /**
     * Goes over the rows until {@code enough}.
     *
     * @param hash has the key of the row each time that {@code found} is called
     */
    void read(BooleanSupplier enough, KeyHash hash, Runnable found) {
        if (enough.getAsBoolean()) {
            return;
        }
        Schema projection = TypeUtil.select(table.schema(), Set.copyOf(fieldIds));
        KeyColumns key = new KeyColumns(projection, fieldIds, hash);
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table)
                .project(projection)
                .reuseContainers()
                .build()) {
            for (StructLike row : rows) {
                deadline.check();
                if (key.read(row)) {
                    found.run();
                    if (enough.getAsBoolean()) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            throw new UnknownOutcome(
                    "Cannot read table " + table.name() + ": " + e.getClass().getSimpleName());
        }
    }
}
