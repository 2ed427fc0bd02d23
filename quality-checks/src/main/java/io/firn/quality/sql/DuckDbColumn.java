package io.firn.quality.sql;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** A column of the table as DuckDB has it: numbers, times, text, booleans, UUIDs, and structs of these. */
final class DuckDbColumn {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private DuckDbColumn() {}

    /** DuckDB's type; absent for what rules cannot see: lists, maps, bytes. */
    static Optional<String> type(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> Optional.of("BOOLEAN");
            case INTEGER -> Optional.of("INTEGER");
            case LONG -> Optional.of("BIGINT");
            case FLOAT -> Optional.of("REAL");
            case DOUBLE -> Optional.of("DOUBLE");
            case DATE -> Optional.of("DATE");
            case TIME -> Optional.of("TIME");
            case TIMESTAMP ->
                Optional.of(((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP");
            case STRING -> Optional.of("VARCHAR");
            case UUID -> Optional.of("UUID");
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield Optional.of("DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")");
            }
            case STRUCT -> struct(type.asStructType());
            default -> Optional.empty();
        };
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static Optional<String> struct(Types.StructType struct) {
        List<String> fields = new ArrayList<>();
        for (NestedField field : struct.fields()) {
            Optional<String> type = type(field.type());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(quoted(field.name()) + " " + type.get());
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of("STRUCT(" + String.join(", ", fields) + ")");
    }

    /** Appends a value as Iceberg's generic reader gives it. */
    static void append(DuckDBAppender rows, Type type, @Nullable Object value) throws SQLException {
        if (value == null) {
            rows.appendNull();
            return;
        }
        switch (type.typeId()) {
            case BOOLEAN -> rows.append((boolean) value);
            case INTEGER -> rows.append((int) value);
            case LONG -> rows.append((long) value);
            case FLOAT -> rows.append((float) value);
            case DOUBLE -> rows.append((double) value);
            case DATE -> rows.appendEpochDays(Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIME -> rows.append((LocalTime) value);
            case TIMESTAMP -> rows.appendEpochMicros(micros(value));
            case STRING -> rows.append(value.toString());
            case UUID -> rows.append(uuid(value));
            case DECIMAL -> rows.append((BigDecimal) value);
            case STRUCT -> appendStruct(rows, type.asStructType(), (StructLike) value);
            default -> throw new IllegalArgumentException("Cannot append value: no column has type " + type);
        }
    }

    private static void appendStruct(DuckDBAppender rows, Types.StructType type, StructLike value) throws SQLException {
        rows.beginStruct();
        for (int i = 0; i < type.fields().size(); i++) {
            append(rows, type.fields().get(i).type(), value.get(i, Object.class));
        }
        rows.endStruct();
    }

    private static long micros(Object value) {
        LocalDateTime time = value instanceof OffsetDateTime zoned
                ? zoned.toInstant().atZone(java.time.ZoneOffset.UTC).toLocalDateTime()
                : (LocalDateTime) value;
        return ChronoUnit.MICROS.between(EPOCH, time);
    }

    private static UUID uuid(Object value) {
        if (value instanceof UUID uuid) {
            return uuid;
        }
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) value);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
