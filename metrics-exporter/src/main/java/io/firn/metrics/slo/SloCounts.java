package io.firn.metrics.slo;

import io.firn.lake.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Counts evaluations in the daemon's database, so that a restart, or another replica, goes on where the last one was. Creates
 * its table if it is missing. Every failure of the database is an {@link IllegalStateException}; what was to be added then is
 * added with the next call.
 */
public final class SloCounts {
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS firn_slo_count (
                catalog_name VARCHAR(255) NOT NULL,
                objective VARCHAR(32) NOT NULL,
                tier VARCHAR(64) NOT NULL,
                evaluations BIGINT NOT NULL,
                bad BIGINT NOT NULL,
                PRIMARY KEY (catalog_name, objective, tier))""";

    private final Database database;
    private final String catalog;
    private final Map<Key, Count> pending = new HashMap<>();

    /** What is counted by itself. */
    record Key(Objective objective, String tier) {}

    /** Of the evaluations, so many were bad. */
    record Count(long evaluations, long bad) {
        Count plus(Count more) {
            return new Count(evaluations + more.evaluations, bad + more.bad);
        }
    }

    public SloCounts(DataSource source, String catalog) {
        this.database = new Database(
                source, (message, cause) -> new IllegalStateException(message + ": " + cause.getMessage(), cause));
        this.catalog = catalog;
        database.execute("create the table of evaluations", List.of(CREATE));
    }

    /** Adds them and returns everything that was ever counted. */
    synchronized Map<Key, Count> add(List<Evaluation> evaluations) {
        evaluations.forEach(evaluation -> pending.merge(
                new Key(evaluation.objective(), evaluation.tier()),
                new Count(1, evaluation.bad() ? 1 : 0),
                Count::plus));
        Map<Key, Count> all = database.transaction("count evaluations", connection -> {
            for (Map.Entry<Key, Count> more : new TreeMap<>(byName()).values()) {
                add(connection, more.getKey(), more.getValue());
            }
            return all(connection);
        });
        pending.clear();
        return all;
    }

    /** In one order, lest two replicas wait for each other. */
    private Map<String, Map.Entry<Key, Count>> byName() {
        Map<String, Map.Entry<Key, Count>> named = new HashMap<>();
        pending.forEach((key, count) -> named.put(key.objective() + " " + key.tier(), Map.entry(key, count)));
        return named;
    }

    private void add(Connection connection, Key key, Count more) throws SQLException {
        int updated = Database.update(
                connection,
                "UPDATE firn_slo_count SET evaluations = evaluations + ?, bad = bad + ?"
                        + " WHERE catalog_name = ? AND objective = ? AND tier = ?",
                more.evaluations(),
                more.bad(),
                catalog,
                key.objective().name(),
                key.tier());
        if (updated == 0) {
            Database.update(
                    connection,
                    "INSERT INTO firn_slo_count (catalog_name, objective, tier, evaluations, bad)"
                            + " VALUES (?, ?, ?, ?, ?)",
                    catalog,
                    key.objective().name(),
                    key.tier(),
                    more.evaluations(),
                    more.bad());
        }
    }

    private Map<Key, Count> all(Connection connection) throws SQLException {
        Map<Key, Count> counts = new HashMap<>();
        Database.query(
                connection,
                "SELECT objective, tier, evaluations, bad FROM firn_slo_count WHERE catalog_name = ?",
                row -> counts.put(
                        new Key(Objective.valueOf(row.getString(1)), row.getString(2)),
                        new Count(row.getLong(3), row.getLong(4))),
                catalog);
        return counts;
    }
}
