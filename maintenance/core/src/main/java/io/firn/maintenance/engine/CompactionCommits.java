package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.verify.CommittedRewrite;
import io.firn.maintenance.verify.Receipt;
import io.firn.maintenance.verify.Receipt.Check;
import io.firn.maintenance.verify.RowCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteDataFilesCommitManager;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.jspecify.annotations.Nullable;

/** Commits the groups of one compaction in batches, checks each commit on the table anew, and sums up. One thread. */
final class CompactionCommits {
    private static final String COMMITTED = "committed table";

    private Work work;
    private int groupsPlanned;
    private long startingSequenceNumber;
    private RewriteDataFilesCommitManager manager;
    private final List<GroupRewrite.Written> waiting = new ArrayList<>();

    private final Map<String, Integer> passedChecks = new LinkedHashMap<>();
    private final List<Check> failedChecks = new ArrayList<>();

    private int commits;
    private int conflicts;
    private int replans;
    private int groupsCommitted;
    private int groupsFailed;
    private long filesBefore;
    private long filesAfter;
    private long bytes;
    private long bytesOut;
    private long records;
    private long rowsIn;
    private long rowsDeleted;
    /** Groups by what wrote them. */
    private final Map<String, Integer> engines = new TreeMap<>();

    private Optional<Long> snapshotAfter = Optional.empty();
    private Outcome stopped = Outcome.SUCCEEDED;
    private boolean unverified;
    private @Nullable String error;

    CompactionCommits(Work work, int groups) {
        this.work = work;
        this.groupsPlanned = groups;
        this.startingSequenceNumber = work.table().currentSnapshot().sequenceNumber();
        this.manager = manager(work);
    }

    private static RewriteDataFilesCommitManager manager(Work work) {
        // With the starting sequence number, equality deletes that arrive meanwhile still apply to the rewritten rows.
        return new RewriteDataFilesCommitManager(
                work.table(), work.table().currentSnapshot().snapshotId(), true, Map.of(Work.RUN_ID, work.runId()));
    }

    /** Whether a writer was faster, and the table has none of the last batch. */
    boolean lostARace() {
        return stopped == Outcome.CONFLICT;
    }

    /** Goes on after a lost race. */
    void planAnew(Work anew, int groups) {
        work = anew;
        groupsPlanned = groupsCommitted + groups;
        startingSequenceNumber = anew.table().currentSnapshot().sequenceNumber();
        manager = manager(anew);
        stopped = Outcome.SUCCEEDED;
        error = null;
        replans++;
    }

    void add(GroupRewrite.Written written) {
        waiting.add(written);
    }

    void groupFailed(Throwable cause) {
        groupsFailed++;
        if (cause instanceof RowsDoNotAddUpException failed) {
            // What one group shows may be wrong with the others too: nothing more is committed.
            failedChecks.add(failed.check());
            unverified = true;
            stop(Outcome.FAILED, String.valueOf(failed.getMessage()));
        } else {
            error = Failures.describe(cause);
        }
    }

    int waiting() {
        return waiting.size();
    }

    boolean goesOn() {
        return stopped == Outcome.SUCCEEDED;
    }

    /** Ends the run; what has been committed stays, what waits is deleted. */
    void stop(RuntimeException cause) {
        stop(cause instanceof CancellationException ? Outcome.CANCELLED : Outcome.FAILED, Failures.describe(cause));
    }

    /** Commits what waits, if anything does and nothing has gone wrong before. */
    void commit() {
        if (waiting.isEmpty() || !goesOn()) {
            return;
        }
        Set<RewriteFileGroup> groups = new HashSet<>();
        waiting.forEach(written -> groups.add(written.group()));
        work.steps().reached(Step.WRITTEN);
        try {
            work.gate().check();
            work.steps().reached(Step.COMMITTING);
        } catch (RuntimeException e) {
            stop(e);
            return;
        }
        try {
            manager.commitFileGroups(groups);
        } catch (RuntimeException e) {
            failed(CommitAnswer.of(e), e);
            return;
        }
        work.steps().reached(Step.COMMITTED);
        sumUp();
        verify();
        work.steps().reached(Step.VERIFIED);
        waiting.clear();
    }

    private void failed(CommitAnswer answer, RuntimeException e) {
        switch (answer) {
            case CONFLICT -> {
                if (isAbsent()) {
                    conflicts++;
                    stop(Outcome.CONFLICT, Failures.describe(e));
                } else {
                    failed(CommitAnswer.UNKNOWN, e);
                }
            }
            case UNKNOWN -> {
                waiting.clear(); // Their files may be live by now: they stay (hazard H15).
                stop(Outcome.UNKNOWN, Failures.describe(e));
            }
            default -> stop(Outcome.FAILED, Failures.describe(e));
        }
    }

