package io.firn.quality.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a table differs between two of its snapshots, from its metadata alone.
 *
 * @param table {@code namespace.table}
 * @param partitions counts; names only where the partition's source columns may be shown
 * @param columns every column of either snapshot, in the order of the newer schema
 * @param notes what in the figures is not exact, in sentences
 */
public record TableDiff(
        String table, Side from, Side to, Partitions partitions, List<Column> columns, List<String> notes) {
    public TableDiff {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
    }

    /**
     * One of the snapshots.
     *
     * @param rows that a reader saw; absent where deletes by key or position make metadata unable to tell
     * @param rowsBeforeDeletes in data files
     * @param deletedByKey records of equality delete files: how many rows they take is not known
     * @param deletedByPosition records of position delete files; some may repeat or outlive what they delete
     * @param deletedByVector rows that deletion vectors take
     */
    public record Side(
            long snapshotId,
            Instant committedAt,
            String operation,
            int schemaId,
            Optional<Long> rows,
            long rowsBeforeDeletes,
            long deletedByKey,
            long deletedByPosition,
            long deletedByVector,
            long dataFiles,
            long dataBytes) {}

    /**
     * @param changed in both, with other files
     * @param largest changes by rows before deletes, those of partitions that may be shown
     */
    public record Partitions(
            long from, long to, long added, long removed, long changed, List<PartitionChange> largest) {
        public Partitions {
            largest = List.copyOf(largest);
        }
    }

    /** @param rowsFrom before deletes */
    public record PartitionChange(String partition, long rowsFrom, long rowsTo) {}

    /**
     * A column of either snapshot, found by its field id.
     *
     * @param schema "same", "added", "removed", or what changed: "renamed from a; type int to long"
     * @param nullRateFrom nulls over values before deletes; absent where a file has no statistics or the column is not there
     * @param bounds "same", "changed", or "unknown": text has none here, nor have files without statistics
     * @param from bounds as text, only of numeric and time columns that may be shown
     */
    public record Column(
            String name,
            String type,
            String schema,
            Optional<Double> nullRateFrom,
            Optional<Double> nullRateTo,
            String bounds,
            Optional<Bounds> from,
            Optional<Bounds> to) {}

    /** Smallest and largest value before deletes. */
    public record Bounds(String lower, String upper) {}
}
