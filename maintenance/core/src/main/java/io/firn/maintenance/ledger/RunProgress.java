package io.firn.maintenance.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a run was at one moment.
 *
 * @param at that moment
 * @param files to read, or to delete
 * @param bytes the size of these files
 * @param rows the rows of these files, before deletes
 */
public record RunProgress(Instant at, Amount files, Amount bytes, Amount rows) {
    /** A run that goes on says so far more often: of one that was silent for longer nobody knows how long it will take. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /**
     * A part of a whole.
     *
     * @param total 0 where it is not known
     */
    public record Amount(long done, long total) {
        public static final Amount UNKNOWN = new Amount(0, 0);

        private double share() {
            return total > 0 ? (double) done / total : 0;
        }
    }

    /** Of a run that has not found out yet what there is to do. */
    public static RunProgress unknown(Instant at) {
        return new RunProgress(at, Amount.UNKNOWN, Amount.UNKNOWN, Amount.UNKNOWN);
    }

    /**
     * How long a run will still take if it goes on as it has gone; empty until something is done, if the totals are not known,
     * or if this is more than a minute old.
     */
    Optional<Duration> left(Instant started, Instant now) {
        double done = bytes.total() > 0 ? bytes.share() : files.share();
        Duration gone = Duration.between(started, at);
        if (done <= 0 || gone.isNegative() || now.isAfter(at.plus(SILENCE))) {
            return Optional.empty();
        }
        Duration left = Duration.ofMillis((long) (gone.toMillis() * Math.max(0, 1 - done) / done))
                .minus(Duration.between(at, now));
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }
}
