package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One lease a table, for every operation that changes it (hazard H13). A lease ends by itself, so a killed holder blocks
 * a table only for its time to live; its token grows with every holder, so one that slept through its end is told apart
 * from the present one (hazard H20).
 */
public final class Leases {
    private final Database database;
    private final Clock clock;

    Leases(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Takes the lease of a table, unless somebody holds it. */
    public Optional<Lease> acquire(String catalog, String table, String holder, Duration timeToLive) {
        long now = clock.millis();
        long expires = now + timeToLive.toMillis();
        int taken = database.update(
                "take the lease of " + table,
                "UPDATE firn_lease SET holder = ?, token = token + 1, expires = ?"
                        + " WHERE catalog_name = ? AND table_name = ? AND expires <= ?",
                holder,
                expires,
                catalog,
                table,
                now);
        if (taken == 0 && !insert(catalog, table, holder, expires)) {
            return Optional.empty();
        }
        return current(catalog, table).filter(lease -> lease.holder().equals(holder));
    }

    /** Lengthens a lease; false when it is no longer held. */
    public boolean renew(Lease lease, Duration timeToLive) {
        return database.transaction(
                renewing(lease), connection -> renew(connection, lease, timeToLive, clock.millis()));
    }

    /** The same; if it is still held, how far its holder is by now is written in the same transaction. */
    public boolean renew(Lease lease, Duration timeToLive, Function<Instant, Optional<RunProgress>> progress) {
        return database.transaction(renewing(lease), connection -> {
            Instant now = clock.instant();
            boolean renewed = renew(connection, lease, timeToLive, now.toEpochMilli());
            Optional<RunProgress> known = progress.apply(now);
            if (renewed && known.isPresent()) {
                ProgressColumns.writeIfRunning(connection, lease.holder(), known.get());
            }
            return renewed;
        });
    }

    private static boolean renew(Connection connection, Lease lease, Duration timeToLive, long now)
            throws SQLException {
        return Database.update(
                        connection,
                        "UPDATE firn_lease SET expires = ?"
                                + " WHERE catalog_name = ? AND table_name = ? AND token = ? AND expires > ?",
                        now + timeToLive.toMillis(),
                        lease.catalog(),
                        lease.table(),
                        lease.token(),
                        now)
                == 1;
    }

    private static String renewing(Lease lease) {
        return "renew the lease of " + lease.table();
    }

    /** Whether the lease is still held, by this token and in time; asked right before a commit. */
    public boolean holds(Lease lease) {
        return current(lease.catalog(), lease.table())
                .filter(now -> now.token() == lease.token() && now.expires().isAfter(clock.instant()))
                .isPresent();
    }

    /** Gives the lease back; harmless when it is no longer held. */
    public void release(Lease lease) {
        database.update(
                "release the lease of " + lease.table(),
                "UPDATE firn_lease SET expires = 0 WHERE catalog_name = ? AND table_name = ? AND token = ?",
                lease.catalog(),
                lease.table(),
                lease.token());
    }

    /** Who holds a table now, if anybody does. */
    public Optional<Lease> holder(String catalog, String table) {
        return current(catalog, table).filter(lease -> lease.expires().isAfter(clock.instant()));
    }

    private boolean insert(String catalog, String table, String holder, long expires) {
        return database.transaction("take the lease of " + table, connection -> {
            List<Long> present = Database.query(
                    connection,
                    "SELECT token FROM firn_lease WHERE catalog_name = ? AND table_name = ?",
                    row -> row.getLong(1),
                    catalog,
                    table);
            if (!present.isEmpty()) {
                return false;
            }
            try {
                return Database.update(
                                connection,
                                "INSERT INTO firn_lease (catalog_name, table_name, holder, token, expires)"
                                        + " VALUES (?, ?, ?, 1, ?)",
                                catalog,
                                table,
                                holder,
                                expires)
                        == 1;
            } catch (SQLException e) {
                if (Database.isDuplicate(e)) {
                    connection.rollback();
                    return false; // Another holder was faster.
                }
                throw e;
            }
        });
    }

    private Optional<Lease> current(String catalog, String table) {
        return database
                .query(
                        "read the lease of " + table,
                        "SELECT holder, token, expires FROM firn_lease WHERE catalog_name = ? AND table_name = ?",
                        row -> new Lease(
                                catalog,
                                table,
                                row.getString("holder"),
                                row.getLong("token"),
                                Instant.ofEpochMilli(row.getLong("expires"))),
                        catalog,
                        table)
                .stream()
                .findFirst();
    }
}
