package io.firn.maintenance.orphans;

import io.firn.maintenance.engine.CommitGate;
import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Quarantine.Entry;
import io.firn.maintenance.ledger.Quarantine.State;
import io.firn.maintenance.reachability.ReachableFiles;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finishes moves that were broken off, puts files back, deletes them for good. The caller holds the table's lease. */
public final class QuarantinedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantinedFiles.class);
    private static final int BATCH = 100;

    private final Quarantine journal;
    private final FileMove files;
    private final CommitGate gate;
    private final Steps steps;

    /** @param gate asked before each batch */
    public QuarantinedFiles(Quarantine journal, FileIO io, CommitGate gate, Steps steps) {
        this.journal = journal;
        this.files = new FileMove(io);
        this.gate = gate;
        this.steps = steps;
    }

    /**
     * What became of the files of a run.
     *
     * @param keptBoth another file has the name by now: that one stays, and the old one stays in quarantine
     * @param gone under neither name
     */
    public record Restored(long files, long bytes, long keptBoth, long gone) {}

    /** What was deleted for good. */
    public record Purged(long files, long bytes) {}

    /** Brings every file of a run to one place: the original wins over an unfinished copy of it. */
    public void settle(String runId) {
        for (Entry entry : journal.unsettled(runId)) {
            if (entry.state() == State.MOVING) {
                settle(entry);
            } else if (entry.state() == State.RESTORING) {
                restore(entry);
            }
        }
    }

    /** Puts everything back, never over an existing file. Done again it goes on where it ended. */
    public Restored restore(String runId) {
        settle(runId);
        long restored = 0;
        long bytes = 0;
        long keptBoth = 0;
        long gone = 0;
        long last = -1;
        for (List<Entry> batch = journal.of(runId, last, BATCH);
                !batch.isEmpty();
                batch = journal.of(runId, last, BATCH)) {
            gate.check();
            for (Entry entry : batch) {
                last = entry.number();
                switch (restore(entry)) {
                    case DONE -> {
                        restored++;
                        bytes += entry.bytes();
                    }
                    case KEPT_BOTH -> keptBoth++;
                    case GONE -> gone++;
                }
                steps.reached(Step.DELETED_SOME);
            }
        }
        return new Restored(restored, bytes, keptBoth, gone);
    }

    /** Puts back those of a run's due files that the table needs after all; says how many. */
    public long restoreNeeded(String runId, ReachableFiles reachable, Instant now) {
        long restored = 0;
        long last = -1;
        for (List<Entry> batch = journal.due(runId, now, last, BATCH);
                !batch.isEmpty();
                batch = journal.due(runId, now, last, BATCH)) {
            gate.check();
            for (Entry entry : batch) {
                last = entry.number();
                if (reachable.contains(entry.location())) {
                    restore(entry);
                    restored++;
                    LOG.error(
                            "Cannot delete a quarantined file of run {}: {} needs it after all, it is put back",
                            runId,
                            entry.table());
                }
            }
        }
        return restored;
    }

    /** Deletes the quarantined copies of a run that are due and that the table does not need, and nothing else. */
    public Purged purge(String runId, ReachableFiles reachable, Instant now) {
        long purged = 0;
        long bytes = 0;
        long last = -1;
        for (List<Entry> batch = journal.due(runId, now, last, BATCH);
                !batch.isEmpty();
                batch = journal.due(runId, now, last, BATCH)) {
            gate.check();
            steps.reached(Step.DELETING);
            for (Entry entry : batch) {
                last = entry.number();
                if (!reachable.contains(entry.location())) {
                    files.delete(entry.quarantinedAs());
                    journal.remove(entry);
                    purged++;
                    bytes += entry.bytes();
                    steps.reached(Step.DELETED_SOME);
                }
            }
        }
        return new Purged(purged, bytes);
    }

    void journal(List<Entry> entries) {
        journal.add(entries);
    }

    void move(Entry entry) {
        files.move(entry.location(), entry.quarantinedAs());
        journal.change(entry, State.QUARANTINED);
    }

    /** Whether the file is as it was listed. */
    boolean isUnchanged(String location, long bytes) {
        return files.exists(location) && files.length(location) == bytes;
    }

    private void settle(Entry entry) {
        boolean isThere = files.exists(entry.location());
        boolean isCopied = files.exists(entry.quarantinedAs());
        if (isThere) {
            if (isCopied) {
                files.delete(entry.quarantinedAs());
            }
            journal.remove(entry);
        } else if (isCopied) {
            journal.change(entry, State.QUARANTINED);
        } else {
            journal.remove(entry);
            LOG.error("Cannot find a file that run {} was moving: somebody else has deleted it", entry.runId());
        }
    }

    private enum Answer {
        DONE,
        KEPT_BOTH,
        GONE
    }

    private Answer restore(Entry entry) {
        if (entry.state() != State.RESTORING) {
            journal.change(entry, State.RESTORING);
        }
        boolean isThere = files.exists(entry.location());
        boolean isCopied = files.exists(entry.quarantinedAs());
        if (isThere && isCopied) {
            if (!files.isSame(entry.location(), entry.quarantinedAs())) {
                return Answer.KEPT_BOTH;
            }
            files.delete(entry.quarantinedAs());
        } else if (isCopied) {
            files.move(entry.quarantinedAs(), entry.location());
        }
        journal.remove(entry);
        return isThere || isCopied ? Answer.DONE : Answer.GONE;
    }
}
