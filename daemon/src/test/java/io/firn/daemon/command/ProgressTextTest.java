package io.firn.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.view.ProgressView;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private static ProgressView progress(long bytes, long rows, Optional<Long> secondsLeft) {
        return new ProgressView(
                "id",
                "ns.t",
                "compaction",
                NOW,
                NOW,
                5,
                12,
                bytes * 42 / 100,
                bytes,
                rows * 42 / 100,
                rows,
                secondsLeft);
    }

    @Test
    void percentRowsAndTheTimeLeft() {
        ProgressView progress = progress(1_000, 2_900_000, Optional.of(12L));
        assertThat(ProgressText.brief(progress)).isEqualTo("42 % 1.2M rows, 12 s left");
        assertThat(ProgressText.whileWaiting(progress)).isEqualTo(", 1.2M of 2.9M rows, about 12 s left");
        assertThat(ProgressText.whole(progress))
                .isEqualTo("42 % at 2026-05-01T00:00:00Z: 5 of 12 files, 420 B of 1.0 KB,"
                        + " 1,218,000 of 2,900,000 rows, 12 s left");
    }

    @Test
    void filesWhereThereAreNoRowsAndNoTimeThatNobodyKnows() {
        ProgressView progress = progress(0, 0, Optional.empty());
        assertThat(ProgressText.brief(progress)).isEqualTo("41 % 5 files");
        assertThat(ProgressText.whileWaiting(progress)).isEmpty();
        assertThat(ProgressText.whole(progress)).isEqualTo("41 % at 2026-05-01T00:00:00Z: 5 of 12 files");
    }
}
