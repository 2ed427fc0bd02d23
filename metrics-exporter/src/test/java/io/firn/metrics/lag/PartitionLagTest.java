package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartitionLagTest {

    @Test
    void recordsBetweenTheCommittedOffsetAndTheEndWait() {
        assertThat(lag(0, 100, 100, 40).records(false)).isEqualTo(60);
        assertThat(lag(0, 100, 100, 100).records(false)).isZero();
    }

    @Test
    void theMarkerOfTheLastTransactionIsNoRecord() {
        assertThat(lag(0, 11, 11, 10).records(true)).isZero();
        assertThat(lag(0, 11, 11, 10).records(false)).isEqualTo(1);
        assertThat(lag(0, 11, 11, 11).records(true)).isZero();
    }

    @Test
    void belowAnOpenTransactionTheLastOffsetMayBeARecord() {
        assertThat(lag(0, 11, 20, 10).records(true)).isEqualTo(1);
    }

    @Test
    void anOpenTransactionDoesNotWaitForTheReader() {
        assertThat(lag(0, 10, 500, 10).records(true)).isZero();
    }

    @Test
    void aGroupThatNeverCommittedStartsAtWhatRetentionLeft() {
        assertThat(new PartitionLag(30, 100, 100, OptionalLong.empty()).records(false))
                .isEqualTo(70);
        assertThat(lag(30, 100, 100, 10).records(false)).isEqualTo(70);
    }

    @Test
    void anEmptyPartitionHasNoLag() {
        assertThat(new PartitionLag(0, 0, 0, OptionalLong.empty()).records(true))
                .isZero();
        assertThat(new PartitionLag(7, 7, 7, OptionalLong.empty()).records(true))
                .isZero();
    }

    private static PartitionLag lag(long earliest, long stable, long end, long committed) {
        return new PartitionLag(earliest, stable, end, OptionalLong.of(committed));
    }
}
