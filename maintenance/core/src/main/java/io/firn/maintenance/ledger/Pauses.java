package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import io.firn.maintenance.plan.Operation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is paused in one catalog, for every replica and over restarts. A pause that has ended stays as the time from which
 * the circuit breakers count again.
 */
public final class Pauses {
    private static final String ANY = "*";

    private final Database database;
    private final String catalog;
    private final Clock clock;

    Pauses(Database database, String catalog, Clock clock) {
        this.database = database;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Why the operations that are paused on a table are. */
    public Map<Operation, String> words(String table) {
        List<Pause> pauses = all();
        Map<Operation, String> words = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            pauses.stream()
                    .filter(pause -> pause.covers(table, operation))
                    .findFirst()
                    .ifPresent(pause -> words.put(operation, pause.words()));
        }
        return words;
    }

    /**
     * Pauses an operation, or all of them, on a table, or on all of them. False, and nothing changed, where exactly that is
     * paused already.
     */
    public boolean pause(Optional<String> table, Optional<Operation> operation, String by, String reason) {
        Pause pause = new Pause(table, operation, clock.instant(), by, Ledger.cut(reason));
        return database.transaction("pause maintenance", connection -> {
            int reopened = Database.update(
                    connection,
                    "UPDATE firn_pause SET since = ?, paused_by = ?, reason = ?, resumed = NULL"
                            + " WHERE catalog_name = ? AND table_name = ? AND operation = ? AND resumed IS NOT NULL",
                    pause.since().toEpochMilli(),
                    pause.by(),
                    pause.reason(),
                    catalog,
                    table.orElse(ANY),
                    operation.map(Operation::id).orElse(ANY));
            if (reopened > 0) {
                return true;
            }
            try {
                Database.update(
                        connection,
                        "INSERT INTO firn_pause (catalog_name, table_name, operation, since, paused_by, reason)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        catalog,
                        table.orElse(ANY),
                        operation.map(Operation::id).orElse(ANY),
                        pause.since().toEpochMilli(),
                        pause.by(),
                        pause.reason());
                return true;
            } catch (SQLException e) {
                if (Database.isDuplicate(e)) {
                    connection.rollback();
                    return false;
                }
                throw e;
            }
        });
    }

    /**
     * Ends pauses: of the table that is named, or of all tables where none is; of the operation that is named, or of every
     * operation where none is. A pause of all tables goes on when one table is resumed. Returns the pauses that ended.
     */
    public List<Pause> resume(Optional<String> table, Optional<Operation> operation) {
        List<Pause> ended = new ArrayList<>();
        for (Pause pause : all()) {
            boolean isMeant = pause.table().equals(table)
                    && (operation.isEmpty() || pause.operation().equals(operation));
            if (isMeant && end(pause)) {
                ended.add(pause);
            }
        }
        return ended;
    }

    /** What is paused now, oldest first. */
    public List<Pause> all() {
        return database.query(
                "read what is paused",
                "SELECT table_name, operation, since, paused_by, reason FROM firn_pause"
                        + " WHERE catalog_name = ? AND resumed IS NULL ORDER BY since, table_name, operation",
                Pauses::read,
                catalog);
    }

    /** When an operation on a table was last resumed, itself or with others. */
    public Optional<Instant> lastResumed(String table, Operation operation) {
        return database
                .query(
                        "read when maintenance was resumed",
                        "SELECT resumed FROM firn_pause WHERE catalog_name = ? AND table_name IN (?, ?)"
                                + " AND operation IN (?, ?) AND resumed IS NOT NULL ORDER BY resumed DESC LIMIT 1",
                        row -> Instant.ofEpochMilli(row.getLong(1)),
                        catalog,
                        table,
                        ANY,
                        operation.id(),
                        ANY)
                .stream()
                .findFirst();
    }

    private boolean end(Pause pause) {
        return database.update(
                        "resume maintenance",
                        "UPDATE firn_pause SET resumed = ? WHERE catalog_name = ? AND table_name = ? AND operation = ?"
                                + " AND resumed IS NULL",
                        clock.millis(),
                        catalog,
                        pause.table().orElse(ANY),
                        pause.operation().map(Operation::id).orElse(ANY))
                == 1;
    }

    private static Pause read(ResultSet row) throws SQLException {
        String table = row.getString("table_name");
        String operation = row.getString("operation");
        return new Pause(
                table.equals(ANY) ? Optional.empty() : Optional.of(table),
                operation.equals(ANY)
                        ? Optional.empty()
                        : Optional.of(Operation.parse(operation)
                                .orElseThrow(() ->
                                        new LedgerException("Cannot read a pause: unknown operation " + operation))),
                Instant.ofEpochMilli(row.getLong("since")),
                row.getString("paused_by"),
                row.getString("reason"));
    }
}
