package io.firn.daemon.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.metrics.lag.LagView;
import io.firn.metrics.lag.UnqueryableAge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Freshness freshness = new Freshness(Duration.ofSeconds(20));

    @Test
    void aTableIsBadWhenItsOldestWaitingRecordIsOlderThanTheLimit() {
        freshness.learn(view(NOW, LIMIT));
        assertThat(freshness.isBad("a.x", LIMIT, NOW)).contains(false);
        freshness.learn(view(NOW, LIMIT.plusSeconds(1)));
        assertThat(freshness.isBad("a.x", LIMIT, NOW)).contains(true);
    }

    @Test
    void whatIsNotMeasuredAnyMoreGrowsOld() {
        freshness.learn(view(NOW, Duration.ofMinutes(1)));
        assertThat(freshness.isBad("a.x", LIMIT, NOW.plusSeconds(4 * 60 + 20))).contains(false);
        assertThat(freshness.isBad("a.x", LIMIT, NOW.plusSeconds(4 * 60 + 21))).contains(true);
    }

    @Test
    void aTableThatTheCollectorLosesSightOfGrowsOldToo() {
        freshness.learn(view(NOW, Duration.ZERO));
        freshness.learn(new LagView(NOW.plusSeconds(400), List.of(), List.of(), List.of()));
        assertThat(freshness.isBad("a.x", LIMIT, NOW.plusSeconds(400))).contains(true);
    }

    @Test
    void whatWasNeverKnownIsNoEvaluationUntilItIsBad() {
        assertThat(freshness.isBad("a.x", LIMIT, NOW)).isEmpty();
        assertThat(freshness.isBad("a.x", LIMIT, NOW.plusSeconds(300))).isEmpty();
        assertThat(freshness.isBad("a.x", LIMIT, NOW.plusSeconds(301))).contains(true);
        freshness.learn(view(NOW.plusSeconds(302), Duration.ZERO));
        assertThat(freshness.isBad("a.x", LIMIT, NOW.plusSeconds(302))).contains(false);
    }

    private static LagView view(Instant at, Duration age) {
        return new LagView(at, List.of(), List.of(), List.of(new UnqueryableAge("firn", "a.x", age)));
    }
}
