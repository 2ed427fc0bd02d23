package io.firn.maintenance.run;

import io.firn.maintenance.engine.CommitGate;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** What runs of earlier processes left open or undeleted, each taken up under its table's lease. */
final class Leftovers {
    private final Ledger ledger;
    private final String catalog;
    private final ActiveRuns active;
    private final Recovery recovery;
    private final QuarantineUpkeep quarantine;
    private final Freeze freeze;
    private final ExecutorService reads;
    private final ScheduledExecutorService renewals;
    private final Steps steps;

    Leftovers(
            Ledger ledger,
            String catalog,
            ActiveRuns active,
            Recovery recovery,
            QuarantineUpkeep quarantine,
            ExecutorService reads,
            ScheduledExecutorService renewals,
            Steps steps) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.active = active;
        this.recovery = recovery;
        this.quarantine = quarantine;
        this.freeze = new Freeze(ledger.pauses(catalog));
        this.reads = reads;
        this.renewals = renewals;
        this.steps = steps;
    }

    /** Resolves and finishes all whose table nobody holds; returns the runs that it resolved. */
    List<Run> recover() {
        // First, so that the end of a run tells what it left in quarantine.
        quarantine.recover();
        List<Run> resolved = new ArrayList<>();
        for (Run run : ledger.open(catalog)) {
            if (active.contains(run.id())) {
                continue;
            }
            String holder = "recovery-" + UUID.randomUUID();
            Optional<Lease> lease = ledger.leases().acquire(catalog, run.table(), holder, HeldLease.TIME_TO_LIVE);
            if (lease.isPresent()) {
                try {
                    recovery.resolve(run).ifPresent(resolved::add);
                } finally {
                    ledger.leases().release(lease.get());
                }
            }
        }
        finishDeletions();
        return resolved;
    }

    /** The same for one table, whose lease the caller holds. */
    void finish(String table, CommitGate gate) {
        quarantine.settle(table, gate);
        for (Run run : ledger.open(catalog)) {
            if (run.table().equals(table) && !active.contains(run.id())) {
                recovery.resolve(run);
            }
        }
        for (Run run : undeleted()) {
            if (run.table().equals(table)) {
                recovery.finishDeletion(run, reads, steps);
            }
        }
    }

    private void finishDeletions() {
        for (Run run : undeleted()) {
            String holder = "deletion-" + UUID.randomUUID();
            ledger.leases()
                    .acquire(catalog, run.table(), holder, HeldLease.TIME_TO_LIVE)
                    .ifPresent(lease -> {
                        try (HeldLease renewed = new HeldLease(
                                ledger.leases(), lease, new Cancellation(holder, ledger.cancellations()), renewals)) {
                            renewed.check();
                            recovery.finishDeletion(run, reads, steps);
                        }
                    });
        }
    }

    /** Runs with files left in the journal; of those whose commit may still come nothing is deleted. */
    private List<Run> undeleted() {
        return ledger.deletions().runs(catalog).stream()
                .filter(runId -> !active.contains(runId))
                .map(runId -> ledger.run(runId).orElseThrow())
                .filter(run -> !run.outcome().isOpen() && !freeze.isFrozen(run.table()))
                .toList();
    }
}
