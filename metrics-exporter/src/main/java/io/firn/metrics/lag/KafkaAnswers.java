package io.firn.metrics.lag;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What Kafka's admin client says, about many things in each question. What does not exist has no answer. Every question
 * has to be answered in time, or a {@link LagException} says so.
 */
final class KafkaAnswers {
    private static final Predicate<Throwable> NO_SUCH_TOPIC = UnknownTopicOrPartitionException.class::isInstance;

    /** Some clusters do not let everyone ask these. */
    private static final Predicate<Throwable> NOT_FOR_US = NO_SUCH_TOPIC
            .or(AuthorizationException.class::isInstance)
            .or(UnsupportedVersionException.class::isInstance);

    private final Admin admin;
    private final String bootstrapServers;
    private final Duration patience;

    KafkaAnswers(Admin admin, String bootstrapServers, Duration patience) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.patience = patience;
    }

    Map<String, TopicDescription> topics(Collection<String> names) {
        return answers(admin.describeTopics(names).topicNameValues(), NO_SUCH_TOPIC);
    }

    /** Every group that reads topics, with members or without. */
    List<String> groups() {
        String all = "groups";
        return answers(
                        Map.of(
                                all,
                                admin.listGroups(ListGroupsOptions.forConsumerGroups())
                                        .all()),
                        error -> false)
                .getOrDefault(all, List.of())
                .stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** The committed offsets of all topics, by group, as soon as they are taken from the answer. */
    Asked committed(Collection<String> groups) {
        Map<String, ListConsumerGroupOffsetsSpec> specs = groups.stream()
                .collect(Collectors.toMap(Function.identity(), group -> new ListConsumerGroupOffsetsSpec()));
        return new Asked(groups, admin.listConsumerGroupOffsets(specs));
    }

    /** A question on its way, so that another one can be sent before its answer is read. */
    record Asked(Collection<String> groups, ListConsumerGroupOffsetsResult result) {}

    Map<String, Map<TopicPartition, OffsetAndMetadata>> await(Asked asked) {
        return answers(
                asked.groups().stream()
                        .collect(Collectors.toMap(Function.identity(), asked.result()::partitionsToOffsetAndMetadata)),
                error -> false);
    }

    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> specs =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        listOffsets(specs, level).forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** The first record of at least this time, in milliseconds, by partition. */
    Map<TopicPartition, Found> firstFrom(Map<TopicPartition, Long> times) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        times.forEach((partition, time) -> specs.put(partition, OffsetSpec.forTimestamp(time)));
        return found(specs);
    }

    /** The record of the newest time, by partition. */
    Map<TopicPartition, Found> newest(Collection<TopicPartition> partitions) {
        return found(partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.maxTimestamp())));
    }

    Map<String, Config> configs(Collection<String> topics) {
        Map<String, ConfigResource> resources = topics.stream()
                .collect(Collectors.toMap(
                        Function.identity(), topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)));
        Map<ConfigResource, KafkaFuture<Config>> values =
                admin.describeConfigs(resources.values()).values();
        Map<String, Config> configs = new HashMap<>();
        answers(values, NOT_FOR_US).forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    /** Who has written to the partitions lately, where Kafka lets us know. */
    Map<TopicPartition, PartitionProducerState> producers(Set<TopicPartition> partitions) {
        var result = admin.describeProducers(partitions);
        return answers(
                partitions.stream().collect(Collectors.toMap(Function.identity(), result::partitionResult)),
                NOT_FOR_US);
    }

    private Map<TopicPartition, Found> found(Map<TopicPartition, OffsetSpec> specs) {
        Map<TopicPartition, Found> found = new HashMap<>();
        listOffsets(specs, IsolationLevel.READ_UNCOMMITTED)
                .forEach((partition, info) -> found.put(
                        partition, info.offset() < 0 ? Found.NOTHING : new Found(info.offset(), info.timestamp())));
        return found;
    }

    private Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> listOffsets(
            Map<TopicPartition, OffsetSpec> specs, IsolationLevel level) {
        ListOffsetsResult result = admin.listOffsets(specs, new ListOffsetsOptions(level));
        return answers(
                specs.keySet().stream().collect(Collectors.toMap(Function.identity(), result::partitionResult)),
                NO_SUCH_TOPIC);
    }

    /** The answers but those that are errors which may be passed over. */
    private <K, V> Map<K, V> answers(Map<K, KafkaFuture<V>> futures, Predicate<Throwable> passedOver) {
        long deadline = System.nanoTime() + patience.toNanos();
        Map<K, V> answers = new HashMap<>();
        for (Map.Entry<K, KafkaFuture<V>> entry : futures.entrySet()) {
            try {
                long left = Math.max(0, deadline - System.nanoTime());
                answers.put(entry.getKey(), entry.getValue().get(left, TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                    throw timedOut(cause);
                }
                if (!passedOver.test(cause)) {
                    throw new LagException(
                            "Cannot read consumer lag: " + bootstrapServers + " answers " + cause.getMessage(), cause);
                }
            } catch (TimeoutException e) {
                throw timedOut(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LagException("Cannot read consumer lag: interrupted", e);
            }
        }
        return answers;
    }

    private LagException timedOut(Throwable cause) {
        return new LagException(
                "Cannot read consumer lag: " + bootstrapServers + " does not answer within " + patience.toMillis()
                        + " ms",
                cause);
    }
}
