package io.firn.quality.engine;

import io.firn.lake.database.Database;
import io.firn.lake.table.SnapshotPosition;
import io.firn.quality.anomaly.Point;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was judged of one catalog's tables in the daemon's database: results, how far each table was judged, and the
 * series of anomaly checks. A table's part is written as a whole, in one transaction, unless another replica was faster.
 */
final class QualityStore {
    private static final List<String> SCHEMA = List.of("""
            CREATE TABLE IF NOT EXISTS firn_quality_table (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                table_uuid VARCHAR(64) NOT NULL,
                version BIGINT NOT NULL,
                snapshot_id BIGINT,
                sequence_number BIGINT,
                committed_at BIGINT,
                PRIMARY KEY (catalog_name, table_name))""", """
            CREATE TABLE IF NOT EXISTS firn_quality_result (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                check_name VARCHAR(100) NOT NULL,
                status VARCHAR(16) NOT NULL,
                since BIGINT NOT NULL,
                measured DOUBLE PRECISION,
                reason VARCHAR(4000) NOT NULL,
                snapshot_id BIGINT,
                committed_at BIGINT,
                checkpoint_id BIGINT,
                offsets VARCHAR(4000) NOT NULL,
                judged_at BIGINT NOT NULL,
                bad_at BIGINT,
                healed_status VARCHAR(16),
                healed_measured DOUBLE PRECISION,
                healed_reason VARCHAR(4000),
                PRIMARY KEY (catalog_name, table_name, check_name))""", """
            CREATE TABLE IF NOT EXISTS firn_quality_point (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                series VARCHAR(500) NOT NULL,
                start_at BIGINT NOT NULL,
                total DOUBLE PRECISION NOT NULL,
                weight DOUBLE PRECISION NOT NULL,
                flagged BOOLEAN NOT NULL,
                left_out BOOLEAN NOT NULL,
                PRIMARY KEY (catalog_name, table_name, series, start_at))""", """
            CREATE TABLE IF NOT EXISTS firn_quality_open (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                series VARCHAR(500) NOT NULL,
                start_at BIGINT NOT NULL,
                total DOUBLE PRECISION NOT NULL,
                weight DOUBLE PRECISION NOT NULL,
                left_out BOOLEAN NOT NULL,
                previous_flagged BOOLEAN NOT NULL,
                PRIMARY KEY (catalog_name, table_name, series))""");
    private static final List<String> OF_A_TABLE =
            List.of("firn_quality_table", "firn_quality_result", "firn_quality_point", "firn_quality_open");
    private static final String KEY = " WHERE catalog_name = ? AND table_name = ?";
    private static final int MOST_CHARACTERS = 4_000;

    private final Database database;
    private final String catalog;

    QualityStore(DataSource source, String catalog) {
        this.database = new Database(
                source, (message, cause) -> new IllegalStateException(message + ": " + cause.getMessage(), cause));
        this.catalog = catalog;
        database.execute("create the tables of quality checks", SCHEMA);
    }

    /** Points of a series that were closed, and those that are too old to be kept. */
    record Closed(String series, List<Point> points, Instant keptFrom) {}

    /** Every table's, by its name. */
    Map<String, TableRecord> all() {
        Map<String, List<CheckResult>> results = new HashMap<>();
        database.query(
                        "read the results of checks",
                        "SELECT * FROM firn_quality_result WHERE catalog_name = ? ORDER BY table_name, check_name",
                        QualityStore::result,
                        catalog)
                .forEach(result -> results.computeIfAbsent(result.table(), any -> new ArrayList<>())
                        .add(result));
        Map<String, Map<String, OpenBucket>> open = new HashMap<>();
        database.query(
                "read open buckets",
                "SELECT * FROM firn_quality_open WHERE catalog_name = ?",
                row -> open.computeIfAbsent(row.getString("table_name"), any -> new HashMap<>())
                        .put(row.getString("series"), bucket(row)),
                catalog);
        Map<String, TableRecord> records = new HashMap<>();
        database.query(
                        "read how far tables were judged",
                        "SELECT * FROM firn_quality_table WHERE catalog_name = ?",
                        QualityStore::table,
                        catalog)
                .forEach(table -> {
                    TableRecord record = table;
                    for (CheckResult result : results.getOrDefault(table.table(), List.of())) {
                        record = record.with(result);
                    }
                    for (var bucket : open.getOrDefault(table.table(), Map.of()).entrySet()) {
                        record = record.withOpen(bucket.getKey(), bucket.getValue());
                    }
                    records.put(record.table(), record);
                });
        return records;
    }

