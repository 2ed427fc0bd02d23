package io.firn.maintenance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.SnapshotState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WriterPaceTest {
    private static final long TARGET = 128L << 20;

    private final List<SnapshotState> snapshots = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-26T08:00:00Z");

    @Test
    void aPauseAndMaintenanceSayNothingAboutTheNextCommit() {
        for (int i = 0; i < 15; i++) {
            committed("append", Duration.ofMinutes(1));
            committed("replace", Duration.ZERO);
        }
        committed("append", Duration.ofHours(9));

        assertThat(WriterPace.of(snapshots).interval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void onlyTheLastCommitsCount() {
        for (int i = 0; i < 100; i++) {
            committed("append", Duration.ofSeconds(15));
        }
        for (int i = 0; i < 21; i++) {
            committed("append", Duration.ofSeconds(90));
        }

        assertThat(WriterPace.of(snapshots).interval()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void whatIsNotKnownIsADayAndSecondsCountAsTen() {
        assertThat(WriterPace.of(snapshots).interval()).isEqualTo(Duration.ofDays(1));
        committed("append", Duration.ZERO);
        assertThat(WriterPace.of(snapshots).interval()).isEqualTo(Duration.ofDays(1));
        committed("append", Duration.ofSeconds(2));
        assertThat(WriterPace.of(snapshots).interval()).isEqualTo(WriterPace.LEAST);
    }

    @Test
    void aGroupIsOfTwoToEightFilesOfTheTargetSize() {
        assertThat(new WriterPace(Duration.ofSeconds(10)).groupBytes(TARGET)).isEqualTo(2 * TARGET);
        assertThat(new WriterPace(Duration.ofSeconds(40)).groupBytes(TARGET)).isEqualTo(5 * TARGET);
        assertThat(new WriterPace(Duration.ofDays(1)).groupBytes(TARGET)).isEqualTo(8 * TARGET);
    }

    private void committed(String operation, Duration after) {
        now = now.plus(after);
        long id = snapshots.size() + 1L;
        snapshots.add(new SnapshotState(id, Optional.empty(), id, now, operation, "list-" + id, Map.of()));
    }
}
