package io.firn.lake.config;

import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.apache.iceberg.MetadataColumns;
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

    /**
     * Whether a field of a record must not become a column: its name is one of these, in any case of letters, or one that
     * Iceberg keeps for its metadata columns, under which Spark refuses to read the table.
     */
    public static boolean isReserved(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT)) || MetadataColumns.isMetadataColumn(name);
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
