package io.firn.pipeline.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.pipeline.record.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The type that JSON values ask for. JSON has one type of number, so a number asks for {@code double}; null, an empty
 * array and an empty object ask for nothing.
 */
sealed interface Shape {
    record Nothing() implements Shape {}

    record Primitive(Type.PrimitiveType type) implements Shape {}

    record Array(Shape element) implements Shape {}

    record Struct(Map<String, Shape> fields) implements Shape {}

    static Shape of(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> new Primitive(Types.BooleanType.get());
            case NUMBER -> new Primitive(Types.DoubleType.get());
            case STRING -> new Primitive(Types.StringType.get());
            case ARRAY -> array(value);
            case OBJECT -> struct(value);
            default -> new Nothing();
        };
    }

    private static Shape array(JsonNode value) {
        Shape element = new Nothing();
        for (JsonNode one : value) {
            element = element.merge(of(one), "element");
        }
        return new Array(element);
    }

    private static Shape struct(JsonNode value) {
        Map<String, Shape> fields = new TreeMap<>();
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            Shape field = of(property.getValue());
            if (!(field instanceof Nothing)) {
                fields.put(property.getKey(), field);
            }
        }
        return new Struct(fields);
    }

    /**
     * The shape that holds both.
     *
     * @throws Refusal if there is none
     */
    default Shape merge(Shape other, String name) {
        if (this instanceof Nothing || equals(other)) {
            return other;
        }
        if (other instanceof Nothing) {
            return this;
        }
        if (this instanceof Array mine && other instanceof Array theirs) {
            return new Array(mine.element.merge(theirs.element, "element"));
        }
        if (this instanceof Struct mine && other instanceof Struct theirs) {
            Map<String, Shape> fields = new TreeMap<>(mine.fields);
            theirs.fields.forEach((field, shape) -> fields.merge(field, shape, (a, b) -> a.merge(b, field)));
            return new Struct(fields);
        }
        throw new Refusal(Reason.SCHEMA_CONFLICT, name, "values of different types");
    }

    /**
     * The Iceberg type, if there is anything to store.
     *
     * @throws Refusal if a name inside cannot be a column's
     */
    default Optional<Type> type(IntSupplier ids) {
        if (this instanceof Primitive primitive) {
            return Optional.of(primitive.type);
        }
        if (this instanceof Array array) {
            int id = ids.getAsInt();
            return array.element.type(ids).map(element -> Types.ListType.ofOptional(id, element));
        }
        if (this instanceof Struct struct) {
            List<Types.NestedField> fields = new ArrayList<>();
            Map<String, String> spellings = new TreeMap<>();
            struct.fields.forEach((name, shape) -> {
                int id = ids.getAsInt();
                shape.type(ids).ifPresent(type -> {
                    FieldNames.require(name);
                    if (spellings.put(name.toLowerCase(Locale.ROOT), name) != null) {
                        throw new Refusal(Reason.SCHEMA_CONFLICT, name, "two names differ only in case");
                    }
                    fields.add(Types.NestedField.optional(id, name, type));
                });
            });
            return fields.isEmpty() ? Optional.empty() : Optional.of(Types.StructType.of(fields));
        }
        return Optional.empty();
    }
}
