package io.firn.lake.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One raw topic and the table it lands in.
 *
 * @param table {@code namespace.table} in the catalog
 * @param key fields that identify a row; they key the validated topic, and in {@link Mode#UPSERT} the table
 * @param partition Iceberg transforms over columns, for example {@code days(ts)} or {@code bucket(16, USUBJID)}
 * @param eventTime the column that says when the event happened
 * @param tableProperties set when the table is created
 */
public record StreamConfig(
        String topic,
        String table,
        List<String> key,
        Mode mode,
        Columns columns,
        List<String> partition,
        Optional<String> eventTime,
        Map<String, String> tableProperties) {
    public StreamConfig {
        key = List.copyOf(key);
        partition = List.copyOf(partition);
        tableProperties = Map.copyOf(tableProperties);
    }

    /** How a record with a known key changes the table. */
    public enum Mode {
        /** Every record is a row. */
        APPEND,
        /** The newest record of a key is the row; earlier ones are deleted (format v2 equality deletes). */
        UPSERT
    }

    /** Where the table's columns come from. */
    public sealed interface Columns {}

    /** New JSON fields become optional columns and types widen where Iceberg allows it. */
    public record Evolve() implements Columns {}

    /** The columns are these; a record that does not fit is a dead letter. */
    public record Declared(List<ColumnConfig> columns) implements Columns {
        public Declared {
            columns = List.copyOf(columns);
        }
    }

    public String validTopic() {
        return topic + ".valid";
    }

    public String deadLetterTopic() {
        return topic + ".dead-letter";
    }
}
