package io.firn.pipeline.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.Provenance;
import io.firn.pipeline.record.Reason;
import io.firn.pipeline.row.Mismatch;
import io.firn.pipeline.row.Widening;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * Decides what a record means for its evolving table: a pure function of schema and record. Columns are added and
 * widened, never removed, renamed or narrowed. Numbers become {@code double}, those of the key {@code long}.
 *
 * @param key columns that identify a row
 * @param maxColumns columns, nested ones included, that the table may have
 */
public record Evolution(Set<String> key, int maxColumns) {
    public Evolution {
        key = Set.copyOf(key);
    }

    public Decision decide(Schema schema, ObjectNode fields) {
        PendingChanges pending = new PendingChanges();
        try {
            struct(pending, "", schema.asStruct(), fields);
            if (pending.isEmpty()) {
                return new Decision.Fits();
            }
            int columns = TypeUtil.indexById(schema.asStruct()).size() + pending.addedColumns();
            if (columns > maxColumns) {
                throw new Refusal(
                        Reason.TOO_MANY_COLUMNS,
                        pending.firstAdded(),
                        "the table would have " + columns + " columns, allowed are " + maxColumns);
            }
            return new Decision.Changes(pending.changes());
        } catch (Refusal e) {
            return new Decision.Conflict(e.rejection());
        }
    }

    private void struct(PendingChanges pending, String path, Types.StructType struct, JsonNode value) {
        if (!value.isObject()) {
            throw new Refusal(Reason.SCHEMA_CONFLICT, path, "expected an object");
        }
        for (var property : value.properties()) {
            String name = property.getKey();
            JsonNode field = property.getValue();
            if (path.isEmpty() && Provenance.isReserved(name)) {
                throw new Refusal(Reason.BAD_FIELD_NAME, name, "the name is reserved");
            }
            if (field.isNull()) {
                continue;
            }
            Types.NestedField column = struct.field(name);
            if (column != null) {
                value(pending, path.isEmpty() ? name : path + "." + name, column.type(), field);
            } else {
                newColumn(pending, path, struct, name, field);
            }
        }
    }

    private void newColumn(PendingChanges pending, String path, Types.StructType struct, String name, JsonNode value) {
        boolean isKey = path.isEmpty() && key.contains(name);
        Shape shape = isKey ? keyShape(name, value) : Shape.of(value);
        if (shape.type(() -> 0).isEmpty()) {
            return;
        }
        FieldNames.require(name);
        Types.NestedField other = struct.caseInsensitiveField(name);
        if (other != null || pending.differsOnlyInCase(path, name)) {
            throw new Refusal(Reason.SCHEMA_CONFLICT, name, "another column's name differs only in case");
        }
        pending.add(path, name, shape);
    }

    private static Shape keyShape(String name, JsonNode value) {
        if (value.isTextual()) {
            return new Shape.Primitive(Types.StringType.get());
        }
        if (value.isBoolean()) {
            return new Shape.Primitive(Types.BooleanType.get());
        }
        if (value.isNumber()) {
            return new Shape.Primitive(Types.LongType.get());
        }
        throw new Refusal(Reason.SCHEMA_CONFLICT, name, "a part of the key must be text, an integer or a boolean");
    }

    private void value(PendingChanges pending, String path, Type type, JsonNode value) {
        switch (type.typeId()) {
            case STRUCT -> struct(pending, path, type.asStructType(), value);
            case LIST -> {
                if (!value.isArray()) {
                    throw new Refusal(Reason.SCHEMA_CONFLICT, path, "expected an array");
                }
                for (JsonNode element : value) {
                    nested(pending, path + ".element", type.asListType().elementType(), element);
                }
            }
            case MAP -> {
                if (!value.isObject()) {
                    throw new Refusal(Reason.SCHEMA_CONFLICT, path, "expected an object");
                }
                for (JsonNode entry : value) {
                    nested(pending, path + ".value", type.asMapType().valueType(), entry);
                }
            }
            default -> primitive(pending, path, type.asPrimitiveType(), value);
        }
    }

    private void nested(PendingChanges pending, String path, Type type, JsonNode value) {
        if (!value.isNull()) {
            value(pending, path, type, value);
        }
    }

    private static void primitive(PendingChanges pending, String path, Type.PrimitiveType type, JsonNode value) {
        try {
            Type.PrimitiveType wide = Widening.of(pending.widened(path, type), value);
            if (!wide.equals(type)) {
                pending.widen(path, wide);
            }
        } catch (Mismatch e) {
            Reason reason = e.reason() == Reason.WRONG_TYPE ? Reason.SCHEMA_CONFLICT : e.reason();
            throw new Refusal(e.rejection(path, reason));
        }
    }
}
