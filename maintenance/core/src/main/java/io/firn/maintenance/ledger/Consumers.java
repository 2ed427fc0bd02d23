package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import io.firn.maintenance.plan.Consumer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far the registered readers of one catalog's tables have come, for every replica and over restarts. */
public final class Consumers {
    private static final String SELECT =
            "SELECT table_name, consumer, snapshot_id, renewed FROM firn_consumer WHERE catalog_name = ?";

    private final Database database;
    private final String catalog;
    private final Clock clock;

    Consumers(Database database, String catalog, Clock clock) {
        this.database = database;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Registers a reader or renews it, forwards or backwards; returns what is kept now. */
    public Consumer put(String table, String name, long snapshotId) {
        Consumer consumer = new Consumer(table, name, snapshotId, Instant.ofEpochMilli(clock.millis()));
        boolean isKept = update(consumer) || insert(consumer);
        if (!isKept && !update(consumer)) { // Another replica was faster, and it was removed since.
            throw new LedgerException("Cannot register consumer " + name + " of " + table + ": others change it too");
        }
        return consumer;
    }

    /** False where there was none. */
    public boolean remove(String table, String name) {
        return database.update(
                        "remove a consumer",
                        "DELETE FROM firn_consumer WHERE catalog_name = ? AND table_name = ? AND consumer = ?",
                        catalog,
                        table,
                        name)
                == 1;
    }

    public Optional<Consumer> find(String table, String name) {
        return of(table).stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst();
    }

    /** Of one table, in the order of their names. */
    public List<Consumer> of(String table) {
        return database.query(
                "read the consumers",
                SELECT + " AND table_name = ? ORDER BY consumer",
                Consumers::read,
                catalog,
                table);
    }

    /** Of all tables, in the order of tables and names. */
    public List<Consumer> all() {
        return database.query(
                "read the consumers", SELECT + " ORDER BY table_name, consumer", Consumers::read, catalog);
    }

    private boolean update(Consumer consumer) {
        return database.update(
                        "renew a consumer",
                        "UPDATE firn_consumer SET snapshot_id = ?, renewed = ?"
                                + " WHERE catalog_name = ? AND table_name = ? AND consumer = ?",
                        consumer.snapshotId(),
                        consumer.renewed().toEpochMilli(),
                        catalog,
                        consumer.table(),
                        consumer.name())
                == 1;
    }

    private boolean insert(Consumer consumer) {
        return database.transaction("register a consumer", connection -> {
            try {
                Database.update(
                        connection,
                        "INSERT INTO firn_consumer (catalog_name, table_name, consumer, snapshot_id, renewed)"
                                + " VALUES (?, ?, ?, ?, ?)",
                        catalog,
                        consumer.table(),
                        consumer.name(),
                        consumer.snapshotId(),
                        consumer.renewed().toEpochMilli());
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

    private static Consumer read(ResultSet row) throws SQLException {
        return new Consumer(
                row.getString("table_name"),
                row.getString("consumer"),
                row.getLong("snapshot_id"),
                Instant.ofEpochMilli(row.getLong("renewed")));
    }
}
