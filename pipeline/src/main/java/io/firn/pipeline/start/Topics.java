package io.firn.pipeline.start;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.StreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics of all streams: missing ones are created, existing ones checked for what has to pass through them. */
final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    /** For headers, key and the batch around a record. */
    private static final long ENVELOPE_BYTES = 64 << 10;

    /** What a dead letter's own headers and its batch take at most. */
    private static final long LETTER_BYTES = 8 << 10;

    private static final Duration ANSWER = Duration.ofSeconds(8);
    private static final Duration LONGEST_TRANSACTION = Duration.ofDays(7);
    private static final Duration USUAL_TRANSACTION = Duration.ofMinutes(10);

    private final Admin admin;
    private final FirnConfig config;

    private Topics(Admin admin, FirnConfig config) {
        this.admin = admin;
        this.config = config;
    }

    /**
     * What the jobs have to know of them.
     *
     * @param deadLetterBytes by raw topic, what a record in its dead-letter topic may have
     * @param groupsWithOffsets of the pipeline's own groups
     */
    record Facts(Map<String, Long> deadLetterBytes, Duration transactionTimeout, Set<String> groupsWithOffsets) {}

    static Facts prepare(FirnConfig config, List<StreamConfig> streams)
            throws ExecutionException, InterruptedException {
        Map<String, Object> properties = new HashMap<>(config.kafka().properties());
        properties.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(ANSWER.toMillis()));
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(ANSWER.toMillis() / 2));
        try (Admin admin = Admin.create(properties)) {
            Topics topics = new Topics(admin, config);
            return new Facts(topics.prepare(streams), topics.transactionTimeout(), topics.groupsWithOffsets());
        }
    }

    private Map<String, Long> prepare(List<StreamConfig> streams) throws ExecutionException, InterruptedException {
        Set<String> names = streams.stream()
                .flatMap(stream -> Stream.of(stream.topic(), stream.validTopic(), stream.deadLetterTopic()))
                .collect(Collectors.toSet());
        Map<String, TopicDescription> existing = describe(names);
        create(streams.stream()
                .map(StreamConfig::topic)
                .filter(topic -> !existing.containsKey(topic))
                .map(topic -> new NewTopic(topic, Optional.empty(), Optional.empty()))
                .toList());
        Map<String, TopicDescription> raw =
                describe(streams.stream().map(StreamConfig::topic).collect(Collectors.toSet()));
        Map<String, Long> limits = maxMessageBytes(raw.keySet());
        List<NewTopic> missing = new ArrayList<>();
        for (StreamConfig stream : streams) {
            TopicDescription topic = raw.get(stream.topic());
            if (topic == null) {
                throw new UnknownTopicOrPartitionException("topic " + stream.topic() + " is not known yet");
            }
            long largest = Math.max(
                    limit(limits, stream.topic()),
                    config.pipeline().maxRecordSize().bytes());
            for (String name : List.of(stream.validTopic(), stream.deadLetterTopic())) {
                if (!existing.containsKey(name)) {
                    missing.add(
                            new NewTopic(name, Optional.of(topic.partitions().size()), Optional.empty())
                                    .configs(Map.of(
                                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                            String.valueOf(Math.min(Integer.MAX_VALUE, largest + ENVELOPE_BYTES)))));
                }
            }
        }
        create(missing);
        return check(streams, limits);
    }

    private Map<String, Long> check(List<StreamConfig> streams, Map<String, Long> rawLimits)
            throws ExecutionException, InterruptedException {
        Map<String, Long> limits = maxMessageBytes(streams.stream()
                .flatMap(stream -> Stream.of(stream.validTopic(), stream.deadLetterTopic()))
                .collect(Collectors.toSet()));
        List<String> problems = new ArrayList<>();
        Map<String, Long> deadLetterBytes = new HashMap<>();
        for (StreamConfig stream : streams) {
            long letters = limit(limits, stream.deadLetterTopic());
            require(problems, stream.deadLetterTopic(), letters, limit(rawLimits, stream.topic()) + LETTER_BYTES);
            long recordSize = Math.min(config.pipeline().maxRecordSize().bytes(), Integer.MAX_VALUE - ENVELOPE_BYTES);
            require(problems, stream.validTopic(), limit(limits, stream.validTopic()), recordSize + ENVELOPE_BYTES / 2);
            deadLetterBytes.put(stream.topic(), letters - LETTER_BYTES);
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
        return deadLetterBytes;
    }

    private static long limit(Map<String, Long> limits, String topic) {
        Long limit = limits.get(topic);
        if (limit == null) {
            throw new UnknownTopicOrPartitionException("topic " + topic + " is not known yet");
        }
        return limit;
    }

    private static void require(List<String> problems, String topic, long limit, long needed) {
        if (limit < needed) {
            problems.add("Cannot use topic '" + topic + "': its max.message.bytes is " + limit
                    + ", and the largest records that it must hold need " + needed);
        }
    }

    private Map<String, TopicDescription> describe(Set<String> names) throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (var entry : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(entry.getKey(), entry.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return found;
    }

    private void create(List<NewTopic> topics) throws ExecutionException, InterruptedException {
        for (var entry : admin.createTopics(topics).values().entrySet()) {
            try {
                entry.getValue().get();
                LOG.info("Created topic {}", entry.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private Map<String, Long> maxMessageBytes(Set<String> topics) throws ExecutionException, InterruptedException {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<String, Long> limits = new HashMap<>();
        for (var entry : admin.describeConfigs(resources).all().get().entrySet()) {
            String limit = value(entry.getValue(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            limits.put(entry.getKey().name(), Long.parseLong(limit));
        }
        return limits;
    }

    /**
     * As long as the broker allows, up to a week: what a killed pipeline had written but not committed is lost once the
     * broker gives its transaction up.
     */
    private Duration transactionTimeout() throws ExecutionException, InterruptedException {
        String configured = config.kafka().properties().get("transaction.timeout.ms");
        if (configured != null) {
            return Duration.ofMillis(Long.parseLong(configured));
        }
        try {
            String node = admin.describeCluster().controller().get().idString();
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
            Config settings = admin.describeConfigs(List.of(broker))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next();
            Duration allowed = Duration.ofMillis(Long.parseLong(value(settings, "transaction.max.timeout.ms")));
            return allowed.compareTo(LONGEST_TRANSACTION) < 0 ? allowed : LONGEST_TRANSACTION;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException) {
                LOG.warn("Cannot ask the broker for transaction.max.timeout.ms: {}", Persistence.reason(e));
                return USUAL_TRANSACTION;
            }
            throw e;
        }
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        if (entry == null || entry.value() == null) {
            throw new ApiException("Kafka does not tell its setting " + name);
        }
        return entry.value();
    }

    private Set<String> groupsWithOffsets() throws ExecutionException, InterruptedException {
        Set<String> groups = new HashSet<>();
        for (String group :
                List.of(config.pipeline().validationGroup(), config.pipeline().landingGroup())) {
            if (!admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }
}
