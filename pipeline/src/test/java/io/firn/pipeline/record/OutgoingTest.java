package io.firn.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutgoingTest {
    private static final Rejection REJECTION = new Rejection(Reason.WRONG_TYPE, "field 'a': expected int");
    private final Envelope raw =
            new Envelope("raw", 1, 2, 3, bytes("key"), new byte[1000], new String[] {"h"}, new byte[][] {bytes("v")});

    @Test
    void deadLetterKeepsKeyValueAndHeadersAndSaysWhereFromAndWhy() {
        Outgoing letter = Outgoing.deadLetter(raw, "raw.dead-letter", REJECTION, 10_000);
        assertThat(letter.value()).isSameAs(raw.value());
        assertThat(letter.key()).isSameAs(raw.key());
        assertThat(letter.headerNames())
                .containsExactly(
                        "h",
                        "firn-topic",
                        "firn-partition",
                        "firn-offset",
                        "firn-timestamp",
                        "firn-reason",
                        "firn-detail");
        assertThat(Arrays.stream(letter.headerValues()).map(value -> new String(value, StandardCharsets.UTF_8)))
                .containsExactly("v", "raw", "1", "2", "3", "WRONG_TYPE", "field 'a': expected int");
    }

    @Test
    void deadLetterThatWouldNotFitItsTopicLeavesOutTheValueAndSaysSo() {
        Outgoing letter = Outgoing.deadLetter(raw, "raw.dead-letter", REJECTION, 500);
        assertThat(letter.value()).isEmpty();
        assertThat(letter.key()).isSameAs(raw.key());
        assertThat(new String(letter.headerValues()[6], StandardCharsets.UTF_8)).contains("left out");
        assertThat(Outgoing.deadLetter(raw, "raw.dead-letter", REJECTION, 5).headerNames())
                .hasSize(6);
    }

    @Test
    void validRecordTellsItsOrigin() {
        Outgoing valid = Outgoing.valid(raw, "raw.valid", bytes("{}"));
        Envelope read = new Envelope(
                "raw.valid", 0, 7, 3, valid.key(), valid.value(), valid.headerNames(), valid.headerValues());
        assertThat(read.rawOrigin()).contains(new Origin("raw", 1, 2, 3));
        assertThat(raw.rawOrigin()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
