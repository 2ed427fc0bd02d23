package io.firn.quality.reconciliation;

import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka said in one round. Groups were asked before ends, so no group is ahead of an end.
 *
 * @param validated committed by the job that validates
 * @param landed committed by the job that lands, of all streams
 * @param starts earliest offsets
 * @param ends behind the last record, those of open transactions included
 * @param topicIds of the topics that there are
 */
record Positions(
        Map<TopicPartition, Long> validated,
        Map<TopicPartition, Long> landed,
        Map<TopicPartition, Long> starts,
        Map<TopicPartition, Long> ends,
        Map<String, String> topicIds) {
    Positions {
        validated = Map.copyOf(validated);
        landed = Map.copyOf(landed);
        starts = Map.copyOf(starts);
        ends = Map.copyOf(ends);
        topicIds = Map.copyOf(topicIds);
    }

    Map<TopicPartition, Long> endsOf(String topic) {
        return ofTopic(ends, topic);
    }

    static Map<TopicPartition, Long> ofTopic(Map<TopicPartition, Long> offsets, String topic) {
        return offsets.entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static OptionalLong at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }
}
