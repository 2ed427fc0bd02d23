package io.firn.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.SnapshotState;
import io.firn.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WriterClocksTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOON);
    private final WriterClocks writers = new WriterClocks(clock);
    private long snapshots;

    @Test
    void h21ThreeCommitsInARowThatClaimToBeOlderThanTheLookBeforeThemShowIt() {
        commit("append", Duration.ofSeconds(90));
        commit("append", Duration.ofMinutes(3));
        assertThat(writers.reason()).isEmpty();

        commit("overwrite", Duration.ofMinutes(2));
        assertThat(writers.reason())
                .hasValue("the clock of this daemon is 90s ahead of those of the tables' writers, whom its commits"
                        + " would keep from theirs");
    }

    @Test
    void h21OneThatIsNotOlderByMoreThanIcebergBearsIsEnoughToSayThatItIsWell() {
        commit("append", Duration.ofMinutes(3));
        commit("append", Duration.ofMinutes(3));
        commit("append", Duration.ofSeconds(60));

        assertThat(writers.reason()).isEmpty();
    }

    @Test
    void h21WhatWasStagedBeforeAndWhatMaintenanceCommitsShowsNothing() {
        for (int i = 0; i < 3; i++) {
            commit("replace", Duration.ofMinutes(3));
            writers.saw(Set.of(1L), List.of(snapshot(1, "append", NOON.minus(Duration.ofHours(1)))), NOON);
        }

        assertThat(writers.reason()).isEmpty();
    }

    @Test
    void h21WhoHasWrittenNothingForAnHourIsKeptFromNothing() {
        for (int i = 0; i < 3; i++) {
            commit("append", Duration.ofMinutes(3));
        }
        assertThat(writers.reason()).isPresent();

        clock.advance(Duration.ofMinutes(61));
        assertThat(writers.reason()).isEmpty();
    }

    private void commit(String operation, Duration before) {
        snapshots++;
        writers.saw(Set.of(), List.of(snapshot(snapshots, operation, NOON.minus(before))), NOON);
    }

    private static SnapshotState snapshot(long id, String operation, Instant committed) {
        return new SnapshotState(id, Optional.empty(), id, committed, operation, "", Map.of());
    }
}
