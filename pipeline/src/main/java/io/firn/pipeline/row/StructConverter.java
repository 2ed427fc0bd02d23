package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.pipeline.record.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;

/** An object to a row. A null field is an absent one; a field that the struct lacks is a mismatch, lest it be lost. */
final class StructConverter implements ValueConverter {
    private final Map<String, Integer> positions = new HashMap<>();
    private final ValueConverter[] converters;
    private final NestedField[] fields;
    private final int[] required;

    StructConverter(StructType struct) {
        List<NestedField> all = struct.fields();
        fields = all.toArray(NestedField[]::new);
        converters = new ValueConverter[fields.length];
        for (int i = 0; i < fields.length; i++) {
            positions.put(fields[i].name(), i);
            converters[i] = ValueConverters.of(fields[i].type());
        }
        required = IntStream.range(0, fields.length)
                .filter(i -> fields[i].isRequired())
                .toArray();
    }

    @Override
    public Object convert(JsonNode value) {
        if (!value.isObject()) {
            throw new Mismatch(Reason.WRONG_TYPE, "expected an object");
        }
        GenericRowData row = new GenericRowData(fields.length);
        fill(row, value);
        return row;
    }

    void fill(GenericRowData row, JsonNode value) {
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            JsonNode field = property.getValue();
            if (field.isNull()) {
                continue;
            }
            Integer position = positions.get(property.getKey());
            if (position == null) {
                if (holdsNothing(field)) {
                    continue;
                }
                throw new Mismatch(Reason.UNKNOWN_FIELD, property.getKey(), "no such column");
            }
            try {
                row.setField(position, converters[position].convert(field));
            } catch (Mismatch e) {
                throw e.within(property.getKey());
            }
        }
        for (int position : required) {
            if (row.isNullAt(position)) {
                throw new Mismatch(Reason.MISSING_FIELD, fields[position].name(), "required");
            }
        }
    }

    /** Null, and arrays and objects of nothing else: there is no type to make a column of, and nothing to lose. */
    private static boolean holdsNothing(JsonNode value) {
        if (value.isContainerNode()) {
            for (JsonNode one : value) {
                if (!holdsNothing(one)) {
                    return false;
                }
            }
            return true;
        }
        return value.isNull();
    }
}
