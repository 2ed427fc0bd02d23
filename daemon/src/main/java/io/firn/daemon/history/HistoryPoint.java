package io.firn.daemon.history;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one table was in one slot of time: sizes as they were last seen in it, ages as bad as they were in it.
 *
 * @param files data files
 * @param bytes of them
 * @param smallFiles of them, those that compaction would pick
 * @param deleteFiles of every kind
 * @param records rows, as far as they are known without counting
 * @param commitAgeSeconds since a writer last committed; empty where none ever has
 * @param unqueryableSeconds the age of the oldest Kafka record that is not in the table; empty where that is not known
 */
public record HistoryPoint(
        long files,
        long bytes,
        long smallFiles,
        long deleteFiles,
        long records,
        Optional<Long> commitAgeSeconds,
        Optional<Long> unqueryableSeconds) {
    public HistoryPoint {
        if (Stream.of(
                        files,
                        bytes,
                        smallFiles,
                        deleteFiles,
                        records,
                        commitAgeSeconds.orElse(0L),
                        unqueryableSeconds.orElse(0L))
                .anyMatch(figure -> figure < 0)) {
            throw new IllegalArgumentException("Cannot keep a point of history: a figure of it is negative");
        }
    }

    /** This slot after another look in it. */
    HistoryPoint then(HistoryPoint newer) {
        return new HistoryPoint(
                newer.files,
                newer.bytes,
                newer.smallFiles,
                newer.deleteFiles,
                newer.records,
                worse(commitAgeSeconds, newer.commitAgeSeconds),
                worse(unqueryableSeconds, newer.unqueryableSeconds));
    }

    private static Optional<Long> worse(Optional<Long> one, Optional<Long> other) {
        return Stream.of(one, other).flatMap(Optional::stream).reduce(Math::max);
    }
}
