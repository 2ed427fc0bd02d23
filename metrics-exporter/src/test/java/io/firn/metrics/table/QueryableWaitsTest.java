package io.firn.metrics.table;

import static io.firn.metrics.table.States.snapshot;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.SnapshotState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryableWaitsTest {
    @Test
    void aWaitIsCountedInTheLeastBucketThatHoldsIt() {
        QueryableWaits waits = QueryableWaits.NONE
                .plus(Duration.ofSeconds(1))
                .plus(Duration.ofMillis(1001))
                .plus(Duration.ofDays(2))
                .plus(Duration.ofSeconds(-5));

        assertThat(waits.counts()).containsExactly(2L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L);
        assertThat(waits.seconds()).isEqualTo(172_802.001);
        assertThat(QueryableWaits.decode(waits.encode())).isEqualTo(waits);
    }

    @Test
    void countsOfOtherBucketsBeginAnew() {
        assertThat(QueryableWaits.decode("")).isEqualTo(QueryableWaits.NONE);
        assertThat(QueryableWaits.decode("1,2,3;4.5")).isEqualTo(QueryableWaits.NONE);
    }

    @Test
    void rewritesAndWhatWasThereAtTheFirstLookAreNoObservations() {
        List<Long> read = new ArrayList<>();
        SnapshotState first = snapshot(1, 0, "append", 1);
        CommitCursor cursor = CommitCursor.start(table().build())
                .advance(table().snapshots(first).build(), at -> {
                    read.add(at.id());
                    return List.of(Instant.EPOCH);
                });
        assertThat(cursor.waits()).isEqualTo(QueryableWaits.NONE);

        cursor = cursor.advance(
                table().snapshots(first, snapshot(2, 1, "replace", 1), snapshot(3, 2, "overwrite", 1))
                        .build(),
                at -> {
                    read.add(at.id());
                    return List.of(
                            at.committedAt().minusSeconds(3), at.committedAt().minusSeconds(4));
                });

        assertThat(read).containsExactly(3L);
        assertThat(cursor.waits().counts()).containsExactly(0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        assertThat(cursor.waits().seconds()).isEqualTo(7);
    }

    @Test
    void aLongAbsenceIsReadFromItsEnd() {
        int commits = CommitCursor.MOST_SNAPSHOTS_READ + 10;
        List<SnapshotState> history = new ArrayList<>();
        for (int id = 1; id <= commits; id++) {
            history.add(snapshot(id, id - 1, "append", 1));
        }
        CommitCursor first = CommitCursor.start(table().build())
                .advance(table().snapshots(history.get(0)).build(), States.NO_TIMES);
        List<Long> read = new ArrayList<>();

        first.advance(table().snapshots(history.toArray(new SnapshotState[0])).build(), snapshot -> {
            read.add(snapshot.id());
            return List.of();
        });

        assertThat(read)
                .hasSize(CommitCursor.MOST_SNAPSHOTS_READ)
                .startsWith(11L)
                .endsWith((long) commits);
    }
}
