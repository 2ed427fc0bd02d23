package io.firn.lake.config;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Where a row came from: topic, partition, offset and record time of the raw record. It is one struct, the first column
 * of every table: {@code _partition} as a column of its own is a metadata column of Iceberg's, for which Spark refuses to
 * read the table.
 */
public final class Provenance {
    /** The struct's name. */
    public static final String COLUMN = "_kafka";

    public static final String TOPIC = "_topic";
    public static final String PARTITION = "_partition";
    public static final String OFFSET = "_offset";
    public static final String TIMESTAMP = "_timestamp";

    /** The record time as other parts of a configuration name it. */
    public static final String TIMESTAMP_PATH = COLUMN + "." + TIMESTAMP;

    private Provenance() {}

    /** The fields as properties of a table name them. */
    public static List<String> paths() {
        return Stream.of(TOPIC, PARTITION, OFFSET, TIMESTAMP)
                .map(field -> COLUMN + "." + field)
                .toList();
    }

    /** Whether a field of a record must not become a column: the name is this one, in any case, or a metadata column's. */
    public static boolean isReserved(String name) {
        return name.startsWith("_") && (name.equalsIgnoreCase(COLUMN) || MetadataColumns.isMetadataColumn(name));
    }

    /** The column; {@code nextId} gives the field ids, the struct's first. */
    public static NestedField column(IntSupplier nextId) {
        int id = nextId.getAsInt();
        return NestedField.optional(
                id,
                COLUMN,
                Types.StructType.of(
                        NestedField.optional(nextId.getAsInt(), TOPIC, Types.StringType.get()),
                        NestedField.optional(nextId.getAsInt(), PARTITION, Types.IntegerType.get()),
                        NestedField.optional(nextId.getAsInt(), OFFSET, Types.LongType.get()),
                        NestedField.optional(nextId.getAsInt(), TIMESTAMP, Types.TimestampType.withZone())));
    }
}
