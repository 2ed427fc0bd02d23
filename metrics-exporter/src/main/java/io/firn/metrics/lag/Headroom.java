package io.firn.metrics.lag;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How long until retention may delete the oldest record that waits. By age: {@code retention.ms} after the record's time.
 * By size: nobody may ask for sizes, so the front of deletion is taken to move on as it did, at the pace of time; then the
 * record is reached when the time from the topic's first record to it is over. The lesser of both counts.
 */
final class Headroom {
    private Headroom() {}

    /**
     * @param age of the oldest record that waits
     * @param first the time of the first record of each partition, where it is known
     */
    static OptionalLong of(GroupTopic group, OptionalLong age, Map<TopicPartition, Instant> first) {
        if (group.hasLost()) {
            return OptionalLong.of(0);
        }
        Retention retention = group.topic().retention();
        if (age.isEmpty()) {
            return OptionalLong.empty();
        }
        long headroom =
                retention.millis().isPresent() ? retention.millis().getAsLong() - age.getAsLong() : Long.MAX_VALUE;
        for (int partition = 0; partition < group.topic().size(); partition++) {
            if (isEatenBySize(group, partition)) {
                Instant time = first.get(group.topic().partitions().get(partition));
                if (time != null) {
                    headroom = Math.min(headroom, group.brackets().earliest(partition) - time.toEpochMilli());
                }
            }
        }
        return headroom == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, headroom));
    }

    /** Whether something waits in the partition and its beginning was deleted, maybe for its size. */
    static boolean isEatenBySize(GroupTopic group, int partition) {
        return group.topic().retention().limitsBytes()
                && group.brackets().isWaiting(partition)
                && group.topic().earliest(partition) > 0;
    }
}
