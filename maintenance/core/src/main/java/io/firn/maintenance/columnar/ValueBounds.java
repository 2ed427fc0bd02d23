package io.firn.maintenance.columnar;

import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * The least and the greatest of values that lie in one array. Only these two become objects, if the type allows to compare
 * the others where they lie.
 */
final class ValueBounds {
    private final ValueLayout layout;
    private final boolean isComparedInPlace;
    private final byte[] bytes;
    private final Statistics<?> statistics;
    private int least = -1;
    private int leastLength;
    private int most = -1;
    private int mostLength;

    /** @param statistics get what {@link #end} has found, and not before */
    ValueBounds(PrimitiveType type, byte[] bytes, Statistics<?> statistics) {
        this.layout = ValueLayout.of(type);
        this.isComparedInPlace = !layout.isFloatingPoint()
                && (layout.isWholeNumber()
                        || !(type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation));
        this.bytes = bytes;
        this.statistics = statistics;
    }

    void add(int at, int length) {
        if (!isComparedInPlace) {
            layout.update(statistics, bytes, at, length);
        } else if (least < 0) {
            least = at;
            leastLength = length;
            most = at;
            mostLength = length;
        } else if (compare(at, length, least, leastLength) < 0) {
            least = at;
            leastLength = length;
        } else if (compare(at, length, most, mostLength) > 0) {
            most = at;
            mostLength = length;
        }
    }

    Statistics<?> end() {
        if (least >= 0) {
            layout.update(statistics, bytes, least, leastLength);
            layout.update(statistics, bytes, most, mostLength);
        }
        return statistics;
    }

    private int compare(int one, int lengthOfOne, int other, int lengthOfOther) {
        if (layout.isWholeNumber()) {
            return layout.width() == Integer.BYTES
                    ? Integer.compare(LittleEndian.intAt(bytes, one), LittleEndian.intAt(bytes, other))
                    : Long.compare(LittleEndian.longAt(bytes, one), LittleEndian.longAt(bytes, other));
        }
        return Arrays.compareUnsigned(bytes, one, one + lengthOfOne, bytes, other, other + lengthOfOther);
    }
}
