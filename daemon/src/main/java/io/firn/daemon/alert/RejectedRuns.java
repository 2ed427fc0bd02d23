package io.firn.daemon.alert;

import io.firn.alerts.publish.Finding;
import io.firn.daemon.watch.LakeWatch;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Guard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs that a guard refused, until a later run of the operation on the table comes to its end. */
final class RejectedRuns implements FindingSource {
    private static final Duration LOOKED_BACK = Duration.ofDays(30);
    /** The ledger may be long. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final String catalogName;
    private final LakeWatch watch;
    private final FindingMaker maker;
    private final Clock clock;
    private Instant read = Instant.MIN;
    private List<Run> rejected = List.of();

    RejectedRuns(Ledger ledger, String catalogName, LakeWatch watch, FindingMaker maker, Clock clock) {
        this.ledger = ledger;
        this.catalogName = catalogName;
        this.watch = watch;
        this.maker = maker;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public Optional<List<Finding>> find() {
        if (watch.lastLook().isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (read.plus(EVERY).isBefore(now)) {
            rejected = ledger.standingRejections(catalogName, now.minus(LOOKED_BACK));
            read = now;
        }
        return Optional.of(rejected.stream()
                // A missing file is a finding of its own.
                .filter(run -> !run.guard().equals(Optional.of(Guard.H19)))
                .filter(run -> watch.table(run.table()).isPresent())
                .map(this::finding)
                .toList());
    }

    private Finding finding(Run run) {
        Guard guard = run.guard().orElseThrow();
        String operation = run.operation().id();
        return maker.make(
                "FirnMaintenanceRejected",
                run.table(),
                Map.of("operation", operation, "guard", guard.name()),
                "Guard " + guard.name() + " (" + guard.words() + ") refused " + operation + " of " + run.table() + ": "
                        + run.reason(),
                "Nothing was changed. `firn runs " + run.id() + "` has the run's receipt.",
                run.finished().orElse(run.started()));
    }
}
