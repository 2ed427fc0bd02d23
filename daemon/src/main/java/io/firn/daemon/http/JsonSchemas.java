package io.firn.daemon.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.maintenance.plan.Operation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JSON Schemas of the records that the API answers, each under its own name. */
final class JsonSchemas {
    private final Map<String, Object> components = new TreeMap<>();

    /** By name; what refers to them says {@code #/components/schemas/NAME}. */
    Map<String, Object> components() {
        return components;
    }

    static Map<String, Object> operation() {
        return Map.of(
                "type",
                "string",
                "enum",
                Arrays.stream(Operation.values()).map(Operation::id).toList());
    }

    Map<String, Object> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == List.class) {
                return Map.of("type", "array", "items", of(argument));
            }
            if (generic.getRawType() == Map.class) {
                Type value = generic.getActualTypeArguments()[1];
                return Map.of("type", "object", "additionalProperties", of(value));
            }
            if (generic.getRawType() == Optional.class) {
                return Map.of("anyOf", List.of(of(argument), Map.of("type", "null")));
            }
        }
        if (type instanceof Class<?> raw) {
            if (raw == Operation.class) {
                return operation();
            }
            return raw.isRecord() ? record(raw) : simple(raw);
        }
        throw new IllegalStateException("Cannot describe the type " + type);
    }

    private static Map<String, Object> simple(Class<?> type) {
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (type == String.class) {
            return Map.of("type", "string");
        }
        if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
            return Map.of("type", "integer");
        }
        if (type == double.class || type == Double.class) {
            return Map.of("type", "number");
        }
        if (type == Object.class) {
            return Map.of("type", "object");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        throw new IllegalStateException("Cannot describe the type " + type.getName());
    }

    private Map<String, Object> record(Class<?> type) {
        String name = name(type);
        if (!components.containsKey(name)) {
            components.put(name, Map.of());
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                properties.put(component.getName(), of(component.getGenericType()));
                if (!component.getAccessor().isAnnotationPresent(JsonInclude.class)) {
                    required.add(component.getName());
                }
            }
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", properties);
            schema.put("required", required);
            components.put(name, schema);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static String name(Class<?> type) {
        String own = type.getSimpleName().replaceFirst("View$", "");
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? own : name(outer) + own;
    }
}
