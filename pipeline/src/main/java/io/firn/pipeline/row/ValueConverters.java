package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.pipeline.record.Reason;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** The converter of each Iceberg type. A type that no JSON value can be turned into refuses every value. */
final class ValueConverters {
    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private ValueConverters() {}

    static ValueConverter of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> ValueConverters::toBoolean;
            case INTEGER -> Numbers::toInt;
            case LONG -> Numbers::toLong;
            case FLOAT -> Numbers::toFloat;
            case DOUBLE -> Numbers::toDouble;
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield Numbers.toDecimal(decimal.precision(), decimal.scale());
            }
            case DATE -> Times::toDate;
            case TIME -> Times::toTime;
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC() ? Times::toTimestampWithZone : Times::toTimestamp;
            case STRING -> value -> StringData.fromString(text(value, "string"));
            case UUID -> ValueConverters::toUuid;
            case FIXED -> {
                int length = ((Types.FixedType) type).length();
                yield value -> toBytes(value, length);
            }
            case BINARY -> value -> toBytes(value, -1);
            case STRUCT -> new StructConverter(type.asStructType());
            case LIST -> list(type.asListType());
            case MAP -> map(type.asMapType());
            default ->
                value -> {
                    throw new Mismatch(Reason.WRONG_TYPE, "no JSON value can be " + type);
                };
        };
    }

    private static Object toBoolean(JsonNode value) {
        if (!value.isBoolean()) {
            throw new Mismatch(Reason.WRONG_TYPE, "expected boolean");
        }
        return value.booleanValue();
    }

    static String text(JsonNode value, String type) {
        if (!value.isTextual()) {
            throw new Mismatch(Reason.WRONG_TYPE, "expected " + type);
        }
        String text = value.textValue();
        if (hasLoneSurrogate(text)) {
            throw new Mismatch(Reason.WRONG_TYPE, "expected Unicode text, found half of a surrogate pair");
        }
        return text;
    }

    /** JSON escapes can spell what UTF-8 cannot; it would turn into a question mark. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static Object toUuid(JsonNode value) {
        if (!value.isTextual() || !UUID_TEXT.matcher(value.textValue()).matches()) {
            throw new Mismatch(Reason.WRONG_TYPE, "expected uuid, 32 hexadecimal digits in five groups");
        }
        UUID uuid = UUID.fromString(value.textValue());
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** @param length -1 for any */
    private static Object toBytes(JsonNode value, int length) {
        if (value.isTextual()) {
            try {
                byte[] bytes = Base64.getDecoder().decode(value.textValue());
                if (length < 0 || bytes.length == length) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                // Falls through: its message would hold a character of the value.
            }
        }
        throw new Mismatch(
                Reason.WRONG_TYPE,
                length < 0 ? "expected base64 text" : "expected " + length + " bytes as base64 text");
    }

    private static ValueConverter list(Types.ListType type) {
        ValueConverter element = of(type.elementType());
        boolean required = type.isElementRequired();
        return value -> {
            if (!value.isArray()) {
                throw new Mismatch(Reason.WRONG_TYPE, "expected an array");
            }
            Object[] elements = new Object[value.size()];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = nested(value.get(i), element, required, "element");
            }
            return new GenericArrayData(elements);
        };
    }

    private static ValueConverter map(Types.MapType type) {
        if (type.keyType().typeId() != Type.TypeID.STRING) {
            return value -> {
                throw new Mismatch(Reason.WRONG_TYPE, "no JSON value can be a map from " + type.keyType());
            };
        }
        ValueConverter entry = of(type.valueType());
        boolean required = type.isValueRequired();
        return value -> {
            if (!value.isObject()) {
                throw new Mismatch(Reason.WRONG_TYPE, "expected an object");
            }
            Map<Object, @Nullable Object> entries = new HashMap<>(value.size() * 2);
            for (Map.Entry<String, JsonNode> property : value.properties()) {
                if (hasLoneSurrogate(property.getKey())) {
                    throw new Mismatch(Reason.BAD_FIELD_NAME, "expected Unicode text for a name");
                }
                entries.put(
                        StringData.fromString(property.getKey()),
                        nested(property.getValue(), entry, required, "value"));
            }
            return new GenericMapData(entries);
        };
    }

    private static @Nullable Object nested(JsonNode value, ValueConverter converter, boolean required, String name) {
        if (value.isNull()) {
            if (required) {
                throw new Mismatch(Reason.MISSING_FIELD, name, "required");
            }
            return null;
        }
        try {
            return converter.convert(value);
        } catch (Mismatch e) {
            throw e.within(name);
        }
    }
}
