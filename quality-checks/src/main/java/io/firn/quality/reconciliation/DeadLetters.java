package io.firn.quality.reconciliation;

import io.firn.lake.config.StreamConfig;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads which raw offsets have become dead letters, and why, from the headers that the pipeline wrote. */
final class DeadLetters {
    private static final String TOPIC = "firn-topic";
    private static final String PARTITION = "firn-partition";
    private static final String OFFSET = "firn-offset";
    private static final String REASON = "firn-reason";

    /** A label must not come from a record that somebody else wrote. */
    private static final Set<String> REASONS = Set.of(
            "EMPTY_RECORD",
            "TOO_LARGE",
            "NOT_UTF8",
            "MALFORMED_JSON",
            "NOT_AN_OBJECT",
            "DUPLICATE_FIELD",
            "TOO_DEEP",
            "BAD_FIELD_NAME",
            "UNKNOWN_FIELD",
            "MISSING_KEY",
            "MISSING_FIELD",
            "WRONG_TYPE",
            "NUMBER_NOT_EXACT",
            "RULE_BROKEN",
            "SCHEMA_CONFLICT",
            "TOO_MANY_COLUMNS");

    private static final String OTHER = "OTHER";
    private static final int MOST_IN_A_ROUND = 200_000;

    private final Map<TopicPartition, OffsetSet.Builder> found = new HashMap<>();
    private final Map<String, Long> reasons = new HashMap<>();
    private final Map<TopicPartition, Long> positions;
    private final String rawTopic;
    private int read;

    private DeadLetters(String rawTopic, Map<TopicPartition, Long> positions) {
        this.rawTopic = rawTopic;
        this.positions = new HashMap<>(positions);
    }

    /** Goes on from the positions to these ends, at most {@link #MOST_IN_A_ROUND} records. */
    static DeadLetters read(
            StreamConfig stream,
            Map<TopicPartition, Long> positions,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            CommittedRecords records) {
        DeadLetters letters = new DeadLetters(stream.topic(), positions);
        ends.forEach((partition, end) -> {
            long start = Positions.at(starts, partition).orElse(0);
            long position = Math.max(start, Positions.at(positions, partition).orElse(0));
            letters.positions.put(
                    partition, position < end ? records.read(partition, position, end, letters::take) : position);
        });
        return letters;
    }

    /** Raw offsets by raw partition. */
    Map<TopicPartition, OffsetSet> offsets() {
        return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .build()));
    }

    Map<String, Long> reasons() {
        return Map.copyOf(reasons);
    }

    Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    private boolean take(ConsumerRecord<?, ?> record) {
        if (++read > MOST_IN_A_ROUND) {
            return false;
        }
        String reason = text(record, REASON);
        reasons.merge(REASONS.contains(reason) ? reason : OTHER, 1L, Long::sum);
        OptionalLong partition = number(record, PARTITION);
        OptionalLong offset = number(record, OFFSET);
        if (text(record, TOPIC).equals(rawTopic) && partition.isPresent() && offset.isPresent()) {
            found.computeIfAbsent(
                            new TopicPartition(rawTopic, (int) partition.getAsLong()), key -> new OffsetSet.Builder())
                    .add(offset.getAsLong());
        }
        return true;
    }

    private static OptionalLong number(ConsumerRecord<?, ?> record, String name) {
        try {
            long number = Long.parseLong(text(record, name));
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Of equal names the last one is the pipeline's: the others came with the raw record. */
    private static String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
