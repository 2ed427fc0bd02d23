package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The record of every run, in an SQL database: H2 (which must have {@code WRITE_DELAY=0}, or a killed process loses
 * acknowledged rows) or PostgreSQL. A run is written as RUNNING before anything happens to the table, so a crash leaves
 * an open entry and never a change without one. Times are kept to the millisecond.
 */
public final class Ledger {
    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_ROW = 100;
    private static final String COLUMNS = "id, catalog_name, table_name, operation, trigger_name, outcome, reason,"
            + " started, finished, snapshot_before, snapshot_after, files_before, files_after, bytes_rewritten,"
            + " records_rewritten, guard, receipt, error";

    private final Database database;
    private final Leases leases;
    private final Clock clock;

    /** Creates or upgrades its schema. */
    public Ledger(DataSource source, Clock clock) {
        this.database = new Database(source, LedgerException::new);
        LedgerSchema.create(database);
        this.leases = new Leases(database, clock);
        this.clock = clock;
    }

    public Leases leases() {
        return leases;
    }

    /** The registered readers of a catalog's tables. */
    public Consumers consumers(String catalog) {
        return new Consumers(database, catalog, clock);
    }

    /** What is paused in a catalog. */
    public Pauses pauses(String catalog) {
        return new Pauses(database, catalog, clock);
    }

    public DeletionJournal deletions() {
        return new DeletionJournal(database);
    }

    /** Files that scans of a catalog's tables took for orphans. */
    public OrphanCandidates candidates(String catalog) {
        return new OrphanCandidates(database, catalog);
    }

    /** Orphans of a catalog's tables that were moved away. */
    public Quarantine quarantine(String catalog) {
        return new Quarantine(database, catalog);
    }

    public Cancellations cancellations() {
        return new Cancellations(database, clock);
    }

    public Audit audit() {
        return new Audit(database, clock);
    }

    /** Adds a run: RUNNING before its work begins, or complete where there was no work. */
    public void add(Run run) {
        database.transaction(adding(run), connection -> insert(connection, run, 0));
    }

    /**
     * Adds a RUNNING run that is about to read {@code plannedBytes}, if {@code fits} says yes to what {@link
     * #bytesRewrittenSince} says; all replicas ask one after the other. False, and nothing added, where it says no.
     */
    public boolean begin(Run run, long plannedBytes, Instant since, LongPredicate fits) {
        return database.transaction(adding(run), connection -> {
            Database.query(connection, "SELECT version FROM firn_schema FOR UPDATE", row -> row.getInt(1));
            boolean begins = fits.test(rewritten(connection, run.catalog(), run.operation(), since));
            return begins && insert(connection, run, plannedBytes) == 1;
        });
    }

    /** Writes how a run ended; the progress that was written before stays if the run has none. */
    public void finish(Run run) {
        int rows = database.transaction("finish run " + run.id() + " in the ledger", connection -> {
            writeProgress(connection, run);
            return finish(connection, run);
        });
        if (rows != 1) {
            throw new LedgerException("Cannot finish run " + run.id() + ": the ledger has no such run");
        }
    }

    private static int finish(Connection connection, Run run) throws SQLException {
        return Database.update(
                connection,
                "UPDATE firn_run SET outcome = ?, reason = ?, finished = ?, snapshot_before = ?, snapshot_after = ?,"
                        + " files_before = ?, files_after = ?, bytes_rewritten = ?, records_rewritten = ?, guard = ?,"
                        + " receipt = ?, error = ?"
                        + " WHERE id = ?",
                run.outcome().name(),
                cut(run.reason()),
                run.finished().map(Instant::toEpochMilli).orElse(null),
                run.snapshotBefore().orElse(null),
                run.snapshotAfter().orElse(null),
                run.filesBefore(),
                run.filesAfter(),
                run.bytesRewritten(),
                run.recordsRewritten(),
                run.guard().map(Guard::name).orElse(null),
                run.receipt().orElse(null),
                run.error().map(Ledger::cut).orElse(null),
                run.id());
    }

