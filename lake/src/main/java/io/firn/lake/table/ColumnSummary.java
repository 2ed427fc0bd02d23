package io.firn.lake.table;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one column over some data files.
 *
 * @param values null where a file does not say
 * @param nulls null where a file does not say
 */
record ColumnSummary(@Nullable Long values, @Nullable Long nulls, Bound lower, Bound upper) {
    /** Over no file at all. */
    static final ColumnSummary NOTHING = new ColumnSummary(0L, 0L, Bound.NO_VALUES, Bound.NO_VALUES);
    /** Over a file without statistics. */
    static final ColumnSummary UNKNOWN = new ColumnSummary(null, null, Bound.UNKNOWN, Bound.UNKNOWN);

    /** @param value null where there is none: nothing but nulls if known */
    record Bound(Knowledge knowledge, @Nullable Object value) {
        static final Bound NO_VALUES = new Bound(Knowledge.KNOWN, null);
        static final Bound UNKNOWN = new Bound(Knowledge.UNKNOWN, null);

        Optional<Object> found() {
            return Optional.ofNullable(value);
        }

        /** @param order which of two values bounds both: the one that comes first */
        Bound merge(Bound other, Comparator<Object> order) {
            if (knowledge == Knowledge.UNKNOWN || other.knowledge == Knowledge.UNKNOWN) {
                return UNKNOWN;
            }
            if (value == null) {
                return other;
            }
            return other.value == null || order.compare(value, other.value) <= 0 ? this : other;
        }
    }

    enum Knowledge {
        KNOWN,
        UNKNOWN
    }

    static ColumnSummary of(DataFile file, int fieldId, Type type) {
        if (file.recordCount() == 0) {
            return NOTHING;
        }
        Long values = get(file.valueCounts(), fieldId);
        Long nulls = get(file.nullValueCounts(), fieldId);
        Long nans = get(file.nanValueCounts(), fieldId);
        boolean hasNoValueToBound = values != null && nulls != null && values - nulls - (nans == null ? 0 : nans) <= 0;
        if (hasNoValueToBound && isBounded(type)) {
            return new ColumnSummary(values, nulls, Bound.NO_VALUES, Bound.NO_VALUES);
        }
        return new ColumnSummary(
                values,
                nulls,
                bound(get(file.lowerBounds(), fieldId), type),
                bound(get(file.upperBounds(), fieldId), type));
    }

    ColumnSummary merge(ColumnSummary other, Type type) {
        if (equals(NOTHING)) {
            return other;
        }
        if (other.equals(NOTHING)) {
            return this;
        }
        if (!isBounded(type)) {
            return new ColumnSummary(sum(values, other.values), sum(nulls, other.nulls), Bound.UNKNOWN, Bound.UNKNOWN);
        }
        return new ColumnSummary(
                sum(values, other.values),
                sum(nulls, other.nulls),
                lower.merge(other.lower, order(type, 1)),
                upper.merge(other.upper, order(type, -1)));
    }

    /** Of the type's values; {@code sign} below zero turns it round. */
    static Comparator<Object> order(Type type, int sign) {
        Comparator<Object> order = Comparators.forType(type.asPrimitiveType());
        return sign < 0 ? order.reversed() : order;
    }

    /** Bounds read while the column was an int or a float, as values of the type that it was widened to since. */
    ColumnSummary widenedTo(Type type) {
        return new ColumnSummary(values, nulls, widened(lower, type), widened(upper, type));
    }

    private static Bound widened(Bound bound, Type type) {
        if (bound.value() instanceof Integer number && type.typeId() == TypeID.LONG) {
            return new Bound(Knowledge.KNOWN, number.longValue());
        }
        if (bound.value() instanceof Float number && type.typeId() == TypeID.DOUBLE) {
            return new Bound(Knowledge.KNOWN, number.doubleValue());
        }
        boolean fits = bound.value() == null || type.typeId().javaClass().isInstance(bound.value());
        return fits ? bound : Bound.UNKNOWN;
    }

    static Bound bound(@Nullable ByteBuffer bytes, Type type) {
        if (bytes == null || !isBounded(type)) {
            return Bound.UNKNOWN;
        }
        return new Bound(Knowledge.KNOWN, Conversions.fromByteBuffer(type, bytes));
    }

    static boolean isBounded(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> true;
            default -> false; // Texts and ids are values of patients that nothing here needs.
        };
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : Long.valueOf(a + b);
    }

    private static <T> @Nullable T get(@Nullable Map<Integer, T> statistics, int fieldId) {
        return statistics == null ? null : statistics.get(fieldId);
    }
}
