package io.firn.maintenance.columnar;

import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * How the values of a column lie in plain pages.
 *
 * @param width bytes of each value, 0 where each begins with its length
 */
record ValueLayout(PrimitiveTypeName type, int width) {
    private static final int LENGTH_BYTES = 4;

    static ValueLayout of(PrimitiveType type) {
        PrimitiveTypeName name = type.getPrimitiveTypeName();
        return switch (name) {
            case INT32, FLOAT -> new ValueLayout(name, Integer.BYTES);
            case INT64, DOUBLE -> new ValueLayout(name, Long.BYTES);
            case FIXED_LEN_BYTE_ARRAY -> new ValueLayout(name, type.getTypeLength());
            case BINARY, BOOLEAN -> new ValueLayout(name, 0);
            case INT96 -> throw new NotColumnarException("a column is of type INT96");
        };
    }

    boolean isVariable() {
        return type == PrimitiveTypeName.BINARY;
    }

    boolean isBoolean() {
        return type == PrimitiveTypeName.BOOLEAN;
    }

    boolean isWholeNumber() {
        return type == PrimitiveTypeName.INT32 || type == PrimitiveTypeName.INT64;
    }

    boolean isFloatingPoint() {
        return type == PrimitiveTypeName.FLOAT || type == PrimitiveTypeName.DOUBLE;
    }

    /** Bytes of the length before each value. */
    int prefix() {
        return isVariable() ? LENGTH_BYTES : 0;
    }

    /** Length of the value at {@code at}, its prefix apart; both lie before {@code end}. */
    int lengthAt(byte[] bytes, int at, int end) {
        if (!isVariable()) {
            if (end - at < width) {
                throw new CorruptPageException("values that are cut off");
            }
            return width;
        }
        int length = end - at < LENGTH_BYTES ? -1 : LittleEndian.intAt(bytes, at);
        if (length < 0 || length > end - at - LENGTH_BYTES) {
            throw new CorruptPageException("values that are cut off");
        }
        return length;
    }

    /** Bytes of so many values from {@code from} on, all of which lie before {@code end}. */
    int lengthOf(int count, byte[] bytes, int from, int end) {
        if (!isVariable()) {
            long length = (long) width * count;
            if (length > end - from) {
                throw new CorruptPageException("values that are cut off");
            }
            return (int) length;
        }
        int at = from;
        for (int i = 0; i < count; i++) {
            at += LENGTH_BYTES + lengthAt(bytes, at, end);
        }
        return at - from;
    }

    /** Takes a value into the statistics of a page. */
    void update(Statistics<?> statistics, byte[] bytes, int at, int length) {
        switch (type) {
            case INT32 -> statistics.updateStats(LittleEndian.intAt(bytes, at));
            case INT64 -> statistics.updateStats(LittleEndian.longAt(bytes, at));
            case FLOAT -> statistics.updateStats(floatAt(bytes, at));
            case DOUBLE -> statistics.updateStats(doubleAt(bytes, at));
            default -> statistics.updateStats(Binary.fromReusedByteArray(bytes, at, length));
        }
    }

    static float floatAt(byte[] bytes, int at) {
        return Float.intBitsToFloat(LittleEndian.intAt(bytes, at));
    }

    static double doubleAt(byte[] bytes, int at) {
        return Double.longBitsToDouble(LittleEndian.longAt(bytes, at));
    }
}
