package io.firn.maintenance.columnar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Schemas and rows that a seed decides: every primitive type, structs, lists and maps, nulls, few or many distinct values. */
final class RandomRows {
    private static final List<Type> PRIMITIVES = List.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.FloatType.get(),
            Types.DoubleType.get(),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            Types.StringType.get(),
            Types.UUIDType.get(),
            Types.FixedType.ofLength(5),
            Types.BinaryType.get(),
            Types.DecimalType.of(7, 2),
            Types.DecimalType.of(15, 4),
            Types.DecimalType.of(30, 3));

    private final Random random;
    private int nextId = 1;

    RandomRows(long seed) {
        this.random = new Random(seed);
    }

    Schema schema() {
        return new Schema(fields(1 + random.nextInt(6), 0));
    }

    private List<Types.NestedField> fields(int count, int depth) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Type type = type(depth);
            int id = nextId++;
            fields.add(
                    random.nextInt(4) == 0
                            ? Types.NestedField.required(id, "c" + id, type)
                            : Types.NestedField.optional(id, "c" + id, type));
        }
        return fields;
    }

    private Type type(int depth) {
        if (depth >= 3 || random.nextInt(3) > 0) {
            return PRIMITIVES.get(random.nextInt(PRIMITIVES.size()));
        }
        return switch (random.nextInt(3)) {
            case 0 -> Types.StructType.of(fields(1 + random.nextInt(3), depth + 1));
            case 1 -> {
                Type element = type(depth + 1);
                yield random.nextBoolean()
                        ? Types.ListType.ofOptional(nextId++, element)
                        : Types.ListType.ofRequired(nextId++, element);
            }
            default -> {
                Type value = type(depth + 1);
                int key = nextId++;
                int id = nextId++;
                yield random.nextBoolean()
                        ? Types.MapType.ofOptional(key, id, Types.StringType.get(), value)
                        : Types.MapType.ofRequired(key, id, Types.IntegerType.get(), value);
            }
        };
    }

    /** Of a column to add; a table gives it ids of its own. */
    Type type() {
        return type(1);
    }

    List<Record> rows(Schema schema, int count) {
        Map<Integer, Integer> distinct = new LinkedHashMap<>();
        Map<Integer, Double> nulls = new LinkedHashMap<>();
        List<Record> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(struct(schema.asStruct(), distinct, nulls));
        }
        return rows;
    }

    private Record struct(Types.StructType type, Map<Integer, Integer> distinct, Map<Integer, Double> nulls) {
        Record record = GenericRecord.create(type);
        for (Types.NestedField field : type.fields()) {
            double rate = nulls.computeIfAbsent(
                    field.fieldId(), id -> List.of(0.0, 0.1, 0.7, 1.0).get(random.nextInt(4)));
            boolean isNull = field.isOptional() && random.nextDouble() < rate;
            record.setField(field.name(), isNull ? null : value(field.type(), field.fieldId(), distinct, nulls));
        }
        return record;
    }

    private Object value(Type type, int id, Map<Integer, Integer> distinct, Map<Integer, Double> nulls) {
        if (type.isStructType()) {
            return struct(type.asStructType(), distinct, nulls);
        }
        if (type.isListType()) {
            Types.ListType list = type.asListType();
            List<Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                boolean isNull = list.isElementOptional() && random.nextInt(5) == 0;
                elements.add(isNull ? null : value(list.elementType(), list.elementId(), distinct, nulls));
            }
            return elements;
        }
        if (type.isMapType()) {
            Types.MapType map = type.asMapType();
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                boolean isNull = map.isValueOptional() && random.nextInt(5) == 0;
                entries.put(
                        value(map.keyType(), map.keyId(), distinct, nulls),
                        isNull ? null : value(map.valueType(), map.valueId(), distinct, nulls));
            }
            return entries;
        }
        int values =
                distinct.computeIfAbsent(id, any -> List.of(1, 3, 200, 1 << 30).get(random.nextInt(4)));
        return primitive(type, random.nextInt(values) * 31L - values);
    }

    private Object primitive(Type type, long number) {
        Random of = new Random(number);
        return switch (type.typeId()) {
            case BOOLEAN -> of.nextBoolean();
            case INTEGER -> of.nextInt();
            case LONG -> of.nextLong();
            case FLOAT -> number % 17 == 0 ? Float.NaN : (float) of.nextGaussian();
            case DOUBLE -> number % 17 == 0 ? Double.NaN : number % 13 == 0 ? -0.0 : of.nextGaussian();
            case DATE -> LocalDate.ofEpochDay(of.nextInt(40_000) - 20_000);
            case TIME -> LocalTime.ofNanoOfDay(of.nextInt(86_400) * 1_000_000_000L);
            case TIMESTAMP -> {
                LocalDateTime time = LocalDateTime.ofInstant(
                        Instant.ofEpochSecond(of.nextInt(), of.nextInt(1_000) * 1_000L), ZoneOffset.UTC);
                yield ((Types.TimestampType) type).shouldAdjustToUTC() ? time.atOffset(ZoneOffset.UTC) : time;
            }
            case TIMESTAMP_NANO -> LocalDateTime.ofEpochSecond(of.nextInt(), of.nextInt(1_000_000_000), ZoneOffset.UTC);
            case STRING -> text(of);
            case UUID -> new UUID(of.nextLong(), of.nextLong());
            case FIXED -> bytes(of, ((Types.FixedType) type).length());
            case BINARY -> ByteBuffer.wrap(bytes(of, of.nextInt(100)));
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                BigInteger unscaled = new BigInteger(decimal.precision() * 3, of);
                yield new BigDecimal(of.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
            }
            default -> throw new IllegalArgumentException("Cannot make a value of type " + type);
        };
    }

    /** Some are longer than what a column index keeps of a bound. */
    private static String text(Random of) {
        StringBuilder text = new StringBuilder();
        for (int i = of.nextInt(10) == 0 ? 60 + of.nextInt(60) : of.nextInt(12); i > 0; i--) {
            text.appendCodePoint(of.nextInt(20) == 0 ? 0x1F600 + of.nextInt(20) : 'a' + of.nextInt(26));
        }
        return text.toString();
    }

    private static byte[] bytes(Random of, int length) {
        byte[] bytes = new byte[length];
        of.nextBytes(bytes);
        return bytes;
    }
}
