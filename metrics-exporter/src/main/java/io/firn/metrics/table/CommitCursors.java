package io.firn.metrics.table;

import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Keeps each table's {@link CommitCursor} in the daemon's database, so that commits made while the daemon was down are
 * counted and none is counted twice, by however many replicas: a cursor is only written over the one that it went on from.
 * Creates its table if it is missing. Every failure of the database is an {@link IllegalStateException}.
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
    private static final List<String> LATER_COLUMNS = List.of(
            "ALTER TABLE commit_cursors ADD COLUMN IF NOT EXISTS waits VARCHAR(1000) DEFAULT '' NOT NULL",
            "ALTER TABLE commit_cursors ADD COLUMN IF NOT EXISTS version BIGINT DEFAULT 1 NOT NULL");
    private static final String SELECT = """
            SELECT table_uuid, snapshot_id, sequence_number, committed_at, commits, added_records, gaps, waits, version
            FROM commit_cursors WHERE catalog_name = ? AND table_name = ?""";
    private static final String INSERT = """
            INSERT INTO commit_cursors (table_uuid, snapshot_id, sequence_number, committed_at, commits,
              added_records, gaps, waits, version, catalog_name, table_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE = """
            UPDATE commit_cursors SET table_uuid = ?, snapshot_id = ?, sequence_number = ?, committed_at = ?,
              commits = ?, added_records = ?, gaps = ?, waits = ?, version = ?
            WHERE catalog_name = ? AND table_name = ? AND version = ?""";
    private static final String DELETE = "DELETE FROM commit_cursors WHERE catalog_name = ? AND table_name = ?";

    private static final int ATTEMPTS = 3;
    /** The class of SQL states in which a key is there already. */
    private static final String DUPLICATE = "23";

    private final DataSource database;
    private final Map<TableKey, Stored> known = new HashMap<>();

    private record TableKey(String catalog, String table) {}

    /** @param version 0 while the database has none, then one more with each write */
    private record Stored(CommitCursor cursor, long version) {}

    public CommitCursors(DataSource database) {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            for (String column : LATER_COLUMNS) {
                statement.execute(column);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create table commit_cursors: " + e.getMessage(), e);
        }
    }

    /**
     * Counts the commits since the last call and keeps the result before it is shown to anybody; begins again from what
     * another replica has written meanwhile.
     */
    synchronized CommitCursor advance(TableState state, Function<SnapshotState, List<Instant>> oldestRecords) {
        TableKey key = new TableKey(state.catalog(), state.name());
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Stored before = known.get(key);
                if (before == null) {
                    before = load(key).orElseGet(() -> new Stored(CommitCursor.start(state), 0));
                }
                CommitCursor after = before.cursor().advance(state, oldestRecords);
                if (after.equals(before.cursor()) && before.version() > 0) {
                    known.put(key, before);
                    return after;
                }
                if (store(key, after, before.version())) {
                    known.put(key, new Stored(after, before.version() + 1));
                    return after;
                }
                known.remove(key);
            }
            throw new IllegalStateException("Cannot keep the count of commits of " + state.name()
                    + ": other replicas wrote it " + ATTEMPTS + " times meanwhile");
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

    private Optional<Stored> load(TableKey key) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, key.catalog());
            statement.setString(2, key.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static Stored read(ResultSet row) throws SQLException {
        Timestamp committedAt = row.getTimestamp("committed_at");
        Optional<SnapshotPosition> position = committedAt == null
                ? Optional.empty()
                : Optional.of(new SnapshotPosition(
                        row.getLong("snapshot_id"), row.getLong("sequence_number"), committedAt.toInstant()));
        CommitCursor cursor = new CommitCursor(
                row.getString("table_uuid"),
                position,
                decode(row.getString("commits")),
                row.getLong("added_records"),
                row.getLong("gaps"),
                QueryableWaits.decode(row.getString("waits")));
        return new Stored(cursor, row.getLong("version"));
    }

    /** Whether it could be written: nobody has written another one since {@code version}. */
    private boolean store(TableKey key, CommitCursor cursor, long version) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(version == 0 ? INSERT : UPDATE)) {
            Optional<SnapshotPosition> position = cursor.position();
            statement.setString(1, cursor.uuid());
            statement.setObject(2, position.map(SnapshotPosition::snapshotId).orElse(null));
            statement.setObject(
                    3, position.map(SnapshotPosition::sequenceNumber).orElse(null));
            statement.setTimestamp(
                    4,
                    position.map(SnapshotPosition::committedAt)
                            .map(Timestamp::from)
                            .orElse(null));
            statement.setString(5, encode(cursor.commits()));
            statement.setLong(6, cursor.addedRecords());
            statement.setLong(7, cursor.gaps());
            statement.setString(8, cursor.waits().encode());
            statement.setLong(9, version + 1);
            statement.setString(10, key.catalog());
            statement.setString(11, key.table());
            if (version > 0) {
                statement.setLong(12, version);
            }
            boolean written = statement.executeUpdate() == 1;
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return written;
        } catch (SQLException e) {
            if (version == 0 && String.valueOf(e.getSQLState()).startsWith(DUPLICATE)) {
                return false;
            }
            throw e;
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
