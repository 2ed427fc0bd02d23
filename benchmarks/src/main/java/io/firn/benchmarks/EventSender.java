package io.firn.benchmarks;

import io.firn.lake.config.KafkaConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes events, each with the time of its sending as the record's timestamp. */
final class EventSender implements AutoCloseable {
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final VitalSigns events = new VitalSigns(42);
    private final Map<Integer, Long> acknowledged = new TreeMap<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long sent;
    private long bytes;

    /** Creates the topic if it is missing. */
    EventSender(KafkaConfig kafka, String topic, int partitions) throws InterruptedException {
        this.topic = topic;
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new BenchmarkFailure("Cannot create topic " + topic + ": " + e.getCause());
            }
        }
        properties.put("acks", "all");
        properties.put("linger.ms", "5");
        properties.put("batch.size", "131072");
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends the next event when its turn comes at {@code perSecond} events a second from {@code startNanos} on. */
    void sendAtRate(long index, long perSecond, long startNanos) {
        long due = startNanos + index * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        send();
    }

    void send() {
        byte[] value = events.event(sent++);
        bytes += value.length;
        Long now = Instant.now().toEpochMilli();
        var unused = producer.send(new ProducerRecord<>(topic, null, now, null, value), (metadata, problem) -> {
            if (problem == null) {
                synchronized (acknowledged) {
                    acknowledged.merge(metadata.partition(), 1L, Long::sum);
                }
            } else {
                failure.compareAndSet(null, problem);
            }
        });
    }

    /** Waits for the broker to have everything; returns how many records each partition got. */
    Map<Integer, Long> finish() {
        producer.flush();
        Exception problem = failure.get();
        if (problem != null) {
            throw new BenchmarkFailure("Cannot send to topic " + topic + ": " + problem.getMessage());
        }
        synchronized (acknowledged) {
            return Map.copyOf(acknowledged);
        }
    }

    long sent() {
        return sent;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        producer.close();
    }
}
