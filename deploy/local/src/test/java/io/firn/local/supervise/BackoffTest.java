package io.firn.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void eachDeathDoublesTheWaitUpToTheLongest() {
        assertThat(IntStream.of(1, 2, 3, 5, 6, 1_000)
                        .mapToObj(Backoff.DEFAULT::delay)
                        .map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 16L, 30L, 30L);
    }

    @Test
    void aLongLifeIsAHealthyOne() {
        assertThat(Backoff.DEFAULT.wasHealthy(Duration.ofSeconds(59))).isFalse();
        assertThat(Backoff.DEFAULT.wasHealthy(Duration.ofMinutes(1))).isTrue();
    }
}
