package io.firn.maintenance.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RunProgressTest {
    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

    private static RunProgress progress(long filesDone, long filesTotal, long bytesDone, long bytesTotal) {
        return new RunProgress(
                "run", "clinical.visits", Operation.COMPACTION, START, filesDone, filesTotal, bytesDone, bytesTotal);
    }

    @Test
    void whatIsLeftTakesAsLongAsWhatIsDoneDid() {
        assertThat(progress(1, 2, 250, 1_000).left(START.plusSeconds(10))).contains(Duration.ofSeconds(30));
        assertThat(progress(1, 2, 0, 0).left(START.plusSeconds(10))).contains(Duration.ofSeconds(10));
        assertThat(progress(2, 2, 1_000, 1_000).left(START.plusSeconds(10))).contains(Duration.ZERO);
    }

    @Test
    void nobodyKnowsBeforeSomethingIsDoneOrWithoutATotal() {
        assertThat(progress(0, 2, 0, 1_000).left(START.plusSeconds(10))).isEmpty();
        assertThat(progress(5, 0, 0, 0).left(START.plusSeconds(10))).isEmpty();
    }
}
