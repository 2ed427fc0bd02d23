package io.firn.local.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeasonTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void noonIsBusyAndMidnightIsCalm() {
        Season season = new Season(Duration.ofDays(1));
        assertThat(season.share(MIDNIGHT)).isEqualTo(0.25, offset(1e-9));
        assertThat(season.share(MIDNIGHT.plus(Duration.ofHours(6)))).isEqualTo(0.625, offset(1e-9));
        assertThat(season.share(MIDNIGHT.plus(Duration.ofHours(12)))).isEqualTo(1, offset(1e-9));
        assertThat(season.share(MIDNIGHT.plus(Duration.ofHours(24)))).isEqualTo(0.25, offset(1e-9));
    }

    @Test
    void aDayMayBeShort() {
        Season season = new Season(Duration.ofMinutes(10));
        assertThat(season.share(MIDNIGHT.plus(Duration.ofMinutes(5)))).isEqualTo(1, offset(1e-9));
        assertThat(season.share(MIDNIGHT.plus(Duration.ofMinutes(10)))).isEqualTo(0.25, offset(1e-9));
    }

    @Test
    void withoutADayTheRateIsSteady() {
        assertThat(new Season(Duration.ZERO).share(MIDNIGHT)).isEqualTo(1);
    }
}