    /** Oldest first. */
    List<Point> points(String table, String series) {
        return database.query(
                "read the points of a series",
                "SELECT * FROM firn_quality_point" + KEY + " AND series = ? ORDER BY start_at",
                QualityStore::point,
                catalog,
                table,
                series);
    }

    /**
     * Writes a table's part over the version that it was read from.
     *
     * @return what is stored now, empty where somebody else has written meanwhile
     */
    Optional<TableRecord> save(TableRecord record, List<Closed> closed) {
        String table = record.table();
        return database.transaction("keep how the checks of " + table + " stand", connection -> {
            if (!claim(connection, record)) {
                connection.rollback();
                return Optional.empty();
            }
            Database.update(connection, "DELETE FROM firn_quality_result" + KEY, catalog, table);
            Database.batch(
                    connection,
                    "INSERT INTO firn_quality_result (catalog_name, table_name, check_name, status, since, measured,"
                            + " reason, snapshot_id, committed_at, checkpoint_id, offsets, judged_at, bad_at,"
                            + " healed_status, healed_measured, healed_reason)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    record.results().values().stream().map(this::columns).toList());
            Database.update(connection, "DELETE FROM firn_quality_open" + KEY, catalog, table);
            Database.batch(
                    connection,
                    "INSERT INTO firn_quality_open (catalog_name, table_name, series, start_at, total, weight, left_out,"
                            + " previous_flagged) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    record.open().entrySet().stream()
                            .map(bucket -> columns(table, bucket.getKey(), bucket.getValue()))
                            .toList());
            for (Closed series : closed) {
                Database.batch(
                        connection,
                        "INSERT INTO firn_quality_point (catalog_name, table_name, series, start_at, total, weight,"
                                + " flagged, left_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        series.points().stream()
                                .map(point -> columns(table, series.series(), point))
                                .toList());
                Database.update(
                        connection,
                        "DELETE FROM firn_quality_point" + KEY + " AND series = ? AND start_at < ?",
                        catalog,
                        table,
                        series.series(),
                        series.keptFrom().toEpochMilli());
            }
            return Optional.of(record.withVersion(record.version() + 1));
        });
    }

    /** Forgets a table. */
    void remove(String table) {
        database.transaction("forget the checks of " + table, connection -> {
            int rows = 0;
            for (String part : OF_A_TABLE) {
                rows += Database.update(connection, "DELETE FROM " + part + KEY, catalog, table);
            }
            return rows;
        });
    }

    private boolean claim(Connection connection, TableRecord record) throws SQLException {
        Long snapshot = record.position().map(SnapshotPosition::snapshotId).orElse(null);
        Long sequence = record.position().map(SnapshotPosition::sequenceNumber).orElse(null);
        Long committed = record.position()
                .map(position -> position.committedAt().toEpochMilli())
                .orElse(null);
        if (record.version() > 0) {
            return Database.update(
                            connection,
                            "UPDATE firn_quality_table SET version = version + 1, table_uuid = ?, snapshot_id = ?,"
                                    + " sequence_number = ?, committed_at = ?" + KEY + " AND version = ?",
                            record.uuid(),
                            snapshot,
                            sequence,
                            committed,
                            catalog,
                            record.table(),
                            record.version())
                    == 1;
        }
        try {
            Database.update(
                    connection,
                    "INSERT INTO firn_quality_table (catalog_name, table_name, table_uuid, version, snapshot_id,"
                            + " sequence_number, committed_at) VALUES (?, ?, ?, 1, ?, ?, ?)",
                    catalog,
                    record.table(),
                    record.uuid(),
                    snapshot,
                    sequence,
                    committed);
            return true;
        } catch (SQLException e) {
            if (Database.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private @Nullable Object[] columns(CheckResult result) {
        Optional<Cause> cause = result.cause();
        return new @Nullable Object[] {
            catalog,
            result.table(),
            result.check(),
            result.status().name(),
            result.since().toEpochMilli(),
            result.shown().value().orElse(null),
            cut(result.shown().reason()),
            cause.map(Cause::snapshotId).orElse(null),
            cause.map(commit -> commit.committedAt().toEpochMilli()).orElse(null),
            cause.flatMap(Cause::checkpointId).orElse(null),
            cause.map(Cause::offsets).orElse(""),
            result.judgedAt().toEpochMilli(),
            result.badAt().map(Instant::toEpochMilli).orElse(null),
            result.healed().map(healed -> healed.status().name()).orElse(null),
            result.healed().flatMap(Judgement::value).orElse(null),
            result.healed().map(healed -> cut(healed.reason())).orElse(null)
        };
    }

    private @Nullable Object[] columns(String table, String series, OpenBucket bucket) {
        Point point = bucket.point();
        return new @Nullable Object[] {
            catalog,
            table,
            series,
            point.start().toEpochMilli(),
            point.total(),
            point.weight(),
            point.leftOut(),
            bucket.previousFlagged()
        };
    }

    private @Nullable Object[] columns(String table, String series, Point point) {
        return new @Nullable Object[] {
            catalog,
            table,
            series,
            point.start().toEpochMilli(),
            point.total(),
            point.weight(),
            point.flagged(),
            point.leftOut()
        };
    }

    private static TableRecord table(ResultSet row) throws SQLException {
        Optional<SnapshotPosition> position = Optional.empty();
        long snapshot = row.getLong("snapshot_id");
        if (!row.wasNull()) {
            position = Optional.of(
                    new SnapshotPosition(snapshot, row.getLong("sequence_number"), time(row.getLong("committed_at"))));
        }
        return new TableRecord(
                row.getString("table_name"),
                row.getString("table_uuid"),
                position,
                row.getLong("version"),
                Map.of(),
                Map.of());
    }

    private static CheckResult result(ResultSet row) throws SQLException {
        Optional<Long> snapshot = number(row, "snapshot_id");
        Optional<Cause> cause = Optional.empty();
        if (snapshot.isPresent()) {
            cause = Optional.of(new Cause(
                    snapshot.get(),
                    time(row.getLong("committed_at")),
                    number(row, "checkpoint_id"),
                    row.getString("offsets")));
        }
        String healed = row.getString("healed_status");
        return new CheckResult(
                row.getString("table_name"),
                row.getString("check_name"),
                new Judgement(
                        Status.valueOf(row.getString("status")), measured(row, "measured"), row.getString("reason")),
                time(row.getLong("since")),
                cause,
                time(row.getLong("judged_at")),
                number(row, "bad_at").map(QualityStore::time),
                healed == null
                        ? Optional.empty()
                        : Optional.of(new Judgement(
                                Status.valueOf(healed),
                                measured(row, "healed_measured"),
                                row.getString("healed_reason"))));
    }

    private static OpenBucket bucket(ResultSet row) throws SQLException {
        return new OpenBucket(
                new Point(
                        time(row.getLong("start_at")),
                        row.getDouble("total"),
                        row.getDouble("weight"),
                        false,
                        row.getBoolean("left_out")),
                row.getBoolean("previous_flagged"));
    }

    private static Point point(ResultSet row) throws SQLException {
        return new Point(
                time(row.getLong("start_at")),
                row.getDouble("total"),
                row.getDouble("weight"),
                row.getBoolean("flagged"),
                row.getBoolean("left_out"));
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Double> measured(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    private static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private static String cut(String text) {
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
    }
}
