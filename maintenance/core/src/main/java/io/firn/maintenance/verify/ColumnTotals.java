package io.firn.maintenance.verify;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Optional;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Nulls and bounds of one column over many files, from their footers. What one file does not say is not known of the sum.
 * Bounds are compared as the column's type is now; a type that has been widened since keeps its order.
 */
final class ColumnTotals {
    private final Type type;
    private final Optional<Comparator<Object>> order;
    private long nulls;
    private boolean nullsKnown = true;
    private boolean boundsKnown;
    private @Nullable Object lower;
    private @Nullable Object upper;

    /** @param hasBounds false for a column within lists or maps */
    ColumnTotals(NestedField field, boolean hasBounds) {
        this.type = field.type();
        this.order = order(type);
        this.boundsKnown = hasBounds && order.isPresent();
    }

    void allNull(long rows) {
        nulls += rows;
    }

    void unknown() {
        nullsKnown = false;
        boundsKnown = false;
    }

    void add(ParquetFooter footer, int id) {
        Long more = footer.metrics().nullValueCounts().get(id);
        if (more == null) {
            nullsKnown = false;
        } else {
            nulls += more;
        }
        if (!boundsKnown || (more != null && more.equals(footer.metrics().recordCount()))) {
            return;
        }
        Type stored = footer.schema().findField(id).type();
        Optional<Object> low = value(stored, footer.metrics().lowerBounds().get(id));
        Optional<Object> high = value(stored, footer.metrics().upperBounds().get(id));
        if (low.isEmpty() || high.isEmpty()) {
            boundsKnown = false;
            return;
        }
        Comparator<Object> comparator = order.orElseThrow();
        lower = lower == null || comparator.compare(low.get(), lower) < 0 ? low.get() : lower;
        upper = upper == null || comparator.compare(high.get(), upper) > 0 ? high.get() : upper;
    }

    boolean nullsKnown() {
        return nullsKnown;
    }

    long nulls() {
        return nulls;
    }

    boolean boundsKnown() {
        return boundsKnown;
    }

    /** Whether these bounds lie within the others; both are known. */
    boolean isWithin(ColumnTotals others) {
        if (lower == null || upper == null) {
            return true;
        }
        Comparator<Object> comparator = order.orElseThrow();
        return others.lower != null
                && others.upper != null
                && comparator.compare(lower, others.lower) >= 0
                && comparator.compare(upper, others.upper) <= 0;
    }

    private Optional<Object> value(Type stored, @Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        return switch (type.typeId()) {
            // As Parquet orders them, which Java's own order of a UUID is not.
            case UUID, FIXED, BINARY -> Optional.of(bytes);
            // Writers differ in which zero they keep as a bound.
            case DOUBLE ->
                Optional.of(((Number) Conversions.fromByteBuffer(stored, bytes)).doubleValue() + 0.0)
                        .filter(bound -> !bound.isNaN())
                        .map(Object.class::cast);
            case FLOAT ->
                Optional.of((Float) Conversions.fromByteBuffer(stored, bytes) + 0.0f)
                        .filter(bound -> !bound.isNaN())
                        .map(Object.class::cast);
            case LONG -> Optional.of(((Number) Conversions.fromByteBuffer(stored, bytes)).longValue());
            default ->
                stored.typeId() == type.typeId()
                        ? Optional.of(Conversions.fromByteBuffer(stored, bytes))
                        : Optional.empty();
        };
    }

    @SuppressWarnings("unchecked") // Of the type that value() makes.
    private static Optional<Comparator<Object>> order(Type type) {
        return switch (type.typeId()) {
            case UUID, FIXED, BINARY -> Optional.of((Comparator<Object>) (Comparator<?>) Comparators.unsignedBytes());
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, STRING, DECIMAL ->
                Optional.of((Comparator<Object>) (Comparator<?>) Comparators.forType(type.asPrimitiveType()));
            default -> Optional.empty();
        };
    }
}
