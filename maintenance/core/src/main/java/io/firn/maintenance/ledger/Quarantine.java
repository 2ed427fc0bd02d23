package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Orphans that were moved away and can be put back. Each change of a file is written before it is made, so that whoever
 * finds {@link State#MOVING} or {@link State#RESTORING} after a crash knows both names that the file may have.
 */
public final class Quarantine {
    private static final String COLUMNS =
            "run_id, number, table_name, table_uuid, location, quarantined_as, bytes, state, keep_until";

    private final Database database;
    private final String catalog;

    Quarantine(Database database, String catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    /** Where a file is. */
    public enum State {
        /** On its way into quarantine: under its own name, the other, or both. */
        MOVING,
        QUARANTINED,
        /** On its way back; also where another file has taken its name since, and both are kept. */
        RESTORING
    }

    /**
     * One file.
     *
     * @param location its own name, exactly as the storage lists it
     * @param keepUntil when it may be deleted for good
     */
    public record Entry(
            String runId,
            long number,
            String table,
            String tableUuid,
            String location,
            String quarantinedAs,
            long bytes,
            State state,
            Instant keepUntil) {}

    /** What one run has in quarantine; {@code firn undo} puts it back, for sure until {@code keepUntil}. */
    public record Contents(String runId, String table, long files, long bytes, Instant keepUntil) {}

    /** Writes all of them or none. */
    public void add(Collection<Entry> entries) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Entry entry : entries) {
            rows.add(new @Nullable Object[] {
                catalog,
                entry.runId(),
                entry.number(),
                entry.table(),
                entry.tableUuid(),
                entry.location(),
                entry.quarantinedAs(),
                entry.bytes(),
                entry.state().name(),
                entry.keepUntil().toEpochMilli()
            });
        }
        database.transaction("write the files to move to the journal", connection -> Database.batch(
                        connection,
                        "INSERT INTO firn_quarantine (catalog_name, " + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        rows)
                .length);
    }

    public void change(Entry entry, State state) {
        database.update(
                "write where a quarantined file is",
                "UPDATE firn_quarantine SET state = ? WHERE run_id = ? AND number = ?",
                state.name(),
                entry.runId(),
                entry.number());
    }

    /** It is back under its own name, or gone for good. */
    public void remove(Entry entry) {
        database.update(
                "remove a file from the quarantine's journal",
                "DELETE FROM firn_quarantine WHERE run_id = ? AND number = ?",
                entry.runId(),
                entry.number());
    }

    /** Files of a run, by number, beginning after one. */
    public List<Entry> of(String runId, long after, int limit) {
        return select(
                "WHERE catalog_name = ? AND run_id = ? AND number > ? ORDER BY number", limit, catalog, runId, after);
    }

    /** Those that something broke off on their way; there is at most one batch of them. */
    public List<Entry> unsettled(String runId) {
        return select(
                "WHERE catalog_name = ? AND run_id = ? AND state IN ('MOVING', 'RESTORING') ORDER BY number",
                Integer.MAX_VALUE,
                catalog,
                runId);
    }

    /** Those that may be deleted for good, of one run, by number, beginning after one. */
    public List<Entry> due(String runId, Instant now, long after, int limit) {
        return select(
                "WHERE catalog_name = ? AND run_id = ? AND state = 'QUARANTINED' AND keep_until <= ? AND number > ?"
                        + " ORDER BY number",
                limit,
                catalog,
                runId,
                now.toEpochMilli(),
                after);
    }

    /** Runs with files that something broke off on its way. */
    public List<String> unsettledRuns() {
        return runs("state IN ('MOVING', 'RESTORING')");
    }

    /** Runs with files that may be deleted for good. */
    public List<String> dueRuns(Instant now) {
        return runs("state = 'QUARANTINED' AND keep_until <= " + now.toEpochMilli());
    }

    /** What is in quarantine, run by run, the longest to keep last. */
    public List<Contents> contents() {
        return database.query(
                "read what is in quarantine",
                "SELECT run_id, table_name, COUNT(*), SUM(bytes), MIN(keep_until) FROM firn_quarantine"
                        + " WHERE catalog_name = ? GROUP BY run_id, table_name ORDER BY MIN(keep_until), run_id",
                row -> new Contents(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        Instant.ofEpochMilli(row.getLong(5))),
                catalog);
    }

    /** The same of one run; empty when nothing of it is there. */
    public Optional<Contents> contents(String runId) {
        return contents().stream()
                .filter(contents -> contents.runId().equals(runId))
                .findFirst();
    }

    private List<String> runs(String condition) {
        return database.query(
                "read what is in quarantine",
                "SELECT DISTINCT run_id FROM firn_quarantine WHERE catalog_name = ? AND " + condition
                        + " ORDER BY run_id",
                row -> row.getString(1),
                catalog);
    }

    private List<Entry> select(String condition, int limit, @Nullable Object... arguments) {
        return database.query(
                "read what is in quarantine",
                "SELECT " + COLUMNS + " FROM firn_quarantine " + condition + " LIMIT " + limit,
                Quarantine::read,
                arguments);
    }

    private static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                State.valueOf(row.getString(8)),
                Instant.ofEpochMilli(row.getLong(9)));
    }
}
