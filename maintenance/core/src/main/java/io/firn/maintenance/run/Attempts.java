package io.firn.maintenance.run;

import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Attempt;
import java.util.List;
import java.util.Optional;

/** What the planner needs to know of the ledger's runs. */
final class Attempts {
    private Attempts() {}

    static List<Attempt> of(List<Run> newestFirst) {
        return newestFirst.stream().map(Attempts::of).flatMap(Optional::stream).toList();
    }

    /** A run that goes on, or never came to its work, tells nothing. */
    private static Optional<Attempt> of(Run run) {
        if (run.finished().isEmpty() || run.snapshotBefore().isEmpty()) {
            return Optional.empty();
        }
        Attempt.Result result =
                switch (run.outcome()) {
                    case SUCCEEDED -> Attempt.Result.GAINED;
                    case RUNNING, UNCHANGED, CANCELLED -> Attempt.Result.NOTHING;
                    case CONFLICT -> Attempt.Result.LOST_RACE;
                    case REJECTED, FAILED, UNKNOWN -> Attempt.Result.FAILED;
                };
        return Optional.of(new Attempt(
                run.operation(), result, run.snapshotBefore(), run.finished().get()));
    }
}
