package io.firn.quality.reconciliation;

import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.PipelineConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka's admin client for {@link Positions}: five calls a round, however many streams there are. */
final class KafkaPositions implements AutoCloseable {
    private final Admin admin;
    private final PipelineConfig pipeline;
    private final Duration timeout;

    private KafkaPositions(Admin admin, PipelineConfig pipeline, Duration timeout) {
        this.admin = admin;
        this.pipeline = pipeline;
        this.timeout = timeout;
    }

    static KafkaPositions open(KafkaConfig kafka, PipelineConfig pipeline, Duration timeout) {
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        int millis = Math.toIntExact(timeout.toMillis());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "firn-reconciliation");
        try {
            return new KafkaPositions(Admin.create(properties), pipeline, timeout);
        } catch (KafkaException e) {
            throw new ReconciliationException("Cannot open a client for " + kafka.bootstrapServers(), e);
        }
    }

    Positions ask() {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<TopicPartition, Long> validated = committed(pipeline.validationGroup(), deadline);
        Map<TopicPartition, Long> landed = committed(pipeline.landingGroup(), deadline);
        Set<String> names = pipeline.streams().stream()
                .flatMap(stream -> Stream.of(stream.topic(), stream.validTopic(), stream.deadLetterTopic()))
                .collect(Collectors.toSet());
        List<TopicPartition> all = new ArrayList<>();
        Map<String, String> ids = new HashMap<>();
        answers(admin.describeTopics(names).topicNameValues(), deadline).forEach((name, topic) -> {
            ids.put(name, topic.topicId().toString());
            topic.partitions().forEach(partition -> all.add(new TopicPartition(name, partition.partition())));
        });
        Map<TopicPartition, Long> starts = offsets(all, OffsetSpec.earliest(), deadline);
        Map<TopicPartition, Long> ends = offsets(all, OffsetSpec.latest(), deadline);
        if (starts.size() < all.size() || ends.size() < all.size()) {
            throw new ReconciliationException("Cannot ask Kafka for positions: a topic is going or coming just now");
        }
        return new Positions(validated, landed, starts, ends, ids);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private Map<TopicPartition, Long> committed(String group, long deadline) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answers(Map.of(group, admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()), deadline)
                .values()
                .forEach(found -> found.forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset.offset());
                    }
                }));
        return offsets;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec, long deadline) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        ListOffsetsResult result = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answers(partitions.stream().collect(Collectors.toMap(Function.identity(), result::partitionResult)), deadline)
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** The answers but those about what does not exist. */
    private static <K, V> Map<K, V> answers(Map<K, KafkaFuture<V>> futures, long deadline) {
        Map<K, V> answers = new HashMap<>();
        for (Map.Entry<K, KafkaFuture<V>> entry : futures.entrySet()) {
            try {
                long left = Math.max(0, deadline - System.nanoTime());
                answers.put(entry.getKey(), entry.getValue().get(left, TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (!(cause instanceof UnknownTopicOrPartitionException)
                        && !(cause instanceof GroupIdNotFoundException)) {
                    throw new ReconciliationException("Cannot ask Kafka for positions: " + cause.getMessage(), cause);
                }
            } catch (TimeoutException e) {
                throw new ReconciliationException("Cannot ask Kafka for positions: it does not answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ReconciliationException("Cannot ask Kafka for positions: interrupted", e);
            }
        }
        return answers;
    }
}
