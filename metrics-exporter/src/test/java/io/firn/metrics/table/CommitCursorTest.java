package io.firn.metrics.table;

import static io.firn.metrics.table.States.snapshot;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitCursorTest {
    private static final SnapshotState ONE = snapshot(1, 0, "append", 10);
    private static final SnapshotState TWO = snapshot(2, 1, "overwrite", 20);
    private static final SnapshotState REWRITE = snapshot(3, 2, "replace", 30);

    private final TableState upToTwo = table().snapshots(ONE, TWO).build();
    private final CommitCursor atTwo = CommitCursor.start(upToTwo).advance(upToTwo, States.NO_TIMES);

    @Test
    void theFirstLookCountsWhatTheMetadataStillHas() {
        assertThat(atTwo.commits()).isEqualTo(Map.of("append", 1L, "overwrite", 1L));
        assertThat(atTwo.addedRecords()).isEqualTo(30);
        assertThat(atTwo.gaps()).isZero();
    }

    @Test
    void theSameStateCountsOnce() {
        assertThat(atTwo.advance(upToTwo, States.NO_TIMES)).isEqualTo(atTwo);
    }

    @Test
    void aRewriteIsACommitThatAddsNoRecords() {
        CommitCursor after = atTwo.advance(table().snapshots(ONE, TWO, REWRITE).build(), States.NO_TIMES);

        assertThat(after.commits()).containsEntry("replace", 1L);
        assertThat(after.addedRecords()).isEqualTo(30);
    }

    @Test
    void expiryBehindTheCursorIsNoGap() {
        CommitCursor after = atTwo.advance(table().snapshots(TWO, REWRITE).build(), States.NO_TIMES);

        assertThat(after.gaps()).isZero();
        assertThat(after.commits()).containsEntry("replace", 1L);
    }

    @Test
    void expiryAheadOfTheCursorIsAGap() {
        CommitCursor after =
                atTwo.advance(table().snapshots(snapshot(9, 8, "append", 5)).build(), States.NO_TIMES);

        assertThat(after.gaps()).isOne();
        assertThat(after.commits()).containsEntry("append", 2L);
        assertThat(after.addedRecords()).isEqualTo(35);
    }

    @Test
    void afterARollbackOnlyNewCommitsCount() {
        SnapshotState afterRollback = snapshot(4, 1, "append", 7);
        CommitCursor rolledBack = atTwo.advance(table().snapshots(ONE).build(), States.NO_TIMES);

        assertThat(rolledBack).isEqualTo(atTwo);
        CommitCursor after =
                rolledBack.advance(table().snapshots(ONE, TWO, afterRollback).build(), States.NO_TIMES);
        assertThat(after.addedRecords()).isEqualTo(37);
        assertThat(after.gaps()).isZero();
    }

    @Test
    void aTableThatWasDroppedAndMadeAgainStartsAtZero() {
        CommitCursor after = atTwo.advance(table().uuid("uuid-2").snapshots(ONE).build(), States.NO_TIMES);

        assertThat(after.commits()).isEqualTo(Map.of("append", 1L));
        assertThat(after.addedRecords()).isEqualTo(10);
    }

    @Test
    void commitsOfFormatV1AreOrderedByTime() {
        SnapshotState first = v1(11, 0, 1);
        SnapshotState second = v1(12, 11, 2);
        SnapshotState third = v1(13, 12, 3);
        TableState upToSecond = table().snapshots(first, second).build();
        CommitCursor cursor = CommitCursor.start(upToSecond).advance(upToSecond, States.NO_TIMES);

        CommitCursor after = cursor.advance(table().snapshots(second, third).build(), States.NO_TIMES);

        assertThat(after.commits()).isEqualTo(Map.of("append", 3L));
    }

    @Test
    void anUnknownOperationDoesNotBecomeALabel() {
        TableState state = table().snapshots(snapshot(1, 0, "Secret", 1)).build();

        assertThat(CommitCursor.start(state).advance(state, States.NO_TIMES).commits())
                .containsOnlyKeys("other");
    }

    private static SnapshotState v1(long id, long parent, long second) {
        return new SnapshotState(
                id,
                parent == 0 ? Optional.empty() : Optional.of(parent),
                0,
                States.NOW.plusSeconds(second),
                "append",
                "list",
                Map.of());
    }
}
