package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
    private final int topic;
    private final int partition;
    private final int offset;
    private final int timestamp;
    private final int width;

    public RowConverter(Schema schema) {
        List<NestedField> columns = schema.columns();
        this.struct = new StructConverter(Types.StructType.of(columns.stream()
                .map(column -> OriginColumns.isOne(column.name()) ? column.asOptional() : column)
                .toList()));
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i).name(), i);
        }
        this.topic = positions.getOrDefault(OriginColumns.TOPIC, -1);
        this.partition = positions.getOrDefault(OriginColumns.PARTITION, -1);
        this.offset = positions.getOrDefault(OriginColumns.OFFSET, -1);
        this.timestamp = positions.getOrDefault(OriginColumns.TIMESTAMP, -1);
        this.width = columns.size();
    }

    /** @throws Mismatch if the object does not fit the schema as it is */
    public RowData convert(ObjectNode fields, Origin origin) {
        for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.startsWith("_") && OriginColumns.isOne(name)) {
                throw new Mismatch(Reason.BAD_FIELD_NAME, name, "the name belongs to the record's origin");
            }
        }
        GenericRowData row = new GenericRowData(width);
        struct.fill(row, fields);
        set(row, topic, StringData.fromString(origin.topic()));
        set(row, partition, origin.partition());
        set(row, offset, origin.offset());
        set(row, timestamp, TimestampData.fromEpochMillis(origin.timestamp()));
        return row;
    }

    /** Position of a top-level column, -1 if there is none. */
    public int position(String column) {
        return positions.getOrDefault(column, -1);
    }

    private static void set(GenericRowData row, int position, Object value) {
        if (position >= 0) {
            row.setField(position, value);
        }
    }
}
