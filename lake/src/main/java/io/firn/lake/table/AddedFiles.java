package io.firn.lake.table;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** What the statistics say of the data files that one snapshot added. */
public final class AddedFiles {
    private AddedFiles() {}

    /**
     * The least value of a column of times in each added data file that has one. Reads the manifests that the snapshot added,
     * and its manifest list unless that has been read for the same {@code table}.
     *
     * @return none where there is no such snapshot or column, or the column is no time
     * @throws RuntimeException if a file of the metadata cannot be read, as after the snapshot was expired
     */
    public static List<Instant> oldest(Table table, long snapshotId, String column) {
        NestedField field = table.schema().findField(column);
        Snapshot snapshot = table.snapshot(snapshotId);
        if (field == null || snapshot == null || !isTime(field.type())) {
            return List.of();
        }
        List<Instant> times = new ArrayList<>();
        for (DataFile file :
                SnapshotChanges.builderFor(table).snapshot(snapshot).build().addedDataFiles()) {
            Map<Integer, ByteBuffer> bounds = file.lowerBounds();
            ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
            if (bound != null) {
                long number = Conversions.fromByteBuffer(field.type(), bound);
                times.add(Instant.EPOCH.plus(number, unit(field.type())));
            }
        }
        return times;
    }

    private static boolean isTime(Type type) {
        return type.typeId() == Type.TypeID.TIMESTAMP || type.typeId() == Type.TypeID.TIMESTAMP_NANO;
    }

    private static ChronoUnit unit(Type type) {
        return type.typeId() == Type.TypeID.TIMESTAMP ? ChronoUnit.MICROS : ChronoUnit.NANOS;
    }
}
