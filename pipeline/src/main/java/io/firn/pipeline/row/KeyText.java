package io.firn.pipeline.row;

import io.firn.pipeline.record.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The key of a row as one JSON object, the same text for the same key: it is made from the converted values, so two
 * spellings of one instant or one number do not part.
 */
public final class KeyText {
    private final List<Part> parts = new ArrayList<>();

    private record Part(String name, String prefix, int position, Type type) {}

    /** @throws IllegalArgumentException naming the column, if its type cannot be a key's */
    public KeyText(Schema schema, List<String> key) {
        for (String name : key) {
            NestedField field = schema.asStruct().field(name);
            if (field != null) {
                String prefix = (parts.isEmpty() ? "{" : ",") + quoted(name) + ":";
                parts.add(new Part(name, prefix, schema.columns().indexOf(field), field.type()));
                text(field);
            } else {
                // A column that no record has had yet: a record with it changes the schema first.
                parts.add(new Part(name, "", -1, Types.StringType.get()));
            }
        }
    }

    /** @throws Mismatch if a part of the key is null */
    public byte[] of(RowData row) {
        StringBuilder text = new StringBuilder(64);
        for (Part part : parts) {
            if (part.position < 0 || row.isNullAt(part.position)) {
                throw new Mismatch(Reason.MISSING_KEY, part.name, "a part of the key must be present and not null");
            }
            text.append(part.prefix);
            append(text, row, part.position, part.type);
        }
        return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a column of this type can be part of a key: its values must have one spelling and equality. */
    public static boolean canBeKey(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, DATE, TIMESTAMP, STRING, UUID, DECIMAL -> true;
            default -> false;
        };
    }

    private static void text(NestedField field) {
        if (!canBeKey(field.type())) {
            throw new IllegalArgumentException(
                    "Cannot use column '" + field.name() + "' as key: its type is " + field.type());
        }
    }

    private static void append(StringBuilder text, RowData row, int position, Type type) {
        switch (type.typeId()) {
            case BOOLEAN -> text.append(row.getBoolean(position));
            case INTEGER -> text.append(row.getInt(position));
            case DATE ->
                text.append(quoted(LocalDate.ofEpochDay(row.getInt(position)).toString()));
            case LONG -> text.append(row.getLong(position));
            case TIMESTAMP ->
                text.append(
                        quoted(row.getTimestamp(position, 6).toLocalDateTime().toString()));
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                text.append(row.getDecimal(position, decimal.precision(), decimal.scale())
                        .toBigDecimal()
                        .toPlainString());
            }
            case UUID -> {
                ByteBuffer bytes = ByteBuffer.wrap(row.getBinary(position));
                text.append(quoted(new UUID(bytes.getLong(), bytes.getLong()).toString()));
            }
            default -> text.append(quoted(row.getString(position).toString()));
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
