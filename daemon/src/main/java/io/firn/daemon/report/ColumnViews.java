package io.firn.daemon.report;

import io.firn.daemon.view.ColumnView;
import io.firn.lake.table.ColumnState;
import io.firn.lake.table.TableState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** A table's columns as people read them. */
final class ColumnViews {
    private ColumnViews() {}

    static List<ColumnView> of(Schema schema, TableState state) {
        Map<Integer, Optional<Long>> nulls = new HashMap<>();
        for (ColumnState column : state.columns()) {
            nulls.put(column.fieldId(), column.nullCount());
        }
        return schema.columns().stream()
                .map(field -> new ColumnView(
                        field.name(),
                        text(field.type()),
                        field.isRequired(),
                        nulls.getOrDefault(field.fieldId(), Optional.empty())))
                .toList();
    }

    /** Without the field ids that Iceberg's own form of a nested type has. */
    static String text(Type type) {
        return switch (type.typeId()) {
            case STRUCT ->
                "struct<"
                        + String.join(
                                ", ",
                                type.asStructType().fields().stream()
                                        .map(ColumnViews::text)
                                        .toList())
                        + ">";
            case LIST -> "list<" + text(type.asListType().elementType()) + ">";
            case MAP ->
                "map<" + text(type.asMapType().keyType()) + ", "
                        + text(type.asMapType().valueType()) + ">";
            default -> type.toString();
        };
    }

    private static String text(NestedField field) {
        return field.name() + ": " + text(field.type());
    }
}
