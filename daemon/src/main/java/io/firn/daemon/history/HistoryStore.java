package io.firn.daemon.history;

import io.firn.lake.database.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the history of a catalog's tables in the daemon's database, H2 or PostgreSQL. Tables are spread over {@value #SHARDS}
 * shards by their names, and a row holds all points of a shard in one slot: the number of rows does not depend on the number of
 * tables (at most {@value #SHARDS} times 612 and what the next minutes remove), and of the slots that a chart needs a
 * sixteenth of the tables is read. Every failure of the database is an {@link IllegalStateException}.
 */
public final class HistoryStore {
    static final int SHARDS = 16;
    /** Of a catalog with more only the first by name have a history. */
    static final int MOST_TABLES = 10_000;

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS firn_history (
              catalog_name VARCHAR(255) NOT NULL,
              step_seconds INTEGER NOT NULL,
              shard INTEGER NOT NULL,
              slot BIGINT NOT NULL,
              points BYTEA NOT NULL,
              PRIMARY KEY (catalog_name, step_seconds, shard, slot))""";
    private static final String WHERE = " WHERE catalog_name = ? AND step_seconds = ?";

    private final Database database;
    private final String catalog;

    /** Creates its table if it is missing. */
    public HistoryStore(DataSource source, String catalog) {
        this.database = new Database(source, IllegalStateException::new);
        this.catalog = catalog;
        database.execute("create table firn_history", List.of(CREATE));
    }

    /** Adds a look at the tables to the slots that it is in, and removes some of what is too old. */
    public void add(Instant at, Map<String, HistoryPoint> tables) {
        Map<Integer, Map<String, HistoryPoint>> shards = new HashMap<>();
        new TreeMap<>(tables).entrySet().stream().limit(MOST_TABLES).forEach(entry -> shards.computeIfAbsent(
                        shard(entry.getKey()), any -> new HashMap<>())
                .put(entry.getKey(), entry.getValue()));
        database.transaction("keep the history of tables", connection -> {
            for (Resolution resolution : Resolution.values()) {
                add(connection, resolution, resolution.slot(at), shards);
                remove(connection, resolution, at);
            }
            return shards.size();
        });
    }

    /** The slots of one table from a moment on, by their beginnings; those of which nothing is known are left out. */
    public NavigableMap<Instant, HistoryPoint> series(String table, Resolution resolution, Instant from) {
        NavigableMap<Instant, HistoryPoint> series = new TreeMap<>();
        read(
                resolution,
                from,
                " AND shard = ?",
                (at, name, point) -> {
                    if (name.equals(table)) {
                        series.put(at, point);
                    }
                },
                shard(table));
        return series;
    }

    /** The same of every table. */
    public Map<String, NavigableMap<Instant, HistoryPoint>> all(Resolution resolution, Instant from) {
        Map<String, NavigableMap<Instant, HistoryPoint>> all = new TreeMap<>();
        read(resolution, from, "", (at, name, point) -> all.computeIfAbsent(name, any -> new TreeMap<>())
                .put(at, point));
        return all;
    }

    @FunctionalInterface
    private interface Sink {
        void take(Instant at, String table, HistoryPoint point);
    }

    private void read(Resolution resolution, Instant from, String which, Sink sink, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(catalog, resolution.step().toSeconds(), resolution.slot(from)));
        all.addAll(List.of(arguments));
        List<Map.Entry<Long, byte[]>> rows = database.query(
                "read the history of tables",
                "SELECT slot, points FROM firn_history" + WHERE + " AND slot >= ?" + which,
                row -> Map.entry(row.getLong(1), row.getBytes(2)),
                all.toArray());
        for (Map.Entry<Long, byte[]> row : rows) {
            Instant at = resolution.start(row.getKey());
            PointCodec.decode(row.getValue(), (table, point) -> sink.take(at, table, point));
        }
    }

    private void add(
            Connection connection, Resolution resolution, long slot, Map<Integer, Map<String, HistoryPoint>> shards)
            throws SQLException {
        long step = resolution.step().toSeconds();
        Map<Integer, byte[]> known = Database.query(
                        connection,
                        "SELECT shard, points FROM firn_history" + WHERE + " AND slot = ?",
                        row -> Map.entry(row.getInt(1), row.getBytes(2)),
                        catalog,
                        step,
                        slot)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<@Nullable Object[]> inserts = new ArrayList<>();
        List<@Nullable Object[]> updates = new ArrayList<>();
        shards.forEach((shard, looks) -> {
            Map<String, HistoryPoint> points = new HashMap<>();
            byte[] before = known.get(shard);
            if (before != null) {
                PointCodec.decode(before, points::put);
            }
            looks.forEach((table, look) -> points.merge(table, look, HistoryPoint::then));
            (before == null ? inserts : updates)
                    .add(new Object[] {PointCodec.encode(points), catalog, step, shard, slot});
        });
        Database.batch(
                connection, "UPDATE firn_history SET points = ?" + WHERE + " AND shard = ? AND slot = ?", updates);
        Database.batch(
                connection,
                "INSERT INTO firn_history (points, catalog_name, step_seconds, shard, slot) VALUES (?, ?, ?, ?, ?)",
                inserts);
    }

    /** One shard each minute, so that however much is too old, a transaction stays small. */
    private void remove(Connection connection, Resolution resolution, Instant at) throws SQLException {
        Database.update(
                connection,
                "DELETE FROM firn_history" + WHERE + " AND shard = ? AND slot < ?",
                catalog,
                resolution.step().toSeconds(),
                Math.floorMod(Resolution.MINUTE.slot(at), SHARDS),
                resolution.slot(at.minus(resolution.kept())));
    }

    /** The same in every version of Java and of this program. */
    private static int shard(String table) {
        CRC32 sum = new CRC32();
        sum.update(table.getBytes(StandardCharsets.UTF_8));
        return (int) (sum.getValue() % SHARDS);
    }
}
