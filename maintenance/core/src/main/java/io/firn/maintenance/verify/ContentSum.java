package io.firn.maintenance.verify;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * A checksum of each column, and one of whole rows, that does not depend on the order of the rows: the sum, modulo 2^64, of
 * a 64-bit hash of each value's canonical form, seeded with the column's field id. A sum and not an exclusive or, so that
 * two equal rows do not cancel each other; whole rows, so that values that changed places are seen. It guards against
 * damage, not against somebody who looks for collisions. One thread.
 */
public final class ContentSum {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // As in SplitMix64, whose finalizer mix() is.

    private final int[] ids;
    private final long[] columns;
    private long rows;

    public ContentSum(Schema schema) {
        this.ids = schema.columns().stream().mapToInt(NestedField::fieldId).toArray();
        this.columns = new long[ids.length];
    }

    /** Fields past those of the schema are left out. */
    public void add(Record row) {
        long whole = 1;
        for (int i = 0; i < ids.length; i++) {
            long hash = combine(ids[i], hash(row.get(i)));
            columns[i] += hash;
            whole = combine(whole, hash);
        }
        rows += whole;
    }

    /** Ids of the columns that differ; empty when all is the same. */
    public List<Integer> differing(ContentSum other) {
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            if (columns[i] != other.columns[i]) {
                differing.add(ids[i]);
            }
        }
        return differing;
    }

    /** Whether every row is there, as a whole. */
    public boolean sameRows(ContentSum other) {
        return rows == other.rows;
    }

    private static long hash(@Nullable Object value) {
        if (value == null) {
            return GOLDEN;
        }
        if (value instanceof Boolean bool) {
            return mix(bool ? 3 : 2);
        }
        if (value instanceof Integer number) {
            return mix(number);
        }
        if (value instanceof Long number) {
            return mix(number);
        }
        if (value instanceof Float number) {
            return mix(Float.floatToIntBits(number));
        }
        if (value instanceof Double number) {
            return mix(Double.doubleToLongBits(number));
        }
        if (value instanceof LocalDate date) {
            return mix(date.toEpochDay());
        }
        if (value instanceof LocalTime time) {
            return mix(time.toNanoOfDay());
        }
        if (value instanceof LocalDateTime time) {
            return combine(time.toLocalDate().toEpochDay(), hash(time.toLocalTime()));
        }
        if (value instanceof OffsetDateTime time) {
            return hash(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        if (value instanceof UUID uuid) {
            return combine(uuid.getMostSignificantBits(), mix(uuid.getLeastSignificantBits()));
        }
        if (value instanceof BigDecimal number) {
            return combine(number.scale(), hash(number.unscaledValue().toByteArray()));
        }
        if (value instanceof CharSequence text) {
            return hash(text);
        }
        if (value instanceof byte[] bytes) {
            return hash(bytes);
        }
        if (value instanceof ByteBuffer bytes) {
            return hash(bytes);
        }
        if (value instanceof StructLike struct) {
            return hash(struct);
        }
        if (value instanceof List<?> list) {
            return hash(list);
        }
        if (value instanceof Map<?, ?> map) {
            return hash(map);
        }
        throw new IllegalArgumentException("Cannot sum up a column's content: no canonical form of "
                + value.getClass().getSimpleName());
    }

    private static long hash(CharSequence text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = combine(hash, text.charAt(i));
        }
        return hash;
    }

    private static long hash(byte[] bytes) {
        return hash(ByteBuffer.wrap(bytes));
    }

    private static long hash(ByteBuffer bytes) {
        long hash = bytes.remaining();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            hash = combine(hash, bytes.get(i));
        }
        return hash;
    }

    private static long hash(StructLike struct) {
        long hash = struct.size();
        for (int i = 0; i < struct.size(); i++) {
            hash = combine(hash, hash(struct.get(i, Object.class)));
        }
        return hash;
    }

    private static long hash(List<?> list) {
        long hash = list.size();
        for (Object element : list) {
            hash = combine(hash, hash(element));
        }
        return hash;
    }

    /** A map has no order. */
    private static long hash(Map<?, ?> map) {
        long sum = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            sum += combine(hash(entry.getKey()), hash(entry.getValue()));
        }
        return combine(map.size(), sum);
    }

    private static long combine(long hash, long value) {
        return mix(hash * GOLDEN + value + 1);
    }

    private static long mix(long value) {
        long mixed = value + GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
