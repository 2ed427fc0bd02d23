package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.DeletionJournal;
import io.firn.maintenance.ledger.DeletionJournal.Entry;
import io.firn.maintenance.reachability.ReachableFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Deletes the files that a run has in the journal, each only if the table, as it is now, cannot reach it: whether the run's
 * commit ever happened does not matter. What cannot be deleted stays in the journal for the next time.
 */
public final class JournaledDeletion {
    private static final int BATCH = 1_000;

    private final DeletionJournal journal;
    private final Predicate<Entry> own;

    private JournaledDeletion(DeletionJournal journal, Predicate<Entry> own) {
        this.journal = journal;
        this.own = own;
    }

    /** Of files that a run has made unneeded. */
    public static JournaledDeletion ofUnneeded(DeletionJournal journal) {
        return new JournaledDeletion(journal, entry -> true);
    }

    /** Of files that a run has written and not committed: only what is named after the run goes. */
    public static JournaledDeletion ofOutputs(DeletionJournal journal) {
        return new JournaledDeletion(
                journal,
                entry -> entry.location().lastIndexOf(entry.runId())
                        > entry.location().lastIndexOf('/'));
    }

    /**
     * What became of a run's files.
     *
     * @param kept files that the table can reach after all
     * @param failed files that could not be deleted
     * @param cause of the first that could not be
     */
    public record Deleted(long deleted, long bytes, long kept, long failed, Optional<String> cause) {
        /** For a run's reason. */
        public String words() {
            return deleted + " files deleted" + (kept > 0 ? ", " + kept + " kept: something needs them" : "")
                    + (failed > 0
                            ? ", " + failed + " could not be and are tried again (" + cause.orElse("no cause") + ")"
                            : "");
        }
    }

    /** Whether some file of the run would be deleted. */
    public boolean isNeeded(String runId, Table table, ReachableFiles reachable) {
        long last = -1;
        for (List<Entry> batch = journal.of(runId, last, BATCH);
                !batch.isEmpty();
                batch = journal.of(runId, last, BATCH)) {
            if (batch.stream().anyMatch(entry -> isUnneeded(entry, table, reachable))) {
                return true;
            }
            last = batch.get(batch.size() - 1).number();
        }
        return false;
    }

    private boolean isUnneeded(Entry entry, Table table, ReachableFiles reachable) {
        return own.test(entry)
                && entry.tableUuid().equals(table.uuid().toString())
                && !reachable.contains(entry.location());
    }

    /** @param reachable all that the table can reach now */
    public Deleted run(String runId, Table table, ReachableFiles reachable, Progress progress, Steps steps) {
        FileIO io = table.io();
        long deleted = 0;
        long bytes = 0;
        long kept = 0;
        long failed = 0;
        Optional<String> cause = Optional.empty();
        long last = -1;
        steps.reached(Step.DELETING);
        for (List<Entry> batch = journal.of(runId, last, BATCH);
                !batch.isEmpty();
                batch = journal.of(runId, last, BATCH)) {
            List<Entry> done = new ArrayList<>();
            for (Entry entry : batch) {
                last = entry.number();
                if (!isUnneeded(entry, table, reachable)) {
                    kept++;
                    done.add(entry);
                } else {
                    try {
                        delete(io, entry.location());
                        deleted++;
                        bytes += entry.bytes();
                        done.add(entry);
                    } catch (RuntimeException e) {
                        failed++;
                        cause = cause.or(() -> Optional.of(Failures.describe(e)));
                    }
                    steps.reached(Step.DELETED_SOME);
                }
                progress.done(1, entry.bytes());
            }
            journal.remove(done);
        }
        return new Deleted(deleted, bytes, kept, failed, cause);
    }

    private static void delete(FileIO io, String location) {
        try {
            io.deleteFile(location);
        } catch (NotFoundException e) {
            // Deleted before the process that had it in its journal died.
        }
    }
}
