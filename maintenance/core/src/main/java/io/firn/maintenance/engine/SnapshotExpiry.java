package io.firn.maintenance.engine;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.maintenance.engine.JournaledDeletion.Deleted;
import io.firn.maintenance.ledger.DeletionJournal;
import io.firn.maintenance.ledger.DeletionJournal.Entry;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.Expiry;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Refusal;
import io.firn.maintenance.plan.SnapshotGraph;
import io.firn.maintenance.reachability.ReachableFiles;
import io.firn.maintenance.verify.ExpiryCheck;
import io.firn.maintenance.verify.Receipt;
import io.firn.maintenance.verify.Receipt.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes exactly the decided snapshots from the metadata, then the files that nothing refers to any more, from a journal
 * that was written before the commit (hazard H11). Iceberg's own expiry is not used: it always applies the table's and the refs' default ages too, and may drop refs by age (hazard H10).
 */
public final class SnapshotExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotExpiry.class);
    private static final int ATTEMPTS = 20;
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final DeletionJournal journal;
    private final ExecutorService reads;

    /** @param reads reads manifests; none of its threads may be waiting for the expiry */
    public SnapshotExpiry(DeletionJournal journal, ExecutorService reads) {
        this.journal = journal;
        this.reads = reads;
    }

    public Result run(Work work) {
        if (!(work.table() instanceof HasTableOperations table)) {
            return Result.of(Outcome.REJECTED, "refused: the catalog gives no access to the table's metadata");
        }
        TableOperations operations = table.operations();
        CommitFailedException conflict = null;
        @Nullable Prepared prepared = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            waitBefore(attempt);
            TableMetadata base = operations.refresh();
            if (prepared != null && work.runId().equals(base.properties().get(Work.EXPIRY_RUN_ID))) {
                // The catalog applied the commit and answered that it had lost a race.
                return deleteFiles(work, prepared, attempt);
            }
            if (!mayCollect(base.properties())) {
                return Result.refused(new Refusal(Guard.H5, "gc.enabled is false: other tables may need the files"));
            }
            Expiry expiry = expiry(work, base);
            if (expiry.isEmpty()) {
                return Result.of(Outcome.UNCHANGED, "no snapshot may go; " + expiry.holds());
            }
            TableMetadata.Builder builder = TableMetadata.buildFrom(base);
            expiry.droppedRefs().forEach(builder::removeRef);
            TableMetadata updated = builder.removeSnapshots(expiry.expired())
                    .setProperties(Map.of(Work.EXPIRY_RUN_ID, work.runId()))
                    .build();
            Optional<String> problem = ExpiryCheck.problem(base, updated, expiry.expired(), expiry.droppedRefs());
            if (problem.isPresent()) {
                return Result.refused(new Refusal(Guard.H10, problem.get()));
            }
            if (prepared == null || !prepared.expired().equals(expiry.expired())) {
                try {
                    prepared = prepare(work, base, updated, expiry.expired());
                } catch (RuntimeException e) {
                    return Result.of(
                            Outcome.FAILED, "nothing was committed: what would remain could not all be read", e);
                }
                journal.remove(work.runId());
                journal.write(entries(work, prepared.files()));
            }
            work.steps().reached(Step.JOURNALED);
            Expiry again = expiry(work, base);
            if (!again.expired().containsAll(prepared.expired())
                    || !again.droppedRefs().containsAll(expiry.droppedRefs())) {
                continue; // A reader has registered while the files were looked up.
            }
            work.gate().check();
            work.steps().reached(Step.COMMITTING);
            try {
                operations.commit(base, updated);
            } catch (CommitFailedException e) {
                conflict = e;
                continue;
            } catch (RuntimeException e) {
                return CommitAnswer.of(e) == CommitAnswer.UNKNOWN
                        ? Result.of(
                                Outcome.UNKNOWN,
                                "the catalog did not say whether it took the commit; no file deleted",
                                e)
                        : Result.of(Outcome.FAILED, "nothing was committed", e);
            }
            work.steps().reached(Step.COMMITTED);
            return deleteFiles(work, prepared, attempt);
        }
        Result result = Result.of(Outcome.CONFLICT, "lost " + ATTEMPTS + " races with writers in a row")
                .withReceipt(Receipt.ofLostRaces(ATTEMPTS).json());
        return conflict == null ? result : result.withError(Failures.describe(conflict));
    }

    private static Expiry expiry(Work work, TableMetadata base) {
        return Expiry.of(
                graph(base), work.policy().snapshots(), work.consumers().get(), work.now());
    }

    /** What the expiry would leave, and what nothing would need then. */
    private record Prepared(Set<Long> expired, int snapshots, ReachableFiles remaining, UnneededFiles files) {}

    private Prepared prepare(Work work, TableMetadata base, TableMetadata updated, Set<Long> expired) {
        FileIO io = work.table().io();
        TableMetadata remaining = TableMetadata.buildFrom(updated)
                .withMetadataLocation(base.metadataFileLocation())
                .discardChanges()
                .build();
        BaseTable view = new BaseTable(
                new StaticTableOperations(remaining, io), work.table().name());
        ReachableFiles reachable = ReachableFiles.of(view, reads);
        return new Prepared(
                expired, base.snapshots().size(), reachable, UnneededFiles.of(base, expired, reachable, io));
    }

    private static List<Entry> entries(Work work, UnneededFiles files) {
        List<Entry> entries = new ArrayList<>();
        String uuid = work.table().uuid().toString();
        // Manifests go last: as long as they are there, somebody could still find the files by hand.
        for (Map<String, Long> part : List.of(files.content(), files.metadata())) {
            part.forEach(
                    (location, bytes) -> entries.add(new Entry(work.runId(), entries.size(), uuid, location, bytes)));
        }
        return entries;
    }

    private Result deleteFiles(Work work, Prepared prepared, int conflicts) {
        String expired = prepared.expired().size() + " of " + prepared.snapshots() + " snapshots expired";
        UnneededFiles files = prepared.files();
        Table remaining;
        try {
            remaining = work.reload().get();
            if (!remaining.uuid().equals(work.table().uuid())) {
                journal.remove(work.runId());
                return Result.of(
                        Outcome.SUCCEEDED, expired + ", no file deleted: another table has taken the name since");
            }
            if (!mayCollect(remaining.properties())) {
                return Result.of(Outcome.SUCCEEDED, expired + ", no file deleted: gc.enabled has become false since");
            }
            prepared.remaining().include(remaining, reads);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Cannot tell which files of {} nothing needs: {}",
                    work.state().name(),
                    Failures.describe(e));
            return Result.of(
                    Outcome.SUCCEEDED,
                    expired + ", no file deleted yet: what remains could not all be read; tried again later",
                    e);
        }
        work.progress().expect(files.count(), files.bytes());
        Deleted deleted = JournaledDeletion.ofUnneeded(journal)
                .run(work.runId(), remaining, prepared.remaining(), work.progress(), work.steps());
        List<Check> checks = new ArrayList<>();
        try {
            checks.addAll(ExpiryCheck.checks(remaining, prepared.expired()));
        } catch (RuntimeException e) {
            checks.add(Check.failed("manifests", "the table could not be read: " + Failures.describe(e)));
        }
        work.steps().reached(Step.VERIFIED);
        Receipt receipt = new Receipt(
                checks,
                0,
                0,
                0,
                files.count(),
                files.count() - deleted.deleted(),
                files.bytes(),
                files.bytes() - deleted.bytes(),
                1,
                conflicts);
        return new Result(
                receipt.passed() ? Outcome.SUCCEEDED : Outcome.FAILED,
                expired + ", " + deleted.words(),
                Optional.ofNullable(remaining.currentSnapshot()).map(Snapshot::snapshotId),
                files.count(),
                deleted.failed(),
                deleted.bytes(),
                0,
                Optional.empty(),
                Optional.of(receipt.json()),
                receipt.problem().map(problem -> "Cannot verify an expiry: " + problem));
    }

    /** Whether the table's files are its own to delete. */
    public static boolean mayCollect(Map<String, String> properties) {
        return PropertyUtil.propertyAsBoolean(properties, "gc.enabled", true);
    }

    private static void waitBefore(int attempt) {
        if (attempt == 0) {
            return;
        }
        long millis = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(attempt - 1, 10));
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the run was interrupted");
        }
    }

    private static SnapshotGraph graph(TableMetadata metadata) {
        List<SnapshotState> snapshots = new ArrayList<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            snapshots.add(SnapshotState.of(snapshot));
        }
        Collection<RefState> refs = metadata.refs().entrySet().stream()
                .map(ref -> RefState.of(ref.getKey(), ref.getValue()))
                .toList();
        return new SnapshotGraph(snapshots, List.copyOf(refs));
    }
}
