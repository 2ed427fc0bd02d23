package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.CompactionThresholds;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges small data files and folds deletes in. Groups of files are written a few at a time and committed in
 * batches, at the {@link WriterPace} of the table, so that a conflict or a crash late in a long run keeps what was done
 * before it. The coldest go first, as writers are the least in their way; after a lost race (hazard H12) all that is left
 * is planned anew on the table as it is then.
 */
public final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final int MOST_COMMITS = 10;
    private static final int ATTEMPTS = 3;

    private final ExecutorService executor;
    private final int concurrency;
    private final ColumnThreads columns;
    private final Clock clock;

    /** @param concurrency groups that one run may have in the executor at the same time */
    public Compaction(ExecutorService executor, int concurrency, ColumnThreads columns, Clock clock) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.columns = columns;
        this.clock = clock;
    }

    public Result run(Work work) {
        List<RewriteFileGroup> groups = groups(work);
        if (groups.isEmpty()) {
            // The plan counts every delete in the manifests: those that apply to nothing must go, or it comes up again.
            return work.policy().deleteFiles().enabled() && work.state().deleteFileCount() > 0
                    ? new DeleteFileRewrite().dropDangling(work)
                    : Result.of(Outcome.UNCHANGED, "no group of files would gain");
        }
        CompactionCommits commits = new CompactionCommits(work, groups.size());
        attempt(work, groups, commits);
        Work last = work;
        for (int lost = 1; commits.lostARace() && lost < ATTEMPTS; lost++) {
            // What the old plan took for granted is not so any more: nothing of it is tried again.
            Optional<Work> anew = anew(last);
            List<RewriteFileGroup> left = anew.map(Compaction::groups).orElse(List.of());
            if (anew.isEmpty() || left.isEmpty()) {
                break;
            }
            last = anew.get();
            commits.planAnew(last, left.size());
            attempt(last, left, commits);
        }
        return commits.result();
    }

    /** The same on the table as it is now; empty if it has become another one or cannot be read. */
    private static Optional<Work> anew(Work work) {
        try {
            Table table = work.reload().get();
            return table.uuid().equals(work.table().uuid())
                            && table.currentSnapshot() != null
                            && TableUtil.formatVersion(table) == work.state().formatVersion()
                    ? Optional.of(work.plannedAnew(table))
                    : Optional.empty();
        } catch (RuntimeException e) {
            LOG.warn("Cannot plan a compaction anew: {}", Failures.describe(e));
            return Optional.empty();
        }
    }

    private void attempt(Work work, List<RewriteFileGroup> groups, CompactionCommits commits) {
        work.progress()
                .expect(
                        groups.stream()
                                .mapToLong(RewriteFileGroup::inputFileNum)
                                .sum(),
                        groups.stream()
                                .mapToLong(RewriteFileGroup::inputFilesSizeInBytes)
                                .sum(),
                        groups.stream()
                                .flatMap(group -> group.fileScanTasks().stream())
                                .mapToLong(input -> input.file().recordCount())
                                .sum());
        GroupRewrites rewrites = new GroupRewrites(work, executor, columns);
        try {
            rewriteAndCommit(work, groups, rewrites, commits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            commits.stop(new CancellationException("the run was interrupted"));
        } catch (RuntimeException e) {
            commits.stop(e);
        } finally {
            rewrites.discard();
        }
    }

    private void rewriteAndCommit(
            Work work, List<RewriteFileGroup> groups, GroupRewrites rewrites, CompactionCommits commits)
            throws InterruptedException {
        int batch = Math.max(concurrency, (groups.size() + MOST_COMMITS - 1) / MOST_COMMITS);
        WriterPace pace = pace(work);
        Instant lastCommit = clock.instant();
        int next = 0;
        while (goesOn(work, commits) && (next < groups.size() || rewrites.inFlight() > 0)) {
            while (next < groups.size() && rewrites.inFlight() < concurrency) {
                rewrites.submit(groups.get(next++));
            }
            Future<GroupRewrite.Written> done = rewrites.take();
            try {
                commits.add(done.get());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                LOG.warn("Cannot rewrite a group of files: {}", Failures.describe(cause));
                commits.groupFailed(cause);
            }
            boolean isTime = !clock.instant().isBefore(lastCommit.plus(pace.interval()));
            if (commits.waiting() >= batch || isTime) {
                commits.commit();
                lastCommit = clock.instant();
            }
        }
        commits.commit();
    }

    private static boolean goesOn(Work work, CompactionCommits commits) {
        if (work.cancelled().getAsBoolean()) {
            commits.stop(new CancellationException("the run was cancelled"));
        }
        return commits.goesOn();
    }

    private static WriterPace pace(Work work) {
        return WriterPace.of(work.state().snapshots());
    }

    private static List<RewriteFileGroup> groups(Work work) {
        long target = work.policy().compaction().targetFileSize().bytes();
        return new FileGroupPlanner(
                        work.table(),
                        work.table().currentSnapshot().snapshotId(),
                        CompactionThresholds.of(work.policy().compaction(), work.trigger()),
                        target,
                        pace(work).groupBytes(target))
                .coldestFirst();
    }
}
