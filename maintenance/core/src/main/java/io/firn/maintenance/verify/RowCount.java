package io.firn.maintenance.verify;

import java.util.Optional;

/**
 * The rows of a rewritten group of files, counted while they passed: what came in must have come out or been deleted.
 *
 * @param expected records of the input files, as the table's metadata has them
 * @param read rows read from them
 * @param deleted rows left out because a delete file says so
 * @param written rows handed to the writer
 * @param recorded records of the output files, as their own metadata has them
 */
public record RowCount(long expected, long read, long deleted, long written, long recorded) {

    public RowCount plus(RowCount other) {
        return new RowCount(
                expected + other.expected,
                read + other.read,
                deleted + other.deleted,
                written + other.written,
                recorded + other.recorded);
    }

    /** Why this must not be committed; empty when it may. */
    public Optional<String> problem() {
        if (read != expected) {
            return Optional.of("read " + read + " rows, the input files have " + expected);
        }
        if (read != written + deleted) {
            return Optional.of("read " + read + " rows, wrote " + written + " and deleted " + deleted);
        }
        return recorded == written
                ? Optional.empty()
                : Optional.of("wrote " + written + " rows, the output files have " + recorded);
    }
}
