package io.firn.metrics.lag;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a consumer group is behind on a topic.
 *
 * @param records that a reader of committed transactions has not committed yet, over all partitions
 * @param partitions of the topic
 * @param partitionsBehind how many of them have records waiting
 * @param age of the oldest record that waits, 0 where none does; empty where it is not known
 * @param headroom until retention may delete the oldest record that waits, 0 where it has; empty where it never does or
 *     nobody says
 * @param catchUp until nothing waits any more, as things went lately; empty where it becomes no less
 */
public record GroupLag(
        String group,
        String topic,
        long records,
        int partitions,
        int partitionsBehind,
        GroupStatus status,
        Optional<Duration> age,
        Optional<Duration> headroom,
        Optional<Duration> catchUp) {}
