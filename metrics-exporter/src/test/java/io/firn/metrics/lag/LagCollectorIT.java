package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.LagConfig;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    private static TestTopics topics;

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
        topics = new TestTopics(broker.bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    @AfterEach
    void closeCollector() {
        collector.close();
    }

    @Test
    void aGroupBehindIsBehindByTheRecordsItHasNotCommitted() throws Exception {
        topics.create(raw, 2);
        topics.send(raw, 0, 10);
        topics.send(raw, 1, 5);
        topics.commit(pipeline.validationGroup(), raw, 7, 5);

        GroupLag lag = lag(pipeline.validationGroup(), raw);
        assertThat(lag.records()).isEqualTo(3);
        assertThat(lag.partitions()).isEqualTo(2);
        assertThat(lag.partitionsBehind()).isEqualTo(1);
        assertThat(collector.last().orElseThrow().takenAt()).isEqualTo(NOON);
        assertThat(Scrape.of(registry)
                        .value(
                                "firn_kafka_group_lag_records",
                                "{group=" + pipeline.validationGroup() + ", topic=" + raw + "}"))
                .isEqualTo(3);
    }

    @Test
    void aGroupThatNeverCommittedIsBehindByEverything() throws Exception {
        topics.create(raw, 1);
        topics.send(raw, 0, 4);

        assertThat(lag(pipeline.validationGroup(), raw).records()).isEqualTo(4);
    }

    @Test
    void aGroupThatHasReadAllTransactionsHasNoLag() throws Exception {
        topics.create(valid, 2);
        topics.transaction(valid, true, 3, 2);
        topics.commit(pipeline.landingGroup(), valid, 3, 2);

        GroupLag lag = lag(pipeline.landingGroup(), valid);
        assertThat(lag.records()).isZero();
        assertThat(lag.age()).contains(Duration.ZERO);
        assertThat(lag.status()).isEqualTo(GroupStatus.OK);
    }

    @Test
    void recordsOfACommittedTransactionWait() throws Exception {
        topics.create(valid, 1);
        topics.transaction(valid, true, 3);
        topics.commit(pipeline.landingGroup(), valid, 1);

        assertThat(lag(pipeline.landingGroup(), valid).records()).isEqualTo(2);
    }

    @Test
    void recordsOfAnOpenTransactionDoNotWait() throws Exception {
        topics.create(valid, 1);
        topics.transaction(valid, true, 3);
        topics.commit(pipeline.landingGroup(), valid, 4);
        try (KafkaProducer<byte[], byte[]> open = topics.transactional()) {
            open.beginTransaction();
            open.send(new ProducerRecord<>(valid, 0, null, new byte[8])).get();

            assertThat(lag(pipeline.landingGroup(), valid).records()).isZero();
            open.abortTransaction();
        }
    }

    /** The documented limit: nothing but reading tells an aborted record from one that waits. */
    @Test
    void anAbortedTransactionCountsUntilTheGroupCommitsBeyondIt() throws Exception {
        topics.create(valid, 1);
        topics.transaction(valid, true, 3);
        topics.transaction(valid, false, 2);
        topics.commit(pipeline.landingGroup(), valid, 3);
        assertThat(lag(pipeline.landingGroup(), valid).records()).isEqualTo(3);

        topics.transaction(valid, true, 1);
        topics.commit(pipeline.landingGroup(), valid, 8);
        assertThat(lag(pipeline.landingGroup(), valid).records()).isZero();
    }

    @Test
    void aTopicThatIsDeletedMeanwhileLosesItsSeries() throws Exception {
        topics.create(raw, 1);
        topics.send(raw, 0, 4);
        String labs = topic("labs");
        topics.create(labs, 1);
        topics.send(labs, 0, 9);
        assertThat(collector.collect().missingTopics()).containsExactly(labs + ".valid", valid);

        topics.admin().deleteTopics(List.of(raw)).all().get();
        LagView view = collector.collect();

        assertThat(view.missingTopics()).containsExactly(labs + ".valid", raw, valid);
        assertThat(view.groups()).extracting(GroupLag::topic).containsExactly(labs);
        assertThat(view.records()).isEqualTo(9);
        assertThat(Scrape.of(registry).count("topic=" + raw + "}")).isZero();
        assertThat(Scrape.of(registry).count("topic=" + labs + "}")).isPositive();
    }

    @Test
    void aPipelineWithoutTopicsHasNoLag() {
        try (LagCollector idle = collector(broker.bootstrapServers(), pipeline(), TIMEOUT)) {
            assertThat(idle.collect()).isEqualTo(new LagView(NOON, List.of(), List.of(), List.of()));
        }
        assertThat(collector.collect().groups()).isEmpty();
        assertThat(collector.collect().missingTopics()).hasSize(4);
    }

    @Test
    void anUnreachableBrokerIsNamedAndTheLastViewStays() throws Exception {
        topics.create(raw, 1);
        topics.send(raw, 0, 4);
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

    private LagCollector collector(String bootstrapServers, PipelineConfig config, Duration timeout) {
        return new LagCollector(
                new KafkaConfig(bootstrapServers, Map.of()),
                config,
                new LagConfig(Duration.ofSeconds(1), List.of()),
                timeout,
                1000,
                Clock.fixed(NOON, ZoneOffset.UTC),
                registry,
                () -> true);
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
