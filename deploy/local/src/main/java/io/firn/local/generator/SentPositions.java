package io.firn.local.generator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * How far each partition is: the position of the last event in it. After a crash the broker has events that the state
 * file does not know; they must be counted, not sent again.
 */
final class SentPositions {
    /** A header with the event's position, a big-endian long. */
    static final String HEADER = "generator-position";

    /** Records of others, at the end of a partition, that are looked through. */
    private static final long TAIL = 2_000;

    private final Map<TopicPartition, Long> last;

    private SentPositions(Map<TopicPartition, Long> last) {
        this.last = Map.copyOf(last);
    }

    static SentPositions read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TrialTopic topic : TrialTopic.values()) {
            consumer.partitionsFor(topic.topic())
                    .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        consumer.assign(partitions);
        partitions.forEach(each ->
                consumer.seek(each, Math.max(beginnings.getOrDefault(each, 0L), ends.getOrDefault(each, 0L) - TAIL)));
        Map<TopicPartition, Long> last = new HashMap<>();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            consumer.poll(Duration.ofMillis(200)).forEach(each -> note(each, last));
        }
        return new SentPositions(last);
    }

    boolean contains(TopicPartition partition, long position) {
        return position <= last.getOrDefault(partition, -1L);
    }

    private static void note(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> last) {
        Header header = record.headers().lastHeader(HEADER);
        if (header != null && header.value().length == Long.BYTES) {
            long position = ByteBuffer.wrap(header.value()).getLong();
            last.merge(new TopicPartition(record.topic(), record.partition()), position, Math::max);
        }
    }
}
