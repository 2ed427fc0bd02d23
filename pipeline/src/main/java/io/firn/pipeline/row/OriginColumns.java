package io.firn.pipeline.row;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The first columns of every table: where in the raw topic the row came from. */
public final class OriginColumns {
    public static final String TOPIC = "_topic";
    public static final String PARTITION = "_partition";
    public static final String OFFSET = "_offset";
    public static final String TIMESTAMP = "_timestamp";

    /** In their order; ids from 1. */
    public static final List<NestedField> FIELDS = List.of(
            NestedField.optional(1, TOPIC, Types.StringType.get()),
            NestedField.optional(2, PARTITION, Types.IntegerType.get()),
            NestedField.optional(3, OFFSET, Types.LongType.get()),
            NestedField.optional(4, TIMESTAMP, Types.TimestampType.withZone()));

    private static final Set<String> NAMES = Set.of(TOPIC, PARTITION, OFFSET, TIMESTAMP);

    private OriginColumns() {}

    public static boolean isOne(String name) {
        return NAMES.contains(name);
    }
}
