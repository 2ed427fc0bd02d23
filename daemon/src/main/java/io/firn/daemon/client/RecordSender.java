package io.firn.daemon.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes lines as Kafka records, each once and none lost: idempotent, acknowledged by all in-sync replicas. */
public final class RecordSender implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    /** Far above any broker's limit, so that it is the broker that refuses a record, and only that one. */
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    private static final long BUFFER_BYTES = MAX_REQUEST_BYTES + (1L << 20);
    private static final int REFUSALS_NAMED = 20;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final RecordKey key;

    private RecordSender(Producer<byte[], byte[]> producer, String topic, RecordKey key) {
        this.producer = producer;
        this.topic = topic;
        this.key = key;
    }

    /**
     * @param refused a line of text for each of the first records that the broker refused
     * @param took until the last acknowledgement
     */
    public record Result(long sent, List<String> refused, Duration took) {
        public Result {
            refused = List.copyOf(refused);
        }
    }

    /** Is told of what was read so far. */
    @FunctionalInterface
    public interface Progress {
        void at(long records, long bytes);
    }

    /** @throws SendException if Kafka cannot be reached or has no such topic */
    public static RecordSender connect(String bootstrapServers, String topic, List<String> keyFields)
            throws InterruptedException {
        Set<String> topics = topics(bootstrapServers);
        if (!topics.contains(topic)) {
            throw new SendException(
                    true,
                    "Cannot send to " + topic + ": no such topic. Known topics: "
                            + (topics.isEmpty() ? "none" : String.join(", ", topics)));
        }
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new RecordSender(new KafkaProducer<>(properties, bytes, bytes), topic, new RecordKey(keyFields));
    }

    /**
     * Sends every line that is not empty.
     *
     * @param perSecond records a second at most; infinite for no limit
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback is told of every failure.
    public Result send(InputStream in, double perSecond, Progress progress) throws IOException {
        Lines lines = new Lines(in);
        AtomicLong refusedCount = new AtomicLong();
        ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
        long started = System.nanoTime();
        long count = 0;
        long lineNumber = 0;
        long drawn = started;
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            lineNumber++;
            byte[] value = line.get();
            if (value.length == 0) {
                continue;
            }
            pace(started, count, perSecond);
            long number = lineNumber;
            byte[] recordKey = key.of(value).orElse(null);
            producer.send(new ProducerRecord<>(topic, recordKey, value), (metadata, failure) -> {
                if (failure != null && refusedCount.incrementAndGet() <= REFUSALS_NAMED) {
                    refused.add("Cannot send line " + number + ": " + failure.getMessage());
                }
            });
            count++;
            long now = System.nanoTime();
            if (now - drawn > 100_000_000) {
                drawn = now;
                progress.at(count, lines.bytesRead());
            }
        }
        producer.flush();
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        return new Result(count - refusedCount.get(), List.copyOf(refused), took);
    }

    @Override
    public void close() {
        producer.close(Duration.ofMillis(TIMEOUT_MILLIS));
    }

    private static void pace(long started, long count, double perSecond) {
        long due = started + (long) (count / perSecond * 1e9);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    private static Set<String> topics(String bootstrapServers) throws InterruptedException {
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2);
        try (Admin admin = Admin.create(properties)) {
            return new TreeSet<>(admin.listTopics().names().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | org.apache.kafka.common.KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new SendException(false, "Cannot reach Kafka at " + bootstrapServers + ": " + cause.getMessage());
        }
    }
}
