package io.firn.metrics.table;

import static io.firn.metrics.table.States.snapshot;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class CommitCursorsTest {
    private final TableState state =
            table().snapshots(snapshot(1, 0, "append", 10)).build();
    private final JdbcDataSource database = Databases.inMemory();

    @Test
    void commitsMadeWhileTheDaemonWasDownAreCountedOnce() {
        CommitCursor before = new CommitCursors(database).advance(state, States.NO_TIMES);
        TableState later = table().snapshots(snapshot(1, 0, "append", 10), snapshot(2, 1, "append", 5))
                .build();

        CommitCursors restarted = new CommitCursors(database);

        assertThat(restarted.advance(state, States.NO_TIMES)).isEqualTo(before);
        assertThat(restarted.advance(later, States.NO_TIMES).addedRecords()).isEqualTo(15);
        assertThat(new CommitCursors(database).advance(later, States.NO_TIMES).addedRecords())
                .isEqualTo(15);
    }

    @Test
    void twoReplicasOnOneDatabaseCountEachCommitOnce() {
        CommitCursors one = new CommitCursors(database);
        CommitCursors other = new CommitCursors(database);
        SnapshotState[] history = {
            snapshot(1, 0, "append", 1),
            snapshot(2, 1, "append", 2),
            snapshot(3, 2, "append", 4),
            snapshot(4, 3, "append", 8)
        };
        Function<SnapshotState, List<Instant>> waitedTenSeconds =
                snapshot -> List.of(snapshot.committedAt().minusSeconds(10));
        one.advance(upTo(history, 0, 1), waitedTenSeconds);
        other.advance(upTo(history, 0, 2), waitedTenSeconds);
        one.advance(upTo(history, 0, 3), waitedTenSeconds);

        CommitCursor ofOther = other.advance(upTo(history, 2, 4), waitedTenSeconds);
        CommitCursor ofOne = one.advance(upTo(history, 2, 4), waitedTenSeconds);

        assertThat(ofOther).isEqualTo(ofOne);
        assertThat(ofOne.commits()).containsEntry("append", 4L);
        assertThat(ofOne.addedRecords()).isEqualTo(15);
        assertThat(ofOne.gaps())
                .as("the first two had expired, but the other replica has seen them")
                .isZero();
        assertThat(ofOne.waits().seconds())
                .as("of the three commits after the first look")
                .isEqualTo(30);
    }

    @Test
    void aDatabaseOfAnEarlierVersionIsTakenOver() throws Exception {
        execute("CREATE TABLE commit_cursors (catalog_name VARCHAR(255) NOT NULL, table_name VARCHAR(1000) NOT NULL,"
                + " table_uuid VARCHAR(64) NOT NULL, snapshot_id BIGINT, sequence_number BIGINT,"
                + " committed_at TIMESTAMP WITH TIME ZONE, commits VARCHAR(1000) NOT NULL, added_records BIGINT NOT NULL,"
                + " gaps BIGINT NOT NULL, PRIMARY KEY (catalog_name, table_name))");
        execute(
                "INSERT INTO commit_cursors VALUES ('lake', 'trials.visits', 'uuid-1', NULL, NULL, NULL, 'append=7', 70, 0)");

        assertThat(new CommitCursors(database).advance(state, States.NO_TIMES).addedRecords())
                .isEqualTo(80);
        assertThat(new CommitCursors(database).advance(state, States.NO_TIMES).commits())
                .containsEntry("append", 8L);
    }

    private static TableState upTo(SnapshotState[] history, int from, int to) {
        return table().snapshots(Arrays.copyOfRange(history, from, to)).build();
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aTableWithoutCommitsHasACursorToo() {
        TableState empty = table().build();

        CommitCursors cursors = new CommitCursors(database);
        assertThat(cursors.advance(empty, States.NO_TIMES).addedRecords()).isZero();
        assertThat(cursors.advance(state, States.NO_TIMES).addedRecords()).isEqualTo(10);
    }

    @Test
    void aRemovedTableIsForgotten() throws Exception {
        CommitCursors cursors = new CommitCursors(database);
        cursors.advance(state, States.NO_TIMES);

        cursors.remove("lake", "trials.visits");

        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM commit_cursors")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }

    @Test
    void anUnreachableDatabaseIsNamedAsTheCause() {
        JdbcDataSource missing = new JdbcDataSource();
        missing.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";IFEXISTS=TRUE");

        assertThatThrownBy(() -> new CommitCursors(missing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot create table commit_cursors: Database ");
    }
}
