package io.firn.quality.scan;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Finds columns by name, and their values in rows. */
final class ScanColumns {
    private ScanColumns() {}

    /** @throws UnknownOutcome if there is no such column, or it is not a single value in a row */
    static NestedField find(Schema schema, String name) {
        NestedField exact = schema.findField(name);
        NestedField field = exact == null ? schema.caseInsensitiveFindField(name) : exact;
        if (field == null) {
            throw new UnknownOutcome("Cannot find column '" + name + "': the table does not have it");
        }
        if (!field.type().isPrimitiveType()
                || path(schema.columns(), field.fieldId()).isEmpty()) {
            throw new UnknownOutcome("Cannot judge column '" + name + "': it is not one value in a row");
        }
        return field;
    }

    /** Reads one column; null where the row has none. Iceberg's accessors expect its internal values, not the reader's. */
    static Value value(Schema schema, int fieldId) {
        List<Integer> path = path(schema.columns(), fieldId);
        if (path.isEmpty()) {
            return row -> null;
        }
        int last = path.get(path.size() - 1);
        if (path.size() == 1) {
            return row -> row.get(last, Object.class);
        }
        List<Integer> parents = path.subList(0, path.size() - 1);
        return row -> {
            StructLike struct = row;
            for (int position : parents) {
                struct = struct.get(position, StructLike.class);
                if (struct == null) {
                    return null;
                }
            }
            return struct.get(last, Object.class);
        };
    }

    /** Positions from struct to struct; empty where no struct has the field. */
    private static List<Integer> path(List<NestedField> fields, int fieldId) {
        for (int i = 0; i < fields.size(); i++) {
            NestedField field = fields.get(i);
            if (field.fieldId() == fieldId) {
                return List.of(i);
            }
            if (field.type().isStructType()) {
                List<Integer> below = path(field.type().asStructType().fields(), fieldId);
                if (!below.isEmpty()) {
                    List<Integer> path = new ArrayList<>(below);
                    path.add(0, i);
                    return path;
                }
            }
        }
        return List.of();
    }

    interface Value {
        @Nullable
        Object of(StructLike row);
    }

    static boolean isWhole(Type type) {
        return type.typeId() == Type.TypeID.INTEGER || type.typeId() == Type.TypeID.LONG;
    }
}
