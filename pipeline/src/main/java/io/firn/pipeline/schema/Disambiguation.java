package io.firn.pipeline.schema;

import io.firn.lake.config.Provenance;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.sink.dynamic.CompareSchemasVisitor;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Keeps the sink from writing with an outdated schema. It finds a table's schema by names, types and order, and takes
 * the oldest that matches: once a column was dropped and came back, that one has the dropped column's id, and readers
 * would never see what is written. Moving a column makes the current schema unlike the old one; it changes nothing else.
 */
public final class Disambiguation {
    private Disambiguation() {}

    /** Moves columns until no older schema can be taken for the current one. */
    public static void apply(Table table) {
        for (int attempt = table.schemas().size(); attempt > 0 && isAmbiguous(table); attempt--) {
            List<NestedField> columns = table.schema().columns();
            NestedField last = columns.get(columns.size() - 1);
            table.updateSchema().moveAfter(last.name(), Provenance.COLUMN).commit();
        }
    }

    static boolean isAmbiguous(Table table) {
        Schema current = table.schema();
        return table.schemas().values().stream()
                .filter(older -> older.schemaId() != current.schemaId())
                .anyMatch(older -> !hasSameIds(older, current) && looksLike(current, older));
    }

    private static boolean looksLike(Schema current, Schema older) {
        return CompareSchemasVisitor.visit(current, older, true, false) == CompareSchemasVisitor.Result.SAME;
    }

    private static boolean hasSameIds(Schema older, Schema current) {
        return TypeUtil.indexByName(older.asStruct()).equals(TypeUtil.indexByName(current.asStruct()));
    }
}
