package io.firn.quality.commit;

import io.firn.lake.config.Provenance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Gathers where the rows of data files came from, by the bounds of their provenance. */
final class OffsetRanges {
    /** What a person reads, and what a row of the database holds. */
    private static final int MOST = 64;

    private final @Nullable NestedField topic;
    private final @Nullable NestedField partition;
    private final @Nullable NestedField offset;
    private final List<OffsetRange> ranges = new ArrayList<>();

    OffsetRanges(Schema schema) {
        topic = schema.findField(Provenance.COLUMN + "." + Provenance.TOPIC);
        partition = schema.findField(Provenance.COLUMN + "." + Provenance.PARTITION);
        offset = schema.findField(Provenance.COLUMN + "." + Provenance.OFFSET);
    }

    void add(DataFile file) {
        Object fromPartition = value(partition, file.lowerBounds());
        Object toPartition = value(partition, file.upperBounds());
        Object first = value(offset, file.lowerBounds());
        Object last = value(offset, file.upperBounds());
        if (fromPartition instanceof Integer from
                && toPartition instanceof Integer to
                && first instanceof Long least
                && last instanceof Long greatest) {
            add(new OffsetRange(topic(file), from, to, least, greatest));
        }
    }

    List<OffsetRange> all() {
        return ranges;
    }

    private void add(OffsetRange range) {
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).isBesides(range)) {
                ranges.set(i, ranges.get(i).with(range));
                return;
            }
        }
        if (ranges.size() < MOST) {
            ranges.add(range);
        }
    }

    /** The upper bound of a text that was cut is not its lower one. */
    private Optional<String> topic(DataFile file) {
        Object least = value(topic, file.lowerBounds());
        Object greatest = value(topic, file.upperBounds());
        return least != null && greatest != null && least.toString().equals(greatest.toString())
                ? Optional.of(least.toString())
                : Optional.empty();
    }

    private static @Nullable Object value(@Nullable NestedField field, @Nullable Map<Integer, ByteBuffer> bounds) {
        ByteBuffer bytes = field == null || bounds == null ? null : bounds.get(field.fieldId());
        return field == null || bytes == null ? null : Conversions.fromByteBuffer(field.type(), bytes);
    }
}
