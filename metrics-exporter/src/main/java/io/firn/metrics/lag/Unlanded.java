package io.firn.metrics.lag;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where Kafka's records are in a table or in a dead-letter topic.
 *
 * @param table {@code namespace.table}
 * @param first by partition, the first offset that is in neither; the end of the partition where all are
 */
public record Unlanded(String catalog, String table, Map<TopicPartition, Long> first) {
    public Unlanded {
        first = Map.copyOf(first);
    }
}
