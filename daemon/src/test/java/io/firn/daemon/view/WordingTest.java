package io.firn.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void sizesHaveThreeDigitsAtMost() {
        assertThat(Wording.bytes(0)).isEqualTo("0 B");
        assertThat(Wording.bytes(999)).isEqualTo("999 B");
        assertThat(Wording.bytes(1_000)).isEqualTo("1.0 KB");
        assertThat(Wording.bytes(1_500_000)).isEqualTo("1.4 MB");
        assertThat(Wording.bytes(128L << 20)).isEqualTo("128 MB");
        assertThat(Wording.bytes(Long.MAX_VALUE)).isEqualTo("8192 PB");
    }

    @Test
    void roundCountsHaveThreeDigitsAtMost() {
        assertThat(Wording.about(0)).isEqualTo("0");
        assertThat(Wording.about(999)).isEqualTo("999");
        assertThat(Wording.about(1_000)).isEqualTo("1K");
        assertThat(Wording.about(12_345)).isEqualTo("12.3K");
        assertThat(Wording.about(999_499)).isEqualTo("999K");
        assertThat(Wording.about(999_500)).isEqualTo("1.0M");
        assertThat(Wording.about(1_234_567_890)).isEqualTo("1.2B");
    }

    @Test
    void agesHaveOneUnit() {
        assertThat(Wording.age(Duration.ofSeconds(-3))).isEqualTo("0 s");
        assertThat(Wording.age(Duration.ofSeconds(119))).isEqualTo("119 s");
        assertThat(Wording.age(Duration.ofMinutes(2))).isEqualTo("2 min");
        assertThat(Wording.age(Duration.ofHours(47))).isEqualTo("47 h");
        assertThat(Wording.age(Duration.ofDays(400))).isEqualTo("400 d");
    }
}
