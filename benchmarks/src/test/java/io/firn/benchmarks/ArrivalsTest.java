package io.firn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals(Map.of(0, 2L, 1, 1L));

    @Test
    void everyRecordOnceIsComplete() {
        add(1, 0);
        add(0, 1);
        assertThat(arrivals.areComplete()).isFalse();
        add(0, 0);
        assertThat(arrivals.areComplete()).isTrue();
    }

    @Test
    void aRowTwiceIsNotComplete() {
        add(0, 0);
        add(0, 0);
        add(0, 1);
        add(1, 0);

        assertThat(arrivals.areComplete()).isFalse();
        assertThat(arrivals.describe()).isEqualTo("3 sent, 4 in the table, 0 missing, 1 twice, 0 never sent");
    }

    @Test
    void aRowThatNobodySentIsNotComplete() {
        add(0, 0);
        add(0, 1);
        add(1, 0);
        add(2, 0);
        add(1, 7);

        assertThat(arrivals.describe()).isEqualTo("3 sent, 5 in the table, 0 missing, 0 twice, 2 never sent");
        assertThat(arrivals.areComplete()).isFalse();
    }

    private void add(int partition, long offset) {
        arrivals.add(new Landed.Row(partition, offset, Instant.EPOCH));
    }
}
