package io.firn.metrics.table;

import static io.firn.metrics.table.States.snapshot;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.table.TableState;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class CommitCursorsTest {
    private final TableState state =
            table().snapshots(snapshot(1, 0, "append", 10)).build();
    private final JdbcDataSource database = Databases.inMemory();

    @Test
    void commitsMadeWhileTheDaemonWasDownAreCountedOnce() {
        CommitCursor before = new CommitCursors(database).advance(state);
        TableState later = table().snapshots(snapshot(1, 0, "append", 10), snapshot(2, 1, "append", 5))
                .build();

        CommitCursors restarted = new CommitCursors(database);

        assertThat(restarted.advance(state)).isEqualTo(before);
        assertThat(restarted.advance(later).addedRecords()).isEqualTo(15);
        assertThat(new CommitCursors(database).advance(later).addedRecords()).isEqualTo(15);
    }

    @Test
    void aTableWithoutCommitsHasACursorToo() {
        TableState empty = table().build();

        CommitCursors cursors = new CommitCursors(database);
        assertThat(cursors.advance(empty).addedRecords()).isZero();
        assertThat(cursors.advance(state).addedRecords()).isEqualTo(10);
    }

    @Test
    void aRemovedTableIsForgotten() throws Exception {
        CommitCursors cursors = new CommitCursors(database);
        cursors.advance(state);

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
