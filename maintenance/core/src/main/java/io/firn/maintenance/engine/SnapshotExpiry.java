package io.firn.maintenance.engine;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.Expiry;
import io.firn.maintenance.plan.SnapshotGraph;
import io.firn.maintenance.verify.ExpiryCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.PropertyUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes exactly the decided snapshots from the metadata, then the files that nothing refers to any more. Iceberg's own
 * expiry is not used: it always applies the table's and the refs' default ages too, and may drop refs by age (hazard H10).
 */
public final class SnapshotExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotExpiry.class);
    private static final int ATTEMPTS = 20;
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    public Result run(Work work) {
        if (!(work.table() instanceof HasTableOperations table)) {
            return Result.of(Outcome.REJECTED, "refused: the catalog gives no access to the table's metadata");
        }
        TableOperations operations = table.operations();
        CommitFailedException conflict = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            waitBefore(attempt);
            TableMetadata base = operations.refresh();
            if (!PropertyUtil.propertyAsBoolean(base.properties(), "gc.enabled", true)) {
                return Result.of(Outcome.REJECTED, "refused: gc.enabled is false");
            }
            Expiry expiry = Expiry.of(graph(base), work.policy().snapshots(), work.now());
            if (expiry.expired().isEmpty()) {
                return Result.of(Outcome.UNCHANGED, "no snapshot may go; " + expiry.holds());
            }
            TableMetadata updated = TableMetadata.buildFrom(base)
                    .removeSnapshots(expiry.expired())
                    .setProperties(Map.of(Work.EXPIRY_RUN_ID, work.runId()))
                    .build();
            Optional<String> problem = ExpiryCheck.problem(base, updated, expiry.expired());
            if (problem.isPresent()) {
                return Result.of(Outcome.REJECTED, "refused: " + problem.get());
            }
            work.gate().check();
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
            return deleteFiles(work, base, expiry);
        }
        Result result = Result.of(Outcome.CONFLICT, "lost " + ATTEMPTS + " races with writers in a row");
        return conflict == null ? result : result.withError(Failures.describe(conflict));
    }

    private static Result deleteFiles(Work work, TableMetadata base, Expiry expiry) {
        String expired = expiry.expired().size() + " of " + base.snapshots().size() + " snapshots expired";
        Table remaining;
        UnneededFiles files;
        try {
            remaining = work.reload().get();
            if (!remaining.uuid().equals(work.table().uuid())) {
                return Result.of(
                        Outcome.SUCCEEDED, expired + ", no file deleted: another table has taken the name since");
            }
            files = UnneededFiles.of(base, expiry.expired(), remaining);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Cannot tell which files of {} nothing needs: {}",
                    work.state().name(),
                    Failures.describe(e));
            return Result.of(Outcome.SUCCEEDED, expired + ", no file deleted: what remains could not all be read", e);
        }
        work.progress().expect(files.count(), files.bytes());
        long failed = delete(work, files.content()) + delete(work, files.metadata());
        String reason = expired + ", " + (files.count() - failed) + " files deleted"
                + (failed > 0 ? ", " + failed + " could not be" : "");
        Optional<String> problem;
        try {
            problem = ExpiryCheck.problem(remaining, expiry.expired());
        } catch (RuntimeException e) {
            problem = Optional.of("the table could not be read: " + Failures.describe(e));
        }
        return new Result(
                problem.isEmpty() ? Outcome.SUCCEEDED : Outcome.FAILED,
                reason,
                Optional.ofNullable(remaining.currentSnapshot()).map(Snapshot::snapshotId),
                files.count(),
                failed,
                files.bytes(),
                0,
                Optional.empty(),
                Optional.empty(),
                problem.map(what -> "Cannot verify an expiry: " + what));
    }

    /** The number that could not be deleted; one that is gone already counts as deleted. */
    private static long delete(Work work, Map<String, Long> files) {
        FileIO io = work.table().io();
        long failed = 0;
        for (Map.Entry<String, Long> file : files.entrySet()) {
            try {
                io.deleteFile(file.getKey());
            } catch (NotFoundException e) {
                LOG.debug("A file to delete is gone already");
            } catch (RuntimeException e) {
                failed++;
                LOG.debug("Cannot delete a file: {}", Failures.describe(e));
            }
            work.progress().done(1, file.getValue());
        }
        return failed;
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
                .map(ref -> new RefState(
                        ref.getKey(),
                        ref.getValue().snapshotId(),
                        ref.getValue().isBranch()))
                .toList();
        return new SnapshotGraph(snapshots, List.copyOf(refs));
    }
}
