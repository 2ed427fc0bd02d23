package io.firn.lake.avro;

import io.firn.lake.avro.AvroType.Array;
import io.firn.lake.avro.AvroType.Field;
import io.firn.lake.avro.AvroType.Fixed;
import io.firn.lake.avro.AvroType.Primitive;
import io.firn.lake.avro.AvroType.Struct;
import io.firn.lake.avro.AvroType.Union;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the JSON form of a schema; JSON is YAML, too. */
final class AvroSchema {
    private static final Map<String, AvroType> PRIMITIVES = Map.of(
            "null", Primitive.NULL,
            "boolean", Primitive.BOOLEAN,
            "int", Primitive.INT,
            "long", Primitive.LONG,
            "float", Primitive.FLOAT,
            "double", Primitive.DOUBLE,
            "bytes", Primitive.BYTES,
            "string", Primitive.STRING);
    /** Those that Iceberg writes, none of which changes a number. It would multiply milliseconds, for one. */
    private static final Set<String> LOGICAL_TYPES =
            Set.of("date", "time-micros", "timestamp-micros", "timestamp-nanos", "decimal", "uuid", "map");

    private final Map<String, AvroType> named = new HashMap<>();

    private AvroSchema() {}

    static AvroType parse(String json) {
        try {
            return new AvroSchema().type(new Load(LoadSettings.builder().build()).loadFromString(json));
        } catch (YamlEngineException | ClassCastException e) {
            throw new UnsupportedAvroException("Cannot read Avro schema: " + e.getMessage());
        }
    }

    private AvroType type(@Nullable Object described) {
        if (described instanceof String name) {
            AvroType known = PRIMITIVES.getOrDefault(name, named.get(name));
            if (known != null) {
                return known;
            }
        } else if (described instanceof List<?> branches) {
            return new Union(branches.stream().map(this::type).toList());
        } else if (described instanceof Map<?, ?> definition) {
            return defined(definition);
        }
        throw new UnsupportedAvroException("Cannot read Avro schema: unknown type");
    }

    private AvroType defined(Map<?, ?> definition) {
        if (definition.get("logicalType") instanceof String logical && !LOGICAL_TYPES.contains(logical)) {
            throw new UnsupportedAvroException("Cannot read Avro schema: a logical type " + logical);
        }
        AvroType type;
        if (definition.get("type") instanceof String kind) {
            type = switch (kind) {
                case "record" -> new Struct(fields(definition.get("fields")));
                case "array" -> new Array(type(definition.get("items")));
                case "fixed" -> new Fixed(size(definition.get("size")));
                default -> type(kind);
            };
        } else {
            type = type(definition.get("type"));
        }
        if (definition.get("name") instanceof String name) {
            named.put(name, type);
        }
        return type;
    }

    private static int size(@Nullable Object described) {
        if (described instanceof Integer size && size >= 0) {
            return size;
        }
        throw new UnsupportedAvroException("Cannot read Avro schema: a fixed type without a size");
    }

    private List<Field> fields(@Nullable Object described) {
        List<Field> fields = new ArrayList<>();
        if (!(described instanceof List<?> all)) {
            throw new UnsupportedAvroException("Cannot read Avro schema: a record without fields");
        }
        for (Object each : all) {
            Map<?, ?> field = (Map<?, ?>) each;
            int id = field.get("field-id") instanceof Number number ? number.intValue() : -1;
            fields.add(new Field(String.valueOf(field.get("name")), id, type(field.get("type"))));
        }
        return List.copyOf(fields);
    }
}
