package io.firn.daemon.report;

import io.firn.daemon.view.Health;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.Wording;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges whether a person should look at a table. Small files are no reason: maintenance sees to them. That it cannot, or
 * that the table cannot be read, is one. A single failure is not: the next poll tries again.
 */
final class TableHealth {
    static final int FAILURES_TOLERATED = 1;
    static final int CONFLICTS_TOLERATED = 9;

    private static final Set<Outcome> FAILURES = Set.of(Outcome.FAILED, Outcome.REJECTED);

    private TableHealth() {}

    /**
     * @param failure why the table could not be read
     * @param runs of this table, newest first
     * @param pauses that hold for it: one that maintenance came to by itself is a reason, a person's is not
     */
    static Health judge(Optional<String> failure, List<Run> runs, List<PauseView> pauses) {
        List<String> reasons = new ArrayList<>();
        pauses.stream()
                .filter(PauseView::automatic)
                .map(pause -> pause.operation().orElse("maintenance") + " paused itself: " + pause.reason())
                .forEach(reasons::add);
        failure.ifPresent(reason -> reasons.add("cannot be read: " + reason));
        for (Operation operation : Operation.values()) {
            judge(runs.stream()
                            .filter(run -> run.operation() == operation && run.outcome() != Outcome.RUNNING)
                            .toList())
                    .ifPresent(reasons::add);
        }
        return Health.attention(reasons);
    }

    private static Optional<String> judge(List<Run> runs) {
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        Run newest = runs.get(0);
        String operation = newest.operation().id();
        if (newest.outcome() == Outcome.UNKNOWN) {
            return Optional.of("outcome of " + operation + " is unknown: " + newest.reason());
        }
        long failures =
                runs.stream().takeWhile(run -> FAILURES.contains(run.outcome())).count();
        if (failures > FAILURES_TOLERATED) {
            String why = newest.error().orElse(newest.reason());
            return Optional.of(
                    operation + " " + Wording.constant(newest.outcome()) + " " + failures + " times in a row: " + why);
        }
        long conflicts = runs.stream()
                .takeWhile(run -> run.outcome() == Outcome.CONFLICT)
                .count();
        if (conflicts > CONFLICTS_TOLERATED) {
            return Optional.of(operation + " lost " + conflicts + " races in a row against writers");
        }
        return Optional.empty();
    }
}
