package io.firn.metrics.lag;

/**
 * How far a consumer group is behind on a topic.
 *
 * @param records that a reader of committed transactions has not committed yet, over all partitions
 * @param partitions of the topic
 * @param partitionsBehind how many of them have records waiting
 */
public record GroupLag(String group, String topic, long records, int partitions, int partitionsBehind) {}
