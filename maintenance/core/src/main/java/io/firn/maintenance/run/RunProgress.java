package io.firn.maintenance.run;

import io.firn.maintenance.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a run is, at the moment it was asked for. The totals are 0 until the run knows them.
 *
 * @param table {@code namespace.table}
 * @param filesTotal files to read, or to delete
 * @param bytesTotal their size; 0 where it is not known
 */
public record RunProgress(
        String runId,
        String table,
        Operation operation,
        Instant started,
        long filesDone,
        long filesTotal,
        long bytesDone,
        long bytesTotal) {

    /** How long it will still take if it goes on as it has gone; empty until something is done or if the totals are not known. */
    public Optional<Duration> left(Instant now) {
        double done =
                bytesTotal > 0 ? (double) bytesDone / bytesTotal : filesTotal > 0 ? (double) filesDone / filesTotal : 0;
        Duration gone = Duration.between(started, now);
        return done <= 0 || gone.isNegative()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (gone.toMillis() * Math.max(0, 1 - done) / done)));
    }
}
