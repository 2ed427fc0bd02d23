package io.firn.maintenance.run;

import io.firn.lake.config.BreakerConfig;
import io.firn.lake.config.DataSize;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * When an operation should pause itself, from the runs since it was last resumed. Pure. Runs that never came to their work
 * (nothing was due, a paused table, a table that could not be read) count for nothing.
 */
final class CircuitBreakers {
    private static final int FAILURES = 3;
    private static final int REWRITES = 3;
    private static final Duration DAY = Duration.ofDays(1);
    private static final DataSize LITTLE = DataSize.megabytes(1024);

    private CircuitBreakers() {}

    /** Three failures in a row of one operation on one table. */
    static Optional<String> failures(List<Run> newestFirst) {
        List<Run> ended = newestFirst.stream().filter(CircuitBreakers::worked).toList();
        long inARow = ended.stream().takeWhile(CircuitBreakers::isFailure).count();
        return inARow < FAILURES
                ? Optional.empty()
                : Optional.of("the last " + inARow + " runs failed or were refused, the newest because: "
                        + ended.get(0).reason());
    }

    /** A table that is rewritten more often than it grows. */
    static Optional<String> rewrites(
            TableState state, List<Run> compactions, Instant since, Instant now, BreakerConfig config) {
        Instant oldestSnapshot = state.snapshots().stream()
                .map(SnapshotState::committedAt)
                .min(Instant::compareTo)
                .orElse(now);
        // What expired snapshots added is not known any more: both sides count from the same moment.
        Instant from = latest(now.minus(DAY), latest(since, oldestSnapshot));
        List<Run> counted = compactions.stream()
                .filter(run -> worked(run)
                        && run.bytesRewritten() > 0
                        && !run.started().isBefore(from))
                .toList();
        long rewritten = counted.stream().mapToLong(Run::bytesRewritten).sum();
        long added = state.snapshots().stream()
                .filter(snapshot ->
                        !snapshot.isReplace() && !snapshot.committedAt().isBefore(from))
                .mapToLong(CircuitBreakers::addedBytes)
                .sum();
        boolean isTooMuch = counted.size() >= REWRITES
                && rewritten > LITTLE.bytes()
                && rewritten / config.rewriteRatio() > added
                && rewritten / 2 > state.dataFiles().bytes();
        return isTooMuch
                ? Optional.of(counted.size() + " compactions since " + from + " rewrote " + new DataSize(rewritten)
                        + " of a table of " + new DataSize(state.dataFiles().bytes()) + " to which writers added "
                        + new DataSize(added) + ", more than " + config.rewriteRatio() + " times that")
                : Optional.empty();
    }

    /** One guard that refuses one operation on many tables: more likely the guard's surroundings are wrong than they. */
    static Optional<String> guards(List<Run> rejected, Operation operation, BreakerConfig config) {
        Map<Guard, Set<String>> tables = new TreeMap<>();
        rejected.stream()
                .filter(run -> worked(run) && run.operation() == operation && run.outcome() == Outcome.REJECTED)
                .forEach(run -> run.guard().ifPresent(guard -> tables.computeIfAbsent(guard, any -> new HashSet<>())
                        .add(run.table())));
        return tables.entrySet().stream()
                .filter(entry -> entry.getValue().size() > config.tables())
                .findFirst()
                .map(entry -> "guard " + entry.getKey() + " (" + entry.getKey().words() + ") refused it on "
                        + entry.getValue().size() + " tables within an hour");
    }

    private static boolean worked(Run run) {
        return run.finished().isPresent() && run.snapshotBefore().isPresent();
    }

    private static boolean isFailure(Run run) {
        return run.outcome() == Outcome.FAILED || run.outcome() == Outcome.REJECTED;
    }

    private static long addedBytes(SnapshotState snapshot) {
        String text = snapshot.summary().getOrDefault("added-files-size", "0");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
