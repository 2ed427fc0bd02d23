package io.firn.metrics.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * One round of questions to Kafka: topics, committed offsets of all groups, then earliest, stable and end offsets of all
 * partitions, each as one call. Committed offsets are asked for first, so a group is never seen ahead of the end.
 */
final class LagSurvey {
    private final Admin admin;
    private final String bootstrapServers;
    private final Duration timeout;
    private final long deadline;

    LagSurvey(Admin admin, String bootstrapServers, Duration timeout) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    LagView take(List<Subscription> subscriptions, Instant now) {
        Set<String> topics =
                subscriptions.stream().map(Subscription::topic).collect(Collectors.toCollection(TreeSet::new));
        Map<String, List<TopicPartition>> partitions = partitions(topics);
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = committed(subscriptions, partitions);
        List<TopicPartition> all =
                partitions.values().stream().flatMap(List::stream).toList();
        Map<TopicPartition, Long> earliest = offsets(all, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = offsets(all, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> end = offsets(all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);

        // A topic that went away between two questions has no complete answer and counts as missing.
        partitions
                .values()
                .removeIf(list -> !earliest.keySet().containsAll(list)
                        || !stable.keySet().containsAll(list)
                        || !end.keySet().containsAll(list));
        List<GroupLag> groups = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            List<TopicPartition> ofTopic = partitions.get(subscription.topic());
            if (ofTopic == null) {
                continue;
            }
            Map<TopicPartition, OffsetAndMetadata> ofGroup = committed.getOrDefault(subscription.group(), Map.of());
            long records = 0;
            int behind = 0;
            for (TopicPartition partition : ofTopic) {
                OffsetAndMetadata offset = ofGroup.get(partition);
                long waiting = new PartitionLag(
                                at(earliest, partition),
                                at(stable, partition),
                                at(end, partition),
                                offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset()))
                        .records(subscription.transactionsOnly());
                records += waiting;
                behind += waiting > 0 ? 1 : 0;
            }
            groups.add(new GroupLag(subscription.group(), subscription.topic(), records, ofTopic.size(), behind));
        }
        topics.removeAll(partitions.keySet());
        return new LagView(now, groups, List.copyOf(topics));
    }

    private Map<String, List<TopicPartition>> partitions(Set<String> topics) {
        Map<String, List<TopicPartition>> partitions = new TreeMap<>();
        answers(admin.describeTopics(topics).topicNameValues()).forEach((topic, description) -> {
            TopicDescription found = description;
            partitions.put(
                    topic,
                    found.partitions().stream()
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList());
        });
        return partitions;
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(
            List<Subscription> subscriptions, Map<String, List<TopicPartition>> partitions) {
        Map<String, List<TopicPartition>> wanted = new TreeMap<>();
        for (Subscription subscription : subscriptions) {
            wanted.computeIfAbsent(subscription.group(), group -> new ArrayList<>())
                    .addAll(partitions.getOrDefault(subscription.topic(), List.of()));
        }
        Map<String, ListConsumerGroupOffsetsSpec> specs = wanted.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new ListConsumerGroupOffsetsSpec()
                        .topicPartitions(entry.getValue())));
        ListConsumerGroupOffsetsResult result = admin.listConsumerGroupOffsets(specs);
        return answers(wanted.keySet().stream()
                .collect(Collectors.toMap(Function.identity(), result::partitionsToOffsetAndMetadata)));
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec, IsolationLevel level) {
        ListOffsetsResult result = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)),
                new ListOffsetsOptions(level));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answers(partitions.stream().collect(Collectors.toMap(Function.identity(), result::partitionResult)))
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** The answers but those about topics that do not exist. */
    private <K, V> Map<K, V> answers(Map<K, KafkaFuture<V>> futures) {
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
                if (!(cause instanceof UnknownTopicOrPartitionException)) {
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
                "Cannot read consumer lag: " + bootstrapServers + " does not answer within " + timeout.toMillis()
                        + " ms",
                cause);
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new IllegalStateException("Cannot happen: no offset of " + partition);
        }
        return offset;
    }
}
