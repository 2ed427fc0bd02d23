package io.firn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aPercentileIsALatencyThatOccurred() {
        Latencies latencies =
                new Latencies(LongStream.rangeClosed(1, 200).map(i -> 201 - i).toArray());

        assertThat(latencies.percentile(50)).isEqualTo(Duration.ofMillis(100));
        assertThat(latencies.percentile(99)).isEqualTo(Duration.ofMillis(198));
        assertThat(latencies.percentile(100)).isEqualTo(Duration.ofMillis(200));
        assertThat(new Latencies(new long[] {7}).percentile(50)).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void nothingMeasuredIsAFailure() {
        assertThatThrownBy(() -> new Latencies(new long[0]))
                .hasMessage("Cannot measure: no event of the measured time arrived");
    }
}