    /**
     * Whether the table itself says that the last batch was not committed. A catalog may apply a commit, answer that it
     * failed, and then the retry finds its inputs gone: that looks like a conflict, and its outputs are live.
     */
    private boolean isAbsent() {
        try {
            return RunSnapshots.newest(work.reload().get(), work.runId())
                    .map(Snapshot::snapshotId)
                    .equals(snapshotAfter);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void stop(Outcome outcome, String why) {
        stopped = outcome;
        error = why;
        waiting.forEach(written -> work.uncommitted().discard(written.locations()));
        waiting.clear();
    }

    private void sumUp() {
        groupsCommitted += waiting.size();
        commits++;
        for (GroupRewrite.Written written : waiting) {
            engines.merge(written.engine(), 1, Integer::sum);
            written.checks().forEach(check -> passedChecks.merge(check.name(), 1, Integer::sum));
            rowsIn += written.rows().read();
            rowsDeleted += written.rows().deleted();
            bytesOut += written.group().addedFiles().stream()
                    .mapToLong(DataFile::fileSizeInBytes)
                    .sum();
            filesBefore += written.group().inputFileNum();
            filesAfter += written.group().addedFiles().size();
            bytes += written.group().inputFilesSizeInBytes();
            records += written.rows().written();
        }
    }

    private void verify() {
        Set<String> inputs = new HashSet<>();
        Map<String, Long> outputs = new HashMap<>();
        RowCount rows = new RowCount(0, 0, 0, 0, 0);
        for (GroupRewrite.Written written : waiting) {
            written.group().rewrittenFiles().forEach(file -> inputs.add(file.location()));
            written.group().addedFiles().forEach(file -> outputs.put(file.location(), file.recordCount()));
            rows = rows.plus(written.rows());
        }
        try {
            Table reloaded = work.reload().get();
            Optional<Snapshot> committed = RunSnapshots.newest(reloaded, work.runId());
            if (committed.isEmpty() || committed.map(Snapshot::snapshotId).equals(snapshotAfter)) {
                unverified("no new snapshot carries the run's id");
                return;
            }
            snapshotAfter = committed.map(Snapshot::snapshotId);
            Optional<Long> sequenceNumber =
                    work.state().formatVersion() > 1 ? Optional.of(startingSequenceNumber) : Optional.empty();
            List<String> problems = new CommittedRewrite(inputs, outputs, rows.written(), sequenceNumber)
                    .problems(reloaded, committed.get());
            if (problems.isEmpty()) {
                passedChecks.merge(COMMITTED, waiting.size(), Integer::sum);
                work.uncommitted().committed(outputs.keySet());
            } else {
                unverified(String.join("; ", problems));
            }
        } catch (RuntimeException e) {
            unverified("the table could not be read: " + Failures.describe(e));
        }
    }

    private void unverified(String problem) {
        stopped = Outcome.FAILED;
        unverified = true;
        failedChecks.add(Check.failed(COMMITTED, problem));
        error = "Cannot verify a committed rewrite: " + problem;
    }

    Result result() {
        Outcome outcome = stopped;
        if (!unverified && groupsCommitted > 0 && outcome != Outcome.UNKNOWN && outcome != Outcome.CANCELLED) {
            outcome = Outcome.SUCCEEDED;
        } else if (groupsCommitted == 0 && groupsFailed > 0 && outcome == Outcome.SUCCEEDED) {
            outcome = Outcome.FAILED;
        }
        String reason = groupsCommitted + " of " + groupsPlanned + " groups committed, " + filesBefore + " files to "
                + filesAfter + engines() + (groupsFailed > 0 ? ", " + groupsFailed + " groups failed" : "")
                + (replans > 0 ? ", planned anew " + replans + " times" : "")
                + (conflicts > 0 ? ", " + conflicts + " races with writers lost" : "")
                + (stopped == Outcome.SUCCEEDED ? "" : ", stopped: " + stopped);
        return new Result(
                outcome,
                reason,
                snapshotAfter,
                filesBefore,
                filesAfter,
                bytes,
                records,
                Optional.empty(),
                Optional.of(receipt().json()),
                Optional.ofNullable(error));
    }

    /** For example {@code , columnar} or {@code , 3 columnar, 1 rows: deletes apply}. */
    private String engines() {
        return engines.entrySet().stream()
                .map(engine -> ", " + (engines.size() > 1 ? engine.getValue() + " " : "") + engine.getKey())
                .collect(Collectors.joining());
    }

    private Receipt receipt() {
        List<Check> checks = GroupCheck.summed(passedChecks);
        checks.addAll(failedChecks);
        return new Receipt(
                checks, rowsIn, records, rowsDeleted, filesBefore, filesAfter, bytes, bytesOut, commits, conflicts);
    }
}
