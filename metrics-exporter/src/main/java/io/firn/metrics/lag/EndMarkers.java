package io.firn.metrics.lag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out whether the last offset of a partition, before which a group stands, is a record or the marker of a
 * transaction's end, in topics of which that is not known: it is a marker if the producer that wrote last, at the very time
 * of that offset, is one that has ended a transaction and has none open. Kafka lets only those ask who may read the topic;
 * to others the offset counts as a record.
 */
final class EndMarkers {
    private EndMarkers() {}

    static void find(Collection<GroupTopic> groups, KafkaAnswers kafka) {
        Map<TopicPartition, TopicState> inDoubt = new HashMap<>();
        for (GroupTopic group : groups) {
            TopicState topic = group.topic();
            for (int partition = 0; partition < topic.size(); partition++) {
                if (group.isInDoubt(partition)) {
                    inDoubt.put(topic.partitions().get(partition), topic);
                }
            }
        }
        if (inDoubt.isEmpty()) {
            return;
        }
        Map<TopicPartition, PartitionProducerState> producers = kafka.producers(inDoubt.keySet());
        List<TopicPartition> possible = new ArrayList<>();
        inDoubt.forEach((partition, topic) -> {
            PartitionProducerState state = producers.get(partition);
            if (state == null) {
                topic.keepsMarkersSecret();
            } else if (state.activeProducers().stream().anyMatch(EndMarkers::hasEndedTransaction)) {
                possible.add(partition);
            }
        });
        if (possible.isEmpty()) {
            return;
        }
        Map<TopicPartition, Found> newest = kafka.newest(Set.copyOf(possible));
        for (TopicPartition partition : possible) {
            TopicState topic = inDoubt.get(partition);
            Found last = newest.get(partition);
            PartitionProducerState state = producers.get(partition);
            if (topic != null
                    && last != null
                    && state != null
                    && last.offset() == topic.end(partition.partition()) - 1
                    && state.activeProducers().stream()
                            .anyMatch(producer ->
                                    hasEndedTransaction(producer) && producer.lastTimestamp() == last.time())) {
                topic.mark(partition.partition(), last.offset());
            }
        }
    }

    private static boolean hasEndedTransaction(ProducerState producer) {
        return producer.coordinatorEpoch().orElse(-1) >= 0
                && producer.currentTransactionStartOffset().isEmpty();
    }
}
