package io.firn.quality.commit;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Adds up what data files say of one column. */
final class ColumnTotals {
    private final NestedField field;
    private final boolean hasBounds;
    private @Nullable Long values = 0L;
    private @Nullable Long nulls = 0L;
    private @Nullable Long nans = 0L;
    private boolean bounded;
    private @Nullable Object lower;
    private @Nullable Object upper;

    ColumnTotals(NestedField field) {
        this.field = field;
        this.hasBounds = isNumberOrTime(field.type());
        this.bounded = hasBounds;
    }

    void add(DataFile file) {
        if (file.recordCount() == 0) {
            return;
        }
        Long ownValues = get(file.valueCounts());
        Long ownNulls = get(file.nullValueCounts());
        Long ownNans = isFloating(field.type()) ? get(file.nanValueCounts()) : Long.valueOf(0);
        values = sum(values, ownValues);
        nulls = sum(nulls, ownNulls);
        nans = sum(nans, ownNans);
        boolean nothingToBound =
                ownValues != null && ownNulls != null && ownValues - ownNulls - (ownNans == null ? 0 : ownNans) <= 0;
        if (hasBounds && !nothingToBound) {
            bound(get(file.lowerBounds()), get(file.upperBounds()));
        }
    }

    ColumnFacts facts(String name) {
        return new ColumnFacts(
                field.fieldId(),
                name,
                field.type(),
                field.isRequired(),
                Optional.ofNullable(values),
                Optional.ofNullable(nulls),
                Optional.ofNullable(nans),
                bounded,
                bounded ? Optional.ofNullable(lower) : Optional.empty(),
                bounded ? Optional.ofNullable(upper) : Optional.empty());
    }

    private void bound(@Nullable ByteBuffer low, @Nullable ByteBuffer high) {
        if (low == null || high == null) {
            bounded = false;
            return;
        }
        Object least = Conversions.fromByteBuffer(field.type(), low);
        Object greatest = Conversions.fromByteBuffer(field.type(), high);
        if (isNaN(least) || isNaN(greatest)) {
            bounded = false;
            return;
        }
        Comparator<Object> order = Comparators.forType(field.type().asPrimitiveType());
        lower = lower == null || order.compare(least, lower) < 0 ? least : lower;
        upper = upper == null || order.compare(greatest, upper) > 0 ? greatest : upper;
    }

    private <T> @Nullable T get(@Nullable Map<Integer, T> statistics) {
        return statistics == null ? null : statistics.get(field.fieldId());
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : Long.valueOf(a + b);
    }

    private static boolean isFloating(Type type) {
        return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    }

    private static boolean isNaN(Object value) {
        return value instanceof Number number && Double.isNaN(number.doubleValue());
    }

    private static boolean isNumberOrTime(Type type) {
        return switch (type.typeId()) {
            case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIMESTAMP, TIMESTAMP_NANO -> true;
            default -> false;
        };
    }
}
