package io.firn.maintenance.columnar;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.apache.iceberg.util.UUIDUtil;
import org.apache.parquet.schema.PrimitiveType;

/** A value as Iceberg holds it in memory, in the bytes that Parquet stores for it; that of a string without its length. */
final class PlainValue {
    private PlainValue() {}

    static byte[] of(Object value, PrimitiveType type) {
        if (value instanceof Boolean truth) {
            return new byte[] {(byte) (truth ? 1 : 0)};
        }
        if (value instanceof Float number) {
            return littleEndian(Integer.BYTES)
                    .putInt(Float.floatToIntBits(number))
                    .array();
        }
        if (value instanceof Double number) {
            return littleEndian(Long.BYTES)
                    .putLong(Double.doubleToLongBits(number))
                    .array();
        }
        if (value instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (value instanceof UUID uuid) {
            return UUIDUtil.convert(uuid);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal(decimal, type);
        }
        return number(((Number) value).longValue(), type);
    }

    private static byte[] number(long value, PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32 ->
                littleEndian(Integer.BYTES).putInt(Math.toIntExact(value)).array();
            case INT64 -> littleEndian(Long.BYTES).putLong(value).array();
            default -> throw new NotColumnarException("a value is of type " + type.getPrimitiveTypeName());
        };
    }

    private static byte[] decimal(BigDecimal value, PrimitiveType type) {
        if (type.getPrimitiveTypeName() != PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
            return number(value.unscaledValue().longValueExact(), type);
        }
        byte[] unscaled = value.unscaledValue().toByteArray();
        byte[] bytes = new byte[type.getTypeLength()];
        Arrays.fill(bytes, (byte) (unscaled[0] < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, bytes, bytes.length - unscaled.length, unscaled.length);
        return bytes;
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
