package io.firn.metrics.table;

import static io.firn.metrics.table.States.partition;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionSkewTest {

    @Test
    void largestOverMedian() {
        assertThat(PartitionSkew.ratio(List.of(partition("b=0", 10), partition("b=1", 90), partition("b=2", 30))))
                .hasValue(3);
        assertThat(PartitionSkew.ratio(List.of(partition("b=0", 10), partition("b=1", 30))))
                .hasValue(1.5);
    }

    @Test
    void theOpenPeriodIsLeftOut() {
        assertThat(PartitionSkew.ratio(List.of(
                        partition("ts_day=2026-03-01/site=7", 1),
                        partition("ts_day=2026-02-28/site=7", 100),
                        partition("ts_day=2026-02-27/site=7", 100),
                        partition("ts_day=2026-02-26/site=7", 100))))
                .hasValue(1);
    }

    @Test
    void aTableWithOnePartitionHasNoRatio() {
        assertThat(PartitionSkew.ratio(List.of(partition("", 10, 20)))).isEmpty();
        assertThat(PartitionSkew.ratio(
                        List.of(partition("ts_hour=2026-03-01-10", 10), partition("ts_hour=2026-03-01-11", 10))))
                .isEmpty();
        assertThat(PartitionSkew.ratio(List.of())).isEmpty();
    }

    @Test
    void partitionsWithNothingButDeletesDoNotCount() {
        assertThat(PartitionSkew.ratio(List.of(partition("b=0"), partition("b=1", 10), partition("b=2", 10))))
                .hasValue(1);
    }
}
