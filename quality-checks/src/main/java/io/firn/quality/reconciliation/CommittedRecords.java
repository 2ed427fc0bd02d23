package io.firn.quality.reconciliation;

import io.firn.lake.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads where committed records are, and their headers. In no group, and keys and values are let go before anybody sees
 * them. Not safe for use by several threads.
 */
final class CommittedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FETCH_BYTES = 4 << 20;
    private static final int PARTITION_BYTES = 512 << 10;
    private static final Deserializer<Nothing> LET_GO = (topic, bytes) -> Nothing.NOTHING;

    private final KafkaConsumer<Nothing, Nothing> consumer;
    private final Duration timeout;

    /** What is kept of a key or a value. */
    enum Nothing {
        NOTHING
    }

    /** Takes records in the order of their offsets; says whether it wants more. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(ConsumerRecord<Nothing, Nothing> record);
    }

    private CommittedRecords(KafkaConsumer<Nothing, Nothing> consumer, Duration timeout) {
        this.consumer = consumer;
        this.timeout = timeout;
    }

    static CommittedRecords open(KafkaConfig kafka, Duration timeout) {
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        int millis = Math.toIntExact(timeout.toMillis());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "firn-reconciliation");
        try {
            return new CommittedRecords(new KafkaConsumer<>(properties, LET_GO, LET_GO), timeout);
        } catch (KafkaException e) {
            throw new ReconciliationException("Cannot open a consumer for " + kafka.bootstrapServers(), e);
        }
    }

    /**
     * Reads from {@code from} to before {@code to}, as far as the visitor wants, transactions are decided and there is time.
     *
     * @return up to where it came; {@code from} where these offsets are not in the topic any more
     */
    long read(TopicPartition partition, long from, long to, Visitor visitor) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long reached = from;
            int idle = 0;
            while (reached < to && System.nanoTime() < deadline) {
                for (ConsumerRecord<Nothing, Nothing> record :
                        consumer.poll(POLL).records(partition)) {
                    if (record.offset() >= to) {
                        return to;
                    }
                    if (!visitor.visit(record)) {
                        return record.offset();
                    }
                }
                long position = consumer.position(partition);
                idle = position == reached ? idle + 1 : 0;
                reached = position;
                if (idle > 0 && reached >= stableEnd(partition)) {
                    break; // The rest is in transactions that nobody has decided yet.
                }
            }
            return Math.min(reached, to);
        } catch (OffsetOutOfRangeException e) {
            return from;
        } catch (KafkaException e) {
            throw new ReconciliationException("Cannot read " + partition + ": " + e.getMessage(), e);
        } finally {
            consumer.unsubscribe();
        }
    }

    private long stableEnd(TopicPartition partition) {
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        return end == null ? 0 : end;
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
}
