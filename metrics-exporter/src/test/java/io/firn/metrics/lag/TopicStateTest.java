package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class TopicStateTest {

    @Test
    void recordsBetweenTheOffsetAndTheEndWait() {
        TopicState topic = topic(false, 0, 100, 100);

        assertThat(topic.next(0, 40)).hasValue(40);
        assertThat(topic.readable(0)).isEqualTo(100);
        assertThat(topic.next(0, 100)).isEmpty();
    }

    @Test
    void theMarkerOfTheLastTransactionIsNoRecord() {
        assertThat(topic(true, 0, 11, 11).next(0, 10)).isEmpty();
        assertThat(topic(false, 0, 11, 11).next(0, 10)).hasValue(10);
        assertThat(topic(true, 0, 11, 11).next(0, 11)).isEmpty();
    }

    @Test
    void belowAnOpenTransactionTheLastOffsetMayBeARecord() {
        assertThat(topic(true, 0, 11, 20).next(0, 10)).hasValue(10);
    }

    @Test
    void anOpenTransactionDoesNotWaitForTheReader() {
        assertThat(topic(true, 0, 10, 500).next(0, 10)).isEmpty();
    }

    @Test
    void aMarkerThatWasSeenIsNotTakenForTheOldestRecordLater() {
        TopicState topic = topic(true, 0, 11, 11);
        topic.offsets(new long[] {0}, new long[] {20}, new long[] {20});

        assertThat(topic.next(0, 10)).hasValue(11);
        assertThat(topic.next(0, 9)).hasValue(9);
    }

    @Test
    void whatRetentionHasDeletedDoesNotWait() {
        assertThat(topic(false, 30, 100, 100).next(0, 10)).hasValue(30);
    }

    @Test
    void anEmptyPartitionHasNothingToRead() {
        assertThat(topic(true, 0, 0, 0).next(0, 0)).isEmpty();
        assertThat(topic(true, 7, 7, 7).next(0, 0)).isEmpty();
    }

    @Test
    void whetherTheLastOffsetIsAMarkerIsAskedOnceAndOnlyWhereItMatters() {
        TopicState topic = topic(false, 0, 11, 11);

        assertThat(topic.isInDoubt(0, 9)).isFalse();
        assertThat(topic.isInDoubt(0, 10)).isTrue();
        assertThat(topic.isInDoubt(0, 10)).isFalse();
        assertThat(topic(true, 0, 11, 11).isInDoubt(0, 10)).isFalse();
        topic.mark(0, 10);
        assertThat(topic.next(0, 10)).isEmpty();
    }

    private static TopicState topic(boolean transactionsOnly, long earliest, long stable, long end) {
        TopicState topic = new TopicState("visits", Uuid.randomUuid(), 1, transactionsOnly, Retention.UNKNOWN);
        topic.offsets(new long[] {earliest}, new long[] {stable}, new long[] {end});
        return topic;
    }
}