    private static void writeProgress(Connection connection, Run run) throws SQLException {
        if (run.progress().isPresent()) {
            ProgressColumns.write(connection, run.id(), run.progress().get());
        }
    }

    public Optional<Run> run(String id) {
        return select("WHERE id = ?", 1, id).stream().findFirst();
    }

    /** Newest first. */
    public List<Run> runs(Optional<String> table, int limit) {
        return runs(table, Optional.empty(), Optional.empty(), limit);
    }

    /** Those of one table, one operation and one outcome, where they are given; newest first. */
    public List<Run> runs(Optional<String> table, Optional<Operation> operation, Optional<Outcome> outcome, int limit) {
        Map<String, String> wanted = new LinkedHashMap<>();
        table.ifPresent(name -> wanted.put("table_name = ?", name));
        operation.ifPresent(kind -> wanted.put("operation = ?", kind.id()));
        outcome.ifPresent(end -> wanted.put("outcome = ?", end.name()));
        String where = wanted.isEmpty() ? "" : "WHERE " + String.join(" AND ", wanted.keySet()) + " ";
        return select(
                where + "ORDER BY started DESC, id", limit, wanted.values().toArray());
    }

    /** The newest runs of one operation on one table, newest first. */
    public List<Run> runs(String catalog, String table, Operation operation, int limit) {
        return select(
                "WHERE catalog_name = ? AND table_name = ? AND operation = ? ORDER BY started DESC, id",
                limit,
                catalog,
                table,
                operation.id());
    }

    /**
     * How many runs of an operation on a table in a row, up to now, lost to writers: none of their work was committed. A
     * run that was deferred or never came to its work is no end to the row.
     */
    public int lostInARow(String catalog, String table, Operation operation) {
        return (int) database
                .query(
                        "read how runs ended",
                        "SELECT outcome FROM firn_run WHERE catalog_name = ? AND table_name = ? AND operation = ?"
                                + " AND finished IS NOT NULL AND snapshot_before IS NOT NULL"
                                + " ORDER BY started DESC, id LIMIT " + LONGEST_ROW,
                        row -> Outcome.valueOf(row.getString(1)),
                        catalog,
                        table,
                        operation.id())
                .stream()
                .takeWhile(outcome -> outcome == Outcome.CONFLICT)
                .count();
    }

    /** Runs that a guard refused and that started after {@code instant}. */
    public List<Run> rejectedSince(String catalog, Instant instant) {
        return select(
                "WHERE catalog_name = ? AND outcome = 'REJECTED' AND guard IS NOT NULL AND started > ? ORDER BY started",
                Integer.MAX_VALUE,
                catalog,
                instant.toEpochMilli());
    }

    /**
     * Of each operation on each table the newest run that a guard refused, of those that started after {@code instant} and
     * after which none came to its end: no later one succeeded or found nothing to do.
     */
    public List<Run> standingRejections(String catalog, Instant instant) {
        return select(
                "r WHERE catalog_name = ? AND outcome = 'REJECTED' AND guard IS NOT NULL AND started > ? AND NOT EXISTS"
                        + " (SELECT 1 FROM firn_run later WHERE later.catalog_name = r.catalog_name"
                        + " AND later.table_name = r.table_name AND later.operation = r.operation"
                        + " AND later.outcome IN ('REJECTED', 'SUCCEEDED', 'UNCHANGED')"
                        + " AND (later.started > r.started OR (later.started = r.started AND later.id > r.id)))"
                        + " ORDER BY started",
                Integer.MAX_VALUE,
                catalog,
                instant.toEpochMilli());
    }

    /** Bytes that runs of an operation rewrote which started after {@code instant}; what runs now counts as planned. */
    public long bytesRewrittenSince(String catalog, Operation operation, Instant instant) {
        return database.transaction(
                "sum up what was rewritten", connection -> rewritten(connection, catalog, operation, instant));
    }

