package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.Provenance;
import io.firn.pipeline.record.Origin;
import io.firn.pipeline.record.Reason;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * JSON objects to rows of one schema. The job that validates and the job that lands use this same code, so what the one
 * accepts the other can write.
 */
public final class RowConverter {
    private final StructConverter struct;
    private final Map<String, Integer> positions = new HashMap<>();
    private final int provenance;
    private final int width;

    public RowConverter(Schema schema) {
        List<NestedField> columns = schema.columns();
        this.struct = new StructConverter(Types.StructType.of(columns.stream()
                .map(column -> column.name().equals(Provenance.COLUMN) ? column.asOptional() : column)
                .toList()));
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i).name(), i);
        }
        this.provenance = position(Provenance.COLUMN);
        this.width = columns.size();
    }

    /** @throws Mismatch if the object does not fit the schema as it is */
    public RowData convert(ObjectNode fields, Origin origin) {
        for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (Provenance.isReserved(name)) {
                throw new Mismatch(Reason.BAD_FIELD_NAME, name, "the name is reserved");
            }
        }
        GenericRowData row = new GenericRowData(width);
        struct.fill(row, fields);
        if (provenance >= 0) {
            row.setField(
                    provenance,
                    GenericRowData.of(
                            StringData.fromString(origin.topic()),
                            origin.partition(),
                            origin.offset(),
                            TimestampData.fromEpochMillis(origin.timestamp())));
        }
        return row;
    }

    /** Position of a top-level column, -1 if there is none. */
    public int position(String column) {
        return positions.getOrDefault(column, -1);
    }
}
