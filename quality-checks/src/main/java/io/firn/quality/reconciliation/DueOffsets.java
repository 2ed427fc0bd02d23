package io.firn.quality.reconciliation;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A line through a stream's three topics: what was validated before it has been written to the valid and the dead-letter
 * topic before these ends.
 *
 * @param raw the validating group's committed offsets
 * @param validEnds ends of the valid topic, open transactions included, asked for after {@code raw}
 * @param letterEnds the same of the dead-letter topic
 */
record DueOffsets(
        Map<TopicPartition, Long> raw, Map<TopicPartition, Long> validEnds, Map<TopicPartition, Long> letterEnds) {
    DueOffsets {
        raw = Map.copyOf(raw);
        validEnds = Map.copyOf(validEnds);
        letterEnds = Map.copyOf(letterEnds);
    }
}
