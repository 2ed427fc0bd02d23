package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that runs are about to delete: written before the commit after which nothing needs them, removed once they are
 * gone, so that a process that dies between leaves a list and not garbage (hazard H11).
 */
public final class DeletionJournal {
    private static final int BATCH = 1_000;

    private final Database database;

    DeletionJournal(Database database) {
        this.database = database;
    }

    /** @param number orders the files of one run, as they are deleted in */
    public record Entry(String runId, long number, String tableUuid, String location, long bytes) {}

    /** Writes all of them or none. */
    public void write(Collection<Entry> entries) {
        database.transaction("write the files to delete to the journal", connection -> {
            List<@Nullable Object[]> batch = new ArrayList<>();
            int written = 0;
            for (Entry entry : entries) {
                batch.add(new @Nullable Object[] {
                    entry.runId(), entry.number(), entry.tableUuid(), entry.location(), entry.bytes()
                });
                written++;
                if (batch.size() == BATCH || written == entries.size()) {
                    Database.batch(
                            connection,
                            "INSERT INTO firn_journal (run_id, number, table_uuid, location, bytes) VALUES (?, ?, ?, ?, ?)",
                            batch);
                    batch.clear();
                }
            }
            return written;
        });
    }

    /** Entries of a run by number, beginning after a number. */
    public List<Entry> of(String runId, long after, int limit) {
        return database.query(
                "read the journal of files to delete",
                "SELECT run_id, number, table_uuid, location, bytes FROM firn_journal"
                        + " WHERE run_id = ? AND number > ? ORDER BY number LIMIT " + limit,
                row -> new Entry(row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5)),
                runId,
                after);
    }

    /** Runs of a catalog that have entries left, whatever their outcome. */
    public List<String> runs(String catalog) {
        return database.query(
                "read the journal of files to delete",
                "SELECT id FROM firn_run WHERE catalog_name = ? AND id IN (SELECT run_id FROM firn_journal) ORDER BY started, id",
                row -> row.getString(1),
                catalog);
    }

    public void remove(Collection<Entry> entries) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        entries.forEach(entry -> rows.add(new @Nullable Object[] {entry.runId(), entry.number()}));
        if (!rows.isEmpty()) {
            database.transaction("remove deleted files from the journal", connection -> Database.batch(
                            connection, "DELETE FROM firn_journal WHERE run_id = ? AND number = ?", rows)
                    .length);
        }
    }

    /** Gives a run's files up: orphan removal finds them. */
    public void remove(String runId) {
        database.update("remove a run from the journal", "DELETE FROM firn_journal WHERE run_id = ?", runId);
    }
}
