package io.firn.quality.engine;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;

/** Lets one replica at a time judge a catalog's tables. It ends by itself, so a killed holder blocks others only for a while. */
final class JudgeLease {
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS firn_quality_lease (
                catalog_name VARCHAR(255) PRIMARY KEY,
                holder VARCHAR(64) NOT NULL,
                expires BIGINT NOT NULL)""";

    private final Jdbc jdbc;
    private final String catalog;
    private final String holder;
    private final Duration timeToLive;
    private final Clock clock;

    JudgeLease(DataSource source, String catalog, String holder, Duration timeToLive, Clock clock) {
        this.jdbc = new Jdbc(source);
        this.catalog = catalog;
        this.holder = holder;
        this.timeToLive = timeToLive;
        this.clock = clock;
        jdbc.transaction("create the lease of quality checks", connection -> Jdbc.update(connection, CREATE));
    }

    /** Takes or lengthens it; false while another replica has it. */
    boolean hold() {
        long now = clock.millis();
        long expires = now + timeToLive.toMillis();
        return jdbc.transaction("take the lease of quality checks", connection -> {
            int held = Jdbc.update(
                    connection,
                    "UPDATE firn_quality_lease SET holder = ?, expires = ?"
                            + " WHERE catalog_name = ? AND (holder = ? OR expires <= ?)",
                    holder,
                    expires,
                    catalog,
                    holder,
                    now);
            return held == 1 || insert(connection, expires);
        });
    }

    /** Gives it back, so that another replica need not wait for its end. */
    void release() {
        jdbc.transaction(
                "give back the lease of quality checks",
                connection -> Jdbc.update(
                        connection,
                        "UPDATE firn_quality_lease SET expires = 0 WHERE catalog_name = ? AND holder = ?",
                        catalog,
                        holder));
    }

    private boolean insert(java.sql.Connection connection, long expires) throws SQLException {
        try {
            return Jdbc.update(
                            connection,
                            "INSERT INTO firn_quality_lease (catalog_name, holder, expires) VALUES (?, ?, ?)",
                            catalog,
                            holder,
                            expires)
                    == 1;
        } catch (SQLException e) {
            if (Jdbc.isDuplicate(e)) {
                connection.rollback();
                return false; // Another replica has it.
            }
            throw e;
        }
    }
}
