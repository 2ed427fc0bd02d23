package io.firn.lake.config;

import java.util.List;
import java.util.function.IntSupplier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Where a row came from: topic, partition, offset and record time of the raw record, the first columns of every table. */
public final class ProvenanceColumns {
    public static final String TOPIC = "_topic";
    public static final String PARTITION = "_partition";
    public static final String OFFSET = "_offset";
    public static final String TIMESTAMP = "_timestamp";

    private static final List<String> NAMES = List.of(TOPIC, PARTITION, OFFSET, TIMESTAMP);

    private ProvenanceColumns() {}

    public static List<String> names() {
        return NAMES;
    }

    /** The columns, in order; {@code nextId} gives the field ids. */
    public static List<NestedField> fields(IntSupplier nextId) {
        return List.of(
                NestedField.required(nextId.getAsInt(), TOPIC, Types.StringType.get()),
                NestedField.required(nextId.getAsInt(), PARTITION, Types.IntegerType.get()),
                NestedField.required(nextId.getAsInt(), OFFSET, Types.LongType.get()),
                NestedField.required(nextId.getAsInt(), TIMESTAMP, Types.TimestampType.withZone()));
    }
}