    /** Runs whose end is not known: RUNNING or UNKNOWN, oldest first. */
    public List<Run> open(String catalog) {
        return select(
                "WHERE catalog_name = ? AND outcome IN ('RUNNING', 'UNKNOWN') ORDER BY started, id",
                Integer.MAX_VALUE,
                catalog);
    }

    /** Removes ended runs that started before {@code instant} and have nothing left in the journal or in quarantine; says how many. */
    public int removeEndedBefore(Instant instant) {
        database.update(
                "remove old candidates from the ledger",
                "DELETE FROM firn_orphan WHERE last_seen < ?",
                instant.toEpochMilli());
        return database.update(
                "remove old runs from the ledger",
                "DELETE FROM firn_run WHERE started < ? AND outcome NOT IN ('RUNNING', 'UNKNOWN')"
                        + " AND NOT EXISTS (SELECT 1 FROM firn_journal WHERE run_id = id)"
                        + " AND NOT EXISTS (SELECT 1 FROM firn_quarantine WHERE run_id = id)",
                instant.toEpochMilli());
    }

    private static String adding(Run run) {
        return "add run " + run.id() + " to the ledger";
    }

    private static int insert(Connection connection, Run run, long plannedBytes) throws SQLException {
        int rows = Database.update(
                connection,
                "INSERT INTO firn_run (" + COLUMNS + ", bytes_planned)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.id(),
                run.catalog(),
                run.table(),
                run.operation().id(),
                run.trigger().name(),
                run.outcome().name(),
                cut(run.reason()),
                run.started().toEpochMilli(),
                run.finished().map(Instant::toEpochMilli).orElse(null),
                run.snapshotBefore().orElse(null),
                run.snapshotAfter().orElse(null),
                run.filesBefore(),
                run.filesAfter(),
                run.bytesRewritten(),
                run.recordsRewritten(),
                run.guard().map(Guard::name).orElse(null),
                run.receipt().orElse(null),
                run.error().map(Ledger::cut).orElse(null),
                plannedBytes);
        writeProgress(connection, run);
        return rows;
    }

    private static long rewritten(Connection connection, String catalog, Operation operation, Instant since)
            throws SQLException {
        return Database.query(
                        connection,
                        "SELECT COALESCE(SUM(CASE WHEN outcome = 'RUNNING' THEN bytes_planned ELSE bytes_rewritten END), 0)"
                                + " FROM firn_run WHERE catalog_name = ? AND operation = ?"
                                + " AND (started > ? OR outcome = 'RUNNING')",
                        row -> row.getLong(1),
                        catalog,
                        operation.id(),
                        since.toEpochMilli())
                .get(0);
    }

    private List<Run> select(String condition, int limit, @Nullable Object... arguments) {
        return database.query(
                "read runs from the ledger",
                "SELECT " + COLUMNS + ", " + ProgressColumns.NAMES + " FROM firn_run " + condition + " LIMIT " + limit,
                Ledger::read,
                arguments);
    }

    private static Run read(ResultSet row) throws SQLException {
        String operation = row.getString("operation");
        return new Run(
                row.getString("id"),
                row.getString("catalog_name"),
                row.getString("table_name"),
                Operation.parse(operation)
                        .orElseThrow(() -> new LedgerException("Cannot read a run: unknown operation " + operation)),
                Trigger.valueOf(row.getString("trigger_name")),
                Outcome.valueOf(row.getString("outcome")),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("started")),
                number(row, "finished").map(Instant::ofEpochMilli),
                number(row, "snapshot_before"),
                number(row, "snapshot_after"),
                row.getLong("files_before"),
                row.getLong("files_after"),
                row.getLong("bytes_rewritten"),
                row.getLong("records_rewritten"),
                Optional.ofNullable(row.getString("guard")).map(Guard::valueOf),
                Optional.ofNullable(row.getString("receipt")),
                Optional.ofNullable(row.getString("error")),
                ProgressColumns.read(row));
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 3) + "...";
    }
}
