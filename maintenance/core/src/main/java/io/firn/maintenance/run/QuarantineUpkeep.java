package io.firn.maintenance.run;

import io.firn.maintenance.engine.CommitGate;
import io.firn.maintenance.engine.Failures;
import io.firn.maintenance.engine.SnapshotExpiry;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Quarantine.Entry;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.orphans.OrphanRemoval;
import io.firn.maintenance.orphans.QuarantinedFiles;
import io.firn.maintenance.orphans.QuarantinedFiles.Purged;
import io.firn.maintenance.reachability.LiveFileSample;
import io.firn.maintenance.reachability.ReachableFiles;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to orphans after the run that moved them: broken moves finished, files put back, deleted when their time has come. */
final class QuarantineUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantineUpkeep.class);

    private final Catalog catalog;
    private final String catalogName;
    private final Ledger ledger;
    private final ActiveRuns active;
    private final Freeze freeze;
    private final ExecutorService reads;
    private final ScheduledExecutorService renewals;
    private final Clock clock;
    private final Steps steps;
    private final Random random;

    QuarantineUpkeep(
            Catalog catalog,
            String catalogName,
            Ledger ledger,
            ActiveRuns active,
            ExecutorService reads,
            ScheduledExecutorService renewals,
            Clock clock,
            Steps steps,
            Random random) {
        this.catalog = catalog;
        this.catalogName = catalogName;
        this.ledger = ledger;
        this.active = active;
        this.freeze = new Freeze(ledger.pauses(catalogName));
        this.reads = reads;
        this.renewals = renewals;
        this.clock = clock;
        this.steps = steps;
        this.random = random;
    }

    /** For every table that nobody holds: finishes what was broken off and deletes what is due. */
    void recover() {
        Quarantine quarantine = ledger.quarantine(catalogName);
        Set<String> runs = new LinkedHashSet<>(quarantine.unsettledRuns());
        List<String> due = quarantine.dueRuns(clock.instant());
        runs.addAll(due);
        for (String runId : runs) {
            if (active.contains(runId)) {
                continue;
            }
            for (Entry entry : quarantine.of(runId, -1, 1)) {
                try (HeldLease lease = lease(entry.table()).orElse(null)) {
                    if (lease != null) {
                        settle(runId, entry.table(), lease);
                        if (due.contains(runId)) {
                            purge(runId, entry, lease);
                        }
                    }
                }
            }
        }
    }

    /** Finishes what was broken off on one table, whose lease the caller holds. */
    void settle(String table, CommitGate gate) {
        Quarantine quarantine = ledger.quarantine(catalogName);
        for (String runId : quarantine.unsettledRuns()) {
            if (!active.contains(runId)
                    && quarantine.of(runId, -1, 1).stream()
                            .anyMatch(entry -> entry.table().equals(table))) {
                settle(runId, table, gate);
            }
        }
    }

    Undone undo(String runId, String by) {
        Quarantine quarantine = ledger.quarantine(catalogName);
        Optional<Run> run = ledger.run(runId).filter(found -> found.catalog().equals(catalogName));
        if (run.isEmpty()) {
            return new Undone.UnknownRun(runId);
        }
        if (quarantine.contents(runId).isEmpty()) {
            return new Undone.NothingThere(runId);
        }
        String name = run.get().table();
        try (HeldLease lease = lease(name).orElse(null)) {
            if (lease == null) {
                return new Undone.Refused("Cannot undo run " + runId + " now: another run holds the lease of " + name);
            }
            Table table = catalog.loadTable(TableIdentifier.parse(name));
            QuarantinedFiles.Restored restored =
                    new QuarantinedFiles(quarantine, table.io(), lease, steps).restore(runId);
            Undone.Restored undone = new Undone.Restored(
                    runId, restored.files(), restored.bytes(), restored.keptBoth(), restored.gone());
            LOG.info("{}, asked for by {}", undone.words(), by);
            return undone;
        } catch (NoSuchTableException e) {
            return new Undone.Refused("Cannot undo run " + runId + ": " + name
                    + " does not exist any more; its files stay in quarantine");
        } catch (RuntimeException e) {
            return new Undone.Refused("Cannot undo run " + runId + " to its end: " + Failures.describe(e)
                    + "; asked for again, it goes on");
        }
    }

    private void settle(String runId, String table, CommitGate gate) {
        try {
            Table loaded = catalog.loadTable(TableIdentifier.parse(table));
            new QuarantinedFiles(ledger.quarantine(catalogName), loaded.io(), gate, steps).settle(runId);
        } catch (RuntimeException e) {
            LOG.warn("Cannot finish the moves of run {} on {}: {}", runId, table, Failures.describe(e));
        }
    }

    private void purge(String runId, Entry any, CommitGate gate) {
        String name = any.table();
        if (freeze.isFrozen(name)) {
            LOG.warn("Cannot delete quarantined files of run {}: orphan removal of {} is paused", runId, name);
            return;
        }
        try {
            Table table = catalog.loadTable(TableIdentifier.parse(name));
            if (!table.uuid().toString().equals(any.tableUuid())) {
                LOG.warn("Cannot delete quarantined files of run {}: {} is another table now", runId, name);
                return;
            }
            if (!SnapshotExpiry.mayCollect(table.properties())) {
                LOG.warn("Cannot delete quarantined files of run {}: gc.enabled of {} is false", runId, name);
                return;
            }
            ReachableFiles reachable = ReachableFiles.of(table, reads);
            QuarantinedFiles files = new QuarantinedFiles(ledger.quarantine(catalogName), table.io(), gate, steps);
            files.restoreNeeded(runId, reachable, clock.instant());
            LiveFileSample sample = LiveFileSample.of(table, LiveFileSample.FILES, random, reads);
            if (sample.missing() > 0) {
                freeze.freeze(name, OrphanRemoval.missing(sample).reason());
                return;
            }
            Purged purged = files.purge(runId, reachable, clock.instant());
            LOG.info(
                    "{} quarantined files ({} bytes) of run {} on {} deleted for good",
                    purged.files(),
                    purged.bytes(),
                    runId,
                    name);
        } catch (NoSuchTableException e) {
            LOG.warn("Cannot delete quarantined files of run {}: {} does not exist any more", runId, name);
        } catch (CancellationException e) {
            LOG.warn("Cannot go on deleting quarantined files of run {}: it was cancelled", runId);
        } catch (RuntimeException e) {
            LOG.warn("Cannot delete quarantined files of run {} on {}: {}", runId, name, Failures.describe(e));
        }
    }

    private Optional<HeldLease> lease(String table) {
        String holder = "quarantine-" + UUID.randomUUID();
        Optional<Lease> lease = ledger.leases().acquire(catalogName, table, holder, HeldLease.TIME_TO_LIVE);
        return lease.map(held ->
                new HeldLease(ledger.leases(), held, new Cancellation(holder, ledger.cancellations()), renewals));
    }
}
