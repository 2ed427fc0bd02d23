package io.firn.maintenance.plan;

import io.firn.lake.table.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a table is left alone after runs that gained nothing. The wait doubles with each run in a row; it is short
 * once the table has a new snapshot, because a lost race is worth another try soon, and what a busy writer adds may be
 * worth what the snapshot before was not.
 */
final class BackOff {
    private static final Duration SAME_SNAPSHOT = Duration.ofMinutes(1);
    private static final Duration SAME_SNAPSHOT_LONGEST = Duration.ofHours(1);
    private static final Duration NEW_SNAPSHOT = Duration.ofSeconds(5);
    private static final Duration NEW_SNAPSHOT_LONGEST = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE_LONGEST = Duration.ofMinutes(10);

    private BackOff() {}

    /** Why not now; empty when nothing stands in the way. */
    static Optional<String> reason(TableState state, Operation operation, List<Attempt> newestFirst, Instant now) {
        List<Attempt> inARow = newestFirst.stream()
                .filter(attempt -> attempt.operation() == operation)
                .takeWhile(attempt -> attempt.result() != Attempt.Result.GAINED)
                .toList();
        if (inARow.isEmpty()) {
            return Optional.empty();
        }
        Attempt last = inARow.get(0);
        boolean sameSnapshot = last.snapshot().equals(state.currentSnapshotId());
        Duration longest = last.result() == Attempt.Result.FAILED ? AFTER_FAILURE_LONGEST : NEW_SNAPSHOT_LONGEST;
        Duration wait = sameSnapshot
                ? doubled(SAME_SNAPSHOT, SAME_SNAPSHOT_LONGEST, inARow.size())
                : doubled(NEW_SNAPSHOT, longest, inARow.size());
        Instant next = last.finished().plus(wait);
        if (!now.isBefore(next)) {
            return Optional.empty();
        }
        long failed = inARow.stream()
                .filter(attempt -> attempt.result() == Attempt.Result.FAILED)
                .count();
        return Optional.of("the last " + inARow.size() + " runs gained nothing (" + failed + " failed"
                + (sameSnapshot ? ", the last on this very snapshot" : "") + "), not again before " + next);
    }

    private static Duration doubled(Duration first, Duration longest, int times) {
        long factor = 1L << Math.min(times - 1, 20);
        Duration wait = first.multipliedBy(factor);
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
