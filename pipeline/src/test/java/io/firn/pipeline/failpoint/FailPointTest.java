package io.firn.pipeline.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.record.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FailPointTest {
    @Test
    void withoutTextItIsOffAndDropsNothing() {
        FailPoint off = FailPoint.parse("");
        assertThat(off.isOn()).isFalse();
        assertThat(off.topics()).isEmpty();
        assertThat(off.drops(valid("vitals", 0, 100))).isFalse();
    }

    @Test
    void itDropsBothEndsOfItsRangesAndNothingBeside() {
        FailPoint failPoint = FailPoint.parse("land.drop:vitals/0/100-149,trial.labs/2/7-7");
        assertThat(failPoint.isOn()).isTrue();
        assertThat(failPoint.topics()).containsExactly("trial.labs", "vitals");
        for (long offset : new long[] {100, 120, 149}) {
            assertThat(failPoint.drops(valid("vitals", 0, offset)))
                    .as("" + offset)
                    .isTrue();
        }
        assertThat(failPoint.drops(valid("vitals", 0, 99))).isFalse();
        assertThat(failPoint.drops(valid("vitals", 0, 150))).isFalse();
        assertThat(failPoint.drops(valid("vitals", 1, 120))).isFalse();
        assertThat(failPoint.drops(valid("vital", 0, 120))).isFalse();
        assertThat(failPoint.drops(valid("trial.labs", 2, 7))).isTrue();
        assertThat(failPoint).hasToString("land.drop:vitals/0/100-149,trial.labs/2/7-7");
    }

    /** The valid topic has other offsets than the raw one: nobody who looks for what is missing knows them. */
    @Test
    void offsetsAreThoseOfTheRawTopic() {
        Envelope atTheseOffsetsOfTheValidTopic = envelope("vitals.valid", 120, "vitals", 0, 20);
        assertThat(FailPoint.parse("land.drop:vitals.valid/0/120-120").drops(atTheseOffsetsOfTheValidTopic))
                .isFalse();
        assertThat(FailPoint.parse("land.drop:vitals/0/20-20").drops(atTheseOffsetsOfTheValidTopic))
                .isTrue();
    }

    @Test
    void whatIsNoFailPointIsRefused() {
        assertThatThrownBy(() -> FailPoint.parse("sink.drop:vitals/0/1-2"))
                .hasMessage("Cannot use fail point 'sink.drop:vitals/0/1-2': expected"
                        + " land.drop:TOPIC/PARTITION/FIRST-LAST; there is no other");
        assertThatThrownBy(() -> FailPoint.parse("land.drop:vitals/0/1"))
                .hasMessage("Cannot drop 'vitals/0/1': expected TOPIC/PARTITION/FIRST-LAST, such as ae/0/100-149");
        assertThatThrownBy(() -> FailPoint.parse("land.drop:vitals/0/1-2,"))
                .hasMessage("Cannot drop '': expected TOPIC/PARTITION/FIRST-LAST, such as ae/0/100-149");
        assertThatThrownBy(() -> FailPoint.parse("land.drop:vitals/0/9-8"))
                .hasMessage("Cannot drop offsets 9 to 8 of partition 0: no such range");
    }

    private static Envelope valid(String topic, int partition, long offset) {
        return envelope(topic + ".valid", 5, topic, partition, offset);
    }

    private static Envelope envelope(String topic, long position, String rawTopic, int partition, long offset) {
        return new Envelope(
                topic,
                0,
                position,
                0,
                null,
                null,
                new String[] {Headers.TOPIC, Headers.PARTITION, Headers.OFFSET, Headers.TIMESTAMP},
                new byte[][] {bytes(rawTopic), bytes("" + partition), bytes("" + offset), bytes("0")});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
