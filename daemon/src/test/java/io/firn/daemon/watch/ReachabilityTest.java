package io.firn.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.watch.Reachability.Component;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    private final Reachability reachability =
            new Reachability(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), List.of(Component.CATALOG, Component.KAFKA));

    @Test
    void isReadyOnceEverythingWasReached() {
        assertThat(reachability.ready().ready()).isFalse();
        reachability.reached(Component.CATALOG);
        assertThat(reachability.ready().ready()).isFalse();
        reachability.reached(Component.KAFKA);
        assertThat(reachability.ready().ready()).isTrue();
    }

    @Test
    void saysWhatIsLostAndWhy() {
        reachability.lost(
                Component.KAFKA, new IllegalStateException("Cannot read", new IOException("refused\nat line 2")));
        assertThat(reachability.ready().components().get(1).message()).isEqualTo("refused");
    }

    @Test
    void waitsLongerWithEveryFailureAndBrieflyAgainAfterwards() {
        Duration usual = Duration.ofSeconds(1);
        Duration most = Duration.ofSeconds(5);
        assertThat(reachability.delay(Component.KAFKA, usual, most)).isEqualTo(usual);
        for (Duration expected : List.of(Duration.ofSeconds(2), Duration.ofSeconds(4), most, most)) {
            reachability.lost(Component.KAFKA, new IOException("refused"));
            assertThat(reachability.delay(Component.KAFKA, usual, most)).isEqualTo(expected);
        }
        reachability.reached(Component.KAFKA);
        assertThat(reachability.delay(Component.KAFKA, usual, most)).isEqualTo(usual);
    }

    @Test
    void aLongIntervalStaysAsLongAsItIs() {
        Duration usual = Duration.ofMinutes(10);
        assertThat(reachability.delay(Component.KAFKA, usual, Duration.ofSeconds(15)))
                .isEqualTo(usual);
    }
}
