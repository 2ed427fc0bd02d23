package io.firn.pipeline.schema;

import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;

/** A change that a table can take without rewriting anything: columns come and types widen, nothing goes. */
public sealed interface SchemaChange {
    void applyTo(UpdateSchema update);

    /**
     * A new optional column.
     *
     * @param parent full name of the struct, list or map it belongs to; empty at the top
     */
    record AddColumn(String parent, String name, Type type) implements SchemaChange {
        @Override
        public void applyTo(UpdateSchema update) {
            if (parent.isEmpty()) {
                update.addColumn(name, type);
            } else {
                update.addColumn(parent, name, type);
            }
        }
    }

    record WidenColumn(String column, Type.PrimitiveType type) implements SchemaChange {
        @Override
        public void applyTo(UpdateSchema update) {
            update.updateColumn(column, type);
        }
    }
}
