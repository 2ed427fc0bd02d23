package io.firn.maintenance.plan;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether a table is due for another scan for orphans. Pure: no file is listed for it. */
public final class OrphanPlan {
    /** Listing costs money: however close two scans may be, thresholds do not ask for more than one an hour. */
    private static final Duration LEAST_APART = Duration.ofHours(1);

    private OrphanPlan() {}

    static Decision decide(TableState state, Policy policy, Trigger trigger, Instant now, List<Attempt> newestFirst) {
        Optional<Refusal> silent = silentWriter(state, policy, now);
        if (silent.isPresent()) {
            return Decision.refused(
                    state.name(),
                    Operation.ORPHAN_REMOVAL,
                    Optional.of(silent.get().guard()),
                    "refused: " + silent.get().reason());
        }
        Duration apart = policy.orphans().scansApart().compareTo(LEAST_APART) > 0
                ? policy.orphans().scansApart()
                : LEAST_APART;
        Optional<Instant> last = newestFirst.stream()
                .filter(attempt ->
                        attempt.operation() == Operation.ORPHAN_REMOVAL && attempt.result() != Attempt.Result.FAILED)
                .map(Attempt::finished)
                .findFirst();
        boolean isDue = trigger.relaxesThresholds()
                || last.isEmpty()
                || !now.isBefore(last.get().plus(apart));
        String reason = last.map(finished -> "last scanned at " + finished).orElse("never scanned")
                + (isDue ? "" : ", again from " + last.get().plus(apart));
        // Nobody knows yet what it gains: what is known to gain something goes first.
        return new Decision(state.name(), Operation.ORPHAN_REMOVAL, isDue, reason, 0, 0);
    }

    /**
     * Hazard H3: a writer that is down may come back and commit what it wrote before, so its files must not have become old
     * enough by then; half the age leaves it the other half. Each Flink writer counts until the policy says it is retired.
     */
    private static Optional<Refusal> silentWriter(TableState state, Policy policy, Instant now) {
        Duration half = policy.orphans().olderThan().dividedBy(2);
        Map<String, Instant> lastCommits = new TreeMap<>();
        state.lastWriterSnapshot().ifPresent(snapshot -> lastCommits.put("any writer", snapshot.committedAt()));
        for (SnapshotState snapshot : state.snapshots()) {
            snapshot.checkpoint()
                    .map(WriterCheckpoint::writer)
                    .filter(writer -> !policy.snapshots().retiredWriters().contains(writer))
                    .ifPresent(writer ->
                            lastCommits.merge(writer, snapshot.committedAt(), (a, b) -> a.isAfter(b) ? a : b));
        }
        if (lastCommits.isEmpty()) {
            return Optional.of(new Refusal(Guard.H3, "no commit of a writer is known"));
        }
        return lastCommits.entrySet().stream()
                .filter(commit -> commit.getValue().isBefore(now.minus(half)))
                .findFirst()
                .map(
                        commit -> new Refusal(
                                Guard.H3,
                                commit.getKey() + " has not committed since " + commit.getValue() + ", longer than "
                                        + half
                                        + " (half of orphans.older-than): it may be down with files that it has yet to commit"));
    }
}
