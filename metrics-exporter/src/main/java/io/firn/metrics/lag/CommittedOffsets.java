package io.firn.metrics.lag;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what groups have committed, many groups in a question, and the next question on its way while an answer is taken
 * apart: Kafka's own objects of a million offsets would not fit into the memory.
 */
final class CommittedOffsets {
    private static final int GROUPS_AT_ONCE = 25;
    private static final int QUESTIONS_AHEAD = 2;

    private CommittedOffsets() {}

    /** By group and topic, the offsets by partition, negative where there is none. */
    static Map<String, Map<String, long[]>> read(List<String> groups, KafkaAnswers kafka) {
        Map<String, Map<String, long[]>> offsets = new HashMap<>();
        Queue<KafkaAnswers.Asked> asked = new ArrayDeque<>();
        for (int first = 0; first < groups.size(); first += GROUPS_AT_ONCE) {
            asked.add(kafka.committed(groups.subList(first, Math.min(groups.size(), first + GROUPS_AT_ONCE))));
            if (asked.size() == QUESTIONS_AHEAD) {
                take(asked, kafka, offsets);
            }
        }
        while (!asked.isEmpty()) {
            take(asked, kafka, offsets);
        }
        return offsets;
    }

    private static void take(
            Queue<KafkaAnswers.Asked> asked, KafkaAnswers kafka, Map<String, Map<String, long[]>> offsets) {
        kafka.await(asked.remove()).forEach((group, answer) -> offsets.put(group, byTopic(answer)));
    }

    /** Kafka answers null for a partition without an offset. */
    private static Map<String, long[]> byTopic(Map<TopicPartition, OffsetAndMetadata> answer) {
        Map<String, Integer> sizes = new HashMap<>();
        answer.forEach((partition, offset) -> sizes.merge(partition.topic(), partition.partition() + 1, Math::max));
        Map<String, long[]> offsets = new HashMap<>();
        answer.forEach((partition, offset) -> {
            long[] ofTopic = offsets.computeIfAbsent(partition.topic(), topic -> none(sizes.getOrDefault(topic, 0)));
            if (offset != null) {
                ofTopic[partition.partition()] = offset.offset();
            }
        });
        return offsets;
    }

    private static long[] none(int size) {
        long[] none = new long[size];
        Arrays.fill(none, -1);
        return none;
    }
}
