package io.firn.maintenance.run;

import io.firn.maintenance.engine.Failures;
import io.firn.maintenance.engine.JournaledDeletion;
import io.firn.maintenance.engine.JournaledDeletion.Deleted;
import io.firn.maintenance.engine.Progress;
import io.firn.maintenance.engine.RunSnapshots;
import io.firn.maintenance.engine.SnapshotExpiry;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.engine.Work;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Quarantine.Contents;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.reachability.ReachableFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of a run that has no end in the ledger, from what the table itself remembers of it (hazard H15).
 * Changes the ledger, and deletes only what the journal has.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** A catalog may apply a commit that it was asked for long before: absence is believed only after this. */
    private static final Duration LATEST_COMMIT = Duration.ofMinutes(10);

    private final Catalog catalog;
    private final Ledger ledger;
    private final Clock clock;

    Recovery(Catalog catalog, Ledger ledger, Clock clock) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The run with its end, once that is known. The caller holds the table's lease. */
    Optional<Run> resolve(Run run) {
        Table table;
        try {
            table = catalog.loadTable(TableIdentifier.parse(run.table()));
        } catch (NoSuchTableException e) {
            return end(run, Outcome.FAILED, "the table does not exist any more", Optional.empty());
        } catch (RuntimeException e) {
            LOG.warn("Cannot find out what became of run {}: {}", run.id(), Failures.describe(e));
            return Optional.empty();
        }
        if (run.operation() == Operation.SNAPSHOT_EXPIRY
                && run.id().equals(table.properties().get(Work.EXPIRY_RUN_ID))) {
            return end(
                    run,
                    Outcome.SUCCEEDED,
                    "found in the table afterwards: snapshots expired, the rest of their files is deleted from the journal",
                    Optional.ofNullable(table.currentSnapshot()));
        }
        if (run.operation() == Operation.ORPHAN_REMOVAL) {
            Optional<Contents> moved = ledger.quarantine(run.catalog()).contents(run.id());
            return end(
                    run,
                    moved.isPresent() ? Outcome.SUCCEEDED : Outcome.FAILED,
                    "it broke off; " + moved.map(Contents::files).orElse(0L) + " files are in quarantine",
                    Optional.empty());
        }
        List<Snapshot> snapshots = RunSnapshots.of(table, run.id());
        if (!snapshots.isEmpty()) {
            return end(
                    run,
                    Outcome.SUCCEEDED,
                    "found in the table afterwards: " + snapshots.size() + " commits",
                    Optional.of(snapshots.get(snapshots.size() - 1)));
        }
        boolean mayStillCommit = run.outcome() == Outcome.UNKNOWN
                && clock.instant().isBefore(run.started().plus(LATEST_COMMIT));
        return mayStillCommit
                ? Optional.empty()
                : end(run, Outcome.FAILED, "the table has no trace of it: nothing was committed", Optional.empty());
    }

    /** Deletes what is left in the journal of a run that has ended, if the table cannot reach it. The caller holds its lease. */
    void finishDeletion(Run run, ExecutorService reads, Steps steps) {
        try {
            Table table = catalog.loadTable(TableIdentifier.parse(run.table()));
            if (!SnapshotExpiry.mayCollect(table.properties())) {
                LOG.warn("Cannot finish the deletion of run {}: gc.enabled of {} is false", run.id(), run.table());
                return;
            }
            ReachableFiles reachable = ReachableFiles.of(table, reads);
            boolean isExpiry = run.operation() == Operation.SNAPSHOT_EXPIRY;
            JournaledDeletion deletion = isExpiry
                    ? JournaledDeletion.ofUnneeded(ledger.deletions())
                    : JournaledDeletion.ofOutputs(ledger.deletions());
            if (!isExpiry && deletion.isNeeded(run.id(), table, reachable)) {
                // Its process may be paused and not dead: what it has prepared must not be committed any more.
                Optional<Table> fenced = new Fence(catalog).raise(TableIdentifier.parse(run.table()));
                if (fenced.isEmpty()) {
                    ledger.deletions().remove(run.id());
                    LOG.info(
                            "What run {} has written on {} is left to orphan removal: its catalog cannot be fenced",
                            run.id(),
                            run.table());
                    return;
                }
                table = fenced.get();
                reachable.include(table, reads);
            }
            Deleted deleted = deletion.run(run.id(), table, reachable, new Progress(), steps);
            LOG.info("The deletion that run {} had begun on {} goes on: {}", run.id(), run.table(), deleted.words());
        } catch (NoSuchTableException e) {
            ledger.deletions().remove(run.id());
            LOG.warn(
                    "The deletion that run {} had begun is given up: {} does not exist any more",
                    run.id(),
                    run.table());
        } catch (RuntimeException e) {
            LOG.warn("Cannot finish the deletion of run {}: {}", run.id(), Failures.describe(e));
        }
    }

    private Optional<Run> end(Run run, Outcome outcome, String reason, Optional<Snapshot> snapshot) {
        Optional<Instant> finished = run.finished().or(() -> Optional.of(clock.instant()));
        Run ended = new Run(
                run.id(),
                run.catalog(),
                run.table(),
                run.operation(),
                run.trigger(),
                outcome,
                run.reason() + "; " + reason,
                run.started(),
                finished,
                run.snapshotBefore(),
                snapshot.map(Snapshot::snapshotId),
                snapshot.map(found -> count(found, "deleted-data-files", "manifests-replaced"))
                        .orElse(run.filesBefore()),
                snapshot.map(found -> count(found, "added-data-files", "manifests-created"))
                        .orElse(run.filesAfter()),
                snapshot.map(found -> count(found, "removed-files-size", "")).orElse(run.bytesRewritten()),
                snapshot.map(found -> count(found, "added-records", "")).orElse(run.recordsRewritten()),
                run.guard(),
                run.receipt(),
                run.error(),
                run.progress());
        ledger.finish(ended);
        LOG.info("{} of {} is resolved: {} ({})", run.operation().id(), run.table(), outcome, reason);
        return Optional.of(ended);
    }

    private static long count(Snapshot snapshot, String key, String otherKey) {
        String text = snapshot.summary().getOrDefault(key, snapshot.summary().getOrDefault(otherKey, "0"));
        return text.chars().allMatch(Character::isDigit) && !text.isEmpty() ? Long.parseLong(text) : 0;
    }
}
