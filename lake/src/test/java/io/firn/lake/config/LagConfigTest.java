package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagConfigTest {

    @Test
    void aGlobMatchesWholeNames() {
        LagConfig lag = new LagConfig(Duration.ofSeconds(1), List.of("report-*", "team.a?"));

        assertThat(List.of("report-", "report-daily", "team.ab"))
                .allMatch(group -> lag.pattern().matcher(group).matches());
        assertThat(List.of("my-report-daily", "report", "teamxab", "team.a", "team.abc"))
                .noneMatch(group -> lag.pattern().matcher(group).matches());
    }

    @Test
    void withoutGlobsNoGroupMatches() {
        LagConfig lag = new LagConfig(Duration.ofSeconds(1), List.of());

        assertThat(lag.pattern().matcher("anything").matches()).isFalse();
    }
}
