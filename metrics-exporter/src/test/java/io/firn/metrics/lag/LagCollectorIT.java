package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.metrics.BrokerExtension;
import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class LagCollectorIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static EmbeddedBroker broker;
    private static Admin admin;

    /** Every test has a pipeline of its own. */
    private final String name = "p" + UUID.randomUUID().toString().substring(0, 8);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PipelineConfig pipeline = pipeline("visits", "labs");
    private final String raw = topic("visits");
    private final String valid = raw + ".valid";
    private final LagCollector collector = collector(broker.bootstrapServers(), pipeline, TIMEOUT);

    @BeforeAll
    static void connect(EmbeddedBroker shared) {
        broker = shared;
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void disconnect() {
        admin.close();
    }

    @AfterEach
    void closeCollector() {
        collector.close();
    }

    @Test
    void aGroupBehindIsBehindByTheRecordsItHasNotCommitted() throws Exception {
        create(raw, 2);
        send(raw, 0, 10);
        send(raw, 1, 5);
        commit(pipeline.validationGroup(), raw, 7, 5);

        assertThat(lag(pipeline.validationGroup(), raw))
                .isEqualTo(new GroupLag(pipeline.validationGroup(), raw, 3, 2, 1));
        assertThat(collector.last().orElseThrow().takenAt()).isEqualTo(NOON);
        assertThat(Scrape.of(registry)
                        .value(
                                "firn_kafka_group_lag_records",
                                "{group=" + pipeline.validationGroup() + ", topic=" + raw + "}"))
                .isEqualTo(3);
    }

    @Test
    void aGroupThatNeverCommittedIsBehindByEverything() throws Exception {
        create(raw, 1);
        send(raw, 0, 4);

        assertThat(lag(pipeline.validationGroup(), raw).records()).isEqualTo(4);
    }

    @Test
    void aGroupThatHasReadAllTransactionsHasNoLag() throws Exception {
        create(valid, 2);
        transaction(valid, true, 3, 2);
        commit(pipeline.landingGroup(), valid, 3, 2);

        assertThat(lag(pipeline.landingGroup(), valid))
                .isEqualTo(new GroupLag(pipeline.landingGroup(), valid, 0, 2, 0));
    }

    @Test
    void recordsOfACommittedTransactionWait() throws Exception {
        create(valid, 1);
        transaction(valid, true, 3);
        commit(pipeline.landingGroup(), valid, 1);

        assertThat(lag(pipeline.landingGroup(), valid).records()).isEqualTo(2);
    }

    @Test
    void recordsOfAnOpenTransactionDoNotWait() throws Exception {
        create(valid, 1);
        transaction(valid, true, 3);
        commit(pipeline.landingGroup(), valid, 4);
        try (KafkaProducer<byte[], byte[]> open = transactional()) {
            open.beginTransaction();
            open.send(new ProducerRecord<>(valid, 0, null, new byte[8])).get();

            assertThat(lag(pipeline.landingGroup(), valid).records()).isZero();
            open.abortTransaction();
        }
    }

    /** The documented limit: nothing but reading tells an aborted record from one that waits. */
    @Test
    void anAbortedTransactionCountsUntilTheGroupCommitsBeyondIt() throws Exception {
        create(valid, 1);
        transaction(valid, true, 3);
        transaction(valid, false, 2);
        commit(pipeline.landingGroup(), valid, 3);
        assertThat(lag(pipeline.landingGroup(), valid).records()).isEqualTo(3);

        transaction(valid, true, 1);
        commit(pipeline.landingGroup(), valid, 8);
        assertThat(lag(pipeline.landingGroup(), valid).records()).isZero();
    }

    @Test
    void aTopicThatIsDeletedMeanwhileLosesItsSeries() throws Exception {
        create(raw, 1);
        send(raw, 0, 4);
        String labs = topic("labs");
        create(labs, 1);
        send(labs, 0, 9);
        assertThat(collector.collect().missingTopics()).containsExactly(labs + ".valid", valid);

        admin.deleteTopics(List.of(raw)).all().get();
        LagView view = collector.collect();

        assertThat(view.missingTopics()).containsExactly(labs + ".valid", raw, valid);
        assertThat(view.groups()).containsExactly(new GroupLag(pipeline.validationGroup(), labs, 9, 1, 1));
        assertThat(Scrape.of(registry).count("topic=" + raw + "}")).isZero();
        assertThat(Scrape.of(registry).count("topic=" + labs + "}")).isEqualTo(1);
    }

    @Test
    void aPipelineWithoutTopicsHasNoLag() {
        try (LagCollector idle = collector(broker.bootstrapServers(), pipeline(), TIMEOUT)) {
            assertThat(idle.collect()).isEqualTo(new LagView(NOON, List.of(), List.of()));
        }
        assertThat(collector.collect().groups()).isEmpty();
        assertThat(collector.collect().missingTopics()).hasSize(4);
    }

    @Test
    void anUnreachableBrokerIsNamedAndTheLastViewStays() throws Exception {
        create(raw, 1);
        send(raw, 0, 4);
        LagView before = collector.collect();
        String scrape = registry.scrape();
        String nowhere;
        try (ServerSocket socket = new ServerSocket(0)) {
            nowhere = "127.0.0.1:" + socket.getLocalPort();
        }
        try (LagCollector lost = collector(nowhere, pipeline, Duration.ofMillis(500))) {
            assertThatThrownBy(lost::collect)
                    .isInstanceOf(LagException.class)
                    .hasMessage("Cannot read consumer lag: " + nowhere + " does not answer within 500 ms");
            assertThat(lost.last()).isEmpty();
        }
        assertThat(collector.last()).contains(before);
        assertThat(registry.scrape()).isEqualTo(scrape);
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        try (LagCollector lost = collector("no-such-host.invalid:9092", pipeline, TIMEOUT)) {
            assertThatThrownBy(lost::collect)
                    .isInstanceOf(LagException.class)
                    .hasMessageStartingWith("Cannot read consumer lag: no client for no-such-host.invalid:9092, ");
        }
    }

    private GroupLag lag(String group, String topic) {
        return collector.collect().groups().stream()
                .filter(lag -> lag.group().equals(group) && lag.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private String topic(String stream) {
        return name + "." + stream;
    }

    private void create(String topic, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    private static void send(String topic, int partition, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, partition, null, new byte[8]))
                        .get();
            }
        }
    }

    /** {@code records} by partition. */
    private static void transaction(String topic, boolean commits, int... records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = transactional()) {
            producer.beginTransaction();
            for (int partition = 0; partition < records.length; partition++) {
                for (int i = 0; i < records[partition]; i++) {
                    producer.send(new ProducerRecord<>(topic, partition, null, new byte[8]))
                            .get();
                }
            }
            if (commits) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        for (int partition = 0; partition < records.length; partition++) {
            awaitMarker(new TopicPartition(topic, partition));
        }
    }

    /** The coordinator answers before the partitions have the marker. */
    private static void awaitMarker(TopicPartition partition) throws Exception {
        Instant deadline = Instant.now().plus(TIMEOUT);
        while (end(partition, IsolationLevel.READ_COMMITTED) < end(partition, IsolationLevel.READ_UNCOMMITTED)) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    private static long end(TopicPartition partition, IsolationLevel level) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("transactional.id", UUID.randomUUID().toString()));
        producer.initTransactions();
        return producer;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new java.util.HashMap<>(more);
        properties.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** {@code offsets} by partition. */
    private static void commit(String group, String topic, long... offsets) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> all = new java.util.HashMap<>();
        for (int partition = 0; partition < offsets.length; partition++) {
            all.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offsets[partition]));
        }
        admin.alterConsumerGroupOffsets(group, all).all().get();
    }

    private LagCollector collector(String bootstrapServers, PipelineConfig config, Duration timeout) {
        return new LagCollector(
                new KafkaConfig(bootstrapServers, Map.of()),
                config,
                timeout,
                Clock.fixed(NOON, ZoneOffset.UTC),
                registry);
    }

    private PipelineConfig pipeline(String... streams) {
        return new PipelineConfig(
                name,
                Duration.ofSeconds(2),
                URI.create("file:/tmp/unused"),
                1,
                DataSize.megabytes(1),
                100,
                Map.of(),
                Arrays.stream(streams)
                        .map(stream -> new StreamConfig(
                                topic(stream),
                                "trials." + stream,
                                List.of(),
                                StreamConfig.Mode.APPEND,
                                new StreamConfig.Evolve(),
                                List.of(),
                                Optional.empty(),
                                Map.of()))
                        .toList());
    }
}
