package io.firn.metrics.lag;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The topics that are looked at, each with what it needs of every round: four questions, whatever their number. */
final class Topics {
    /** Retention rarely changes. */
    private static final long CONFIGS_FOR_MILLIS = 600_000;

    private final Predicate<String> transactionsOnly;
    private final Map<String, TopicState> states = new TreeMap<>();
    private Map<String, Retention> retentions = new HashMap<>();
    private long configsAt = Long.MIN_VALUE;

    /** {@code transactionsOnly} says of which topics it is known that everything in them is written in transactions. */
    Topics(Predicate<String> transactionsOnly) {
        this.transactionsOnly = transactionsOnly;
    }

    Optional<TopicState> find(String name) {
        return Optional.ofNullable(states.get(name));
    }

    Collection<TopicState> all() {
        return Collections.unmodifiableCollection(states.values());
    }

    /** Looks at these topics and forgets all others. */
    void look(Set<String> names, KafkaAnswers kafka, long now) {
        Map<String, TopicDescription> descriptions = kafka.topics(names);
        states.keySet().retainAll(descriptions.keySet());
        readRetention(descriptions.keySet(), kafka, now);
        descriptions.forEach((name, description) -> {
            Retention retention = retentions.getOrDefault(name, Retention.UNKNOWN);
            int size = description.partitions().size();
            TopicState known = states.get(name);
            if (known == null || !known.isStill(description.topicId(), size, retention)) {
                states.put(
                        name,
                        new TopicState(name, description.topicId(), size, transactionsOnly.test(name), retention));
            } else {
                known.retention(retention);
            }
        });
        readOffsets(kafka);
    }

    private void readRetention(Set<String> names, KafkaAnswers kafka, long now) {
        boolean isFresh = configsAt != Long.MIN_VALUE && now - configsAt < CONFIGS_FOR_MILLIS;
        if (names.isEmpty() || (isFresh && retentions.keySet().containsAll(names))) {
            return;
        }
        Map<String, Config> configs = kafka.configs(names);
        Map<String, Retention> read = new HashMap<>();
        names.forEach(name -> read.put(
                name, Optional.ofNullable(configs.get(name)).map(Retention::of).orElse(Retention.UNKNOWN)));
        retentions = read;
        configsAt = now;
    }

    private void readOffsets(KafkaAnswers kafka) {
        Set<TopicPartition> all = new LinkedHashSet<>();
        states.values().forEach(topic -> all.addAll(topic.partitions()));
        if (all.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> earliest = kafka.offsets(all, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = kafka.offsets(all, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> end = kafka.offsets(all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        // A topic that went away between two questions has no complete answer and counts as missing.
        states.values().removeIf(topic -> {
            List<TopicPartition> partitions = topic.partitions();
            return !earliest.keySet().containsAll(partitions)
                    || !stable.keySet().containsAll(partitions)
                    || !end.keySet().containsAll(partitions);
        });
        for (TopicState topic : states.values()) {
            List<TopicPartition> partitions = topic.partitions();
            topic.offsets(of(earliest, partitions), of(stable, partitions), of(end, partitions));
        }
    }

    private static long[] of(Map<TopicPartition, Long> offsets, List<TopicPartition> partitions) {
        return partitions.stream()
                .mapToLong(partition -> offsets.getOrDefault(partition, -1L))
                .toArray();
    }
}
