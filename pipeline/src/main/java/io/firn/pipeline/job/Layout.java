package io.firn.pipeline.job;

import io.firn.pipeline.row.RowConverter;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;

/** How rows of a table are written while its schema stays the same. */
record Layout(Schema schema, PartitionSpec spec, RowConverter converter) {
    static Layout of(Table table) {
        return new Layout(table.schema(), table.spec(), new RowConverter(table.schema()));
    }

    boolean isOf(Table table) {
        return schema.schemaId() == table.schema().schemaId()
                && spec.specId() == table.spec().specId();
    }
}
