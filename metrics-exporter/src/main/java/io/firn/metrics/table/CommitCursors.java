package io.firn.metrics.table;

import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.TableState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Keeps each table's {@link CommitCursor} in the daemon's database, so that commits made while the daemon was down are
 * counted and none is counted twice. Creates its table if it is missing. Every failure of the database is an
 * {@link IllegalStateException}.
 */
public final class CommitCursors {
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS commit_cursors (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              table_uuid VARCHAR(64) NOT NULL,
              snapshot_id BIGINT,
              sequence_number BIGINT,
              committed_at TIMESTAMP WITH TIME ZONE,
              commits VARCHAR(1000) NOT NULL,
              added_records BIGINT NOT NULL,
              gaps BIGINT NOT NULL,
              PRIMARY KEY (catalog_name, table_name))""";
    private static final String SELECT = """
            SELECT table_uuid, snapshot_id, sequence_number, committed_at, commits, added_records, gaps
            FROM commit_cursors WHERE catalog_name = ? AND table_name = ?""";
    private static final String INSERT = """
            INSERT INTO commit_cursors (table_uuid, snapshot_id, sequence_number, committed_at, commits,
              added_records, gaps, catalog_name, table_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE = """
            UPDATE commit_cursors SET table_uuid = ?, snapshot_id = ?, sequence_number = ?, committed_at = ?,
              commits = ?, added_records = ?, gaps = ? WHERE catalog_name = ? AND table_name = ?""";
    private static final String DELETE = "DELETE FROM commit_cursors WHERE catalog_name = ? AND table_name = ?";

    private final DataSource database;
    private final Map<TableKey, CommitCursor> known = new HashMap<>();

    private record TableKey(String catalog, String table) {}

    public CommitCursors(DataSource database) {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create table commit_cursors: " + e.getMessage(), e);
        }
    }

    /** Counts the commits since the last call and keeps the result before it is shown to anybody. */
    synchronized CommitCursor advance(TableState state) {
        TableKey key = new TableKey(state.catalog(), state.name());
        try {
            CommitCursor before = known.get(key);
            if (before == null) {
                before = load(key).orElseGet(() -> CommitCursor.start(state));
            }
            CommitCursor after = before.advance(state);
            if (!after.equals(before)) {
                store(key, after);
            }
            known.put(key, after);
            return after;
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Cannot keep the count of commits of " + state.name() + ": " + e.getMessage(), e);
        }
    }

    synchronized void remove(String catalog, String table) {
        known.remove(new TableKey(catalog, table));
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setString(1, catalog);
            statement.setString(2, table);
            statement.executeUpdate();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot forget the commits of " + table + ": " + e.getMessage(), e);
        }
    }

    private Optional<CommitCursor> load(TableKey key) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, key.catalog());
            statement.setString(2, key.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static CommitCursor read(ResultSet row) throws SQLException {
        Timestamp committedAt = row.getTimestamp("committed_at");
        Optional<SnapshotPosition> position = committedAt == null
                ? Optional.empty()
                : Optional.of(new SnapshotPosition(
                        row.getLong("snapshot_id"), row.getLong("sequence_number"), committedAt.toInstant()));
        return new CommitCursor(
                row.getString("table_uuid"),
                position,
                decode(row.getString("commits")),
                row.getLong("added_records"),
                row.getLong("gaps"));
    }

    private void store(TableKey key, CommitCursor cursor) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (write(connection, UPDATE, key, cursor) == 0) {
                write(connection, INSERT, key, cursor);
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private static int write(Connection connection, String sql, TableKey key, CommitCursor cursor) throws SQLException {
        Optional<SnapshotPosition> position = cursor.position();
        Optional<Instant> committedAt = position.map(SnapshotPosition::committedAt);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, cursor.uuid());
            statement.setObject(2, position.map(SnapshotPosition::snapshotId).orElse(null));
            statement.setObject(
                    3, position.map(SnapshotPosition::sequenceNumber).orElse(null));
            statement.setTimestamp(4, committedAt.map(Timestamp::from).orElse(null));
            statement.setString(5, encode(cursor.commits()));
            statement.setLong(6, cursor.addedRecords());
            statement.setLong(7, cursor.gaps());
            statement.setString(8, key.catalog());
            statement.setString(9, key.table());
            return statement.executeUpdate();
        }
    }

    private static String encode(Map<String, Long> commits) {
        return new TreeMap<>(commits)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static Map<String, Long> decode(String text) {
        Map<String, Long> commits = new TreeMap<>();
        for (String entry : text.split(",")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                commits.put(entry.substring(0, equals), Long.parseLong(entry.substring(equals + 1)));
            }
        }
        return commits;
    }
}
