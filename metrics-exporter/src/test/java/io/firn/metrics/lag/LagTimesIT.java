package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.LagConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.metrics.BrokerExtension;
import io.firn.metrics.Scrape;
import io.firn.testing.MovableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ages, states and forecasts, of a group that is not the pipeline's. It checkpoints every 2 s. */
@ExtendWith(BrokerExtension.class)
class LagTimesIT {
    private static final Duration STEP = Duration.ofSeconds(2);

    private static EmbeddedBroker broker;
    private static TestTopics topics;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final MovableClock clock = new MovableClock(start);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Every test has a topic and a group of its own. */
    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);

    private final LagCollector collector = collector(1000);

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
    void theAgeIsThatOfTheOldestRecordNotCommitted() throws Exception {
        topics.create(name, 2);
        topics.sendAt(name, 0, ago(86_400), ago(3_600), ago(10));
        topics.sendAt(name, 1, ago(500), ago(50), ago(5));
        topics.commit(name, name, 2, 1);

        GroupLag lag = lag();
        assertThat(lag.records()).isEqualTo(3);
        assertIsAbout(lag.age().orElseThrow(), 50);
        assertThat(Scrape.of(registry)
                        .value("firn_kafka_group_lag_seconds", "{group=" + name + ", topic=" + name + "}"))
                .isBetween(49.0, 51.0);
    }

    @Test
    void whoHasCommittedEverythingIsNotLate() throws Exception {
        topics.create(name, 1);
        topics.sendAt(name, 0, ago(86_400), ago(3_600));
        topics.commit(name, name, 2);

        assertThat(lag().age()).contains(Duration.ZERO);
        assertThat(lag().status()).isEqualTo(GroupStatus.OK);
        assertThat(lag().catchUp()).contains(Duration.ZERO);
    }

    @Test
    void aTopicThatStampsItsRecordsHasAgesByThat() throws Exception {
        topics.create(name, 1, Map.of("message.timestamp.type", "LogAppendTime"));
        topics.sendAt(name, 0, ago(86_400), ago(80_000));
        topics.commit(name, name, 1);
        clock.advance(Duration.ofSeconds(100));

        assertThat(lag().age().orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(101));
    }

    @Test
    void deletedRecordsDoNotWaitButTheirLossIsSeen() throws Exception {
        topics.create(name, 1, Map.of("retention.ms", "604800000"));
        topics.sendAt(name, 0, ago(900), ago(800), ago(700), ago(600), ago(500));
        topics.commit(name, name, 1);
        topics.deleteBefore(name, 0, 3);

        GroupLag lag = lag();
        assertThat(lag.records()).isEqualTo(2);
        assertIsAbout(lag.age().orElseThrow(), 600);
        assertThat(lag.headroom()).contains(Duration.ZERO);
    }

    @Test
    void behindWhatCompactionTookTheNextRecordCounts() throws Exception {
        topics.create(
                name,
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "1",
                        "min.cleanable.dirty.ratio", "0.001"));
        topics.sendAt(name, 0, ago(9_000), ago(8_000), ago(7_000), ago(600), ago(500));
        topics.awaitCompactionOf(name, 0, 0);
        topics.commit(name, name, 1);

        GroupLag lag = lag();
        assertThat(lag.age().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(606));
        assertThat(lag.headroom()).isEmpty();
    }

    @Test
    void theMarkerOfATransactionIsNotLagWhereNobodySaidThatThereAreTransactions() throws Exception {
        topics.create(name, 2);
        topics.transaction(name, true, 3, 2);
        topics.commit(name, name, 3, 2);

        assertThat(lag().records()).isZero();
        topics.send(name, 0, 1);
        assertThat(lag().records()).isEqualTo(1);
    }

    @Test
    void theLastRecordIsLagWhereItIsNoMarker() throws Exception {
        topics.create(name, 1);
        topics.transaction(name, true, 3);
        topics.send(name, 0, 2);
        topics.commit(name, name, 5);

        assertThat(lag().records()).isEqualTo(1);
    }

    @Test
    void anAbortedTransactionWaitsUntilTheGroupIsBehindIt() throws Exception {
        topics.create(name, 1);
        topics.transaction(name, true, 3);
        topics.transaction(name, false, 2);
        topics.transaction(name, true, 1);
        topics.commit(name, name, 3);
        assertThat(lag().records()).isEqualTo(6);

        topics.commit(name, name, 8);
        assertThat(lag().records()).isZero();
        assertThat(lag().age()).contains(Duration.ZERO);
    }

    @Test
    void headroomIsWhatRetentionLeavesTheOldestRecord() throws Exception {
        topics.create(name, 1, Map.of("retention.ms", "3600000"));
        topics.sendAt(name, 0, ago(700), ago(600));
        topics.commit(name, name, 1);
        assertIsAbout(lag().headroom().orElseThrow(), 3_000);

        topics.commit(name, name, 2);
        assertIsAbout(lag().headroom().orElseThrow(), 3_600);
    }

    @Test
    void whereSizeLimitsATopicHeadroomIsTheTimeFromItsFirstRecord() throws Exception {
        topics.create(name, 1, Map.of("retention.ms", "-1", "retention.bytes", "1000000"));
        topics.sendAt(name, 0, ago(9_000), ago(8_000), ago(7_000), ago(600));
        topics.commit(name, name, 3);
        assertThat(lag().headroom()).isEmpty();

        topics.deleteBefore(name, 0, 1);
        assertIsAbout(lag().headroom().orElseThrow(), 7_400);
    }

    @Test
    void aGroupThatStopsIsKnownToHaveStopped() throws Exception {
        topics.create(name, 1);
        old(40);
        watch(2, 4, 6, 8, 10, 12);
        assertThat(lag().status()).isEqualTo(GroupStatus.OK);

        assertThat(watch(12, 12, 12, 12, 12, 12).status()).isEqualTo(GroupStatus.STOP);
    }

    @Test
    void aGroupThatRewindsIsKnownToHave() throws Exception {
        topics.create(name, 1);
        old(40);
        watch(10, 12, 14, 16, 18, 20);

        assertThat(watch(3, 4).status()).isEqualTo(GroupStatus.REWIND);
        assertThat(Scrape.of(registry)
                        .value("firn_kafka_group_status", "{group=" + name + ", state=rewind, topic=" + name + "}"))
                .isEqualTo(1);
        assertThat(watch(22).status()).isEqualTo(GroupStatus.OK);
    }

    @Test
    void aPartitionThatAGroupIsStuckAtStalls() throws Exception {
        topics.create(name, 2);
        old(20);
        topics.sendAt(name, 1, ago(500), ago(400));
        for (long offset = 1; offset < 9; offset++) {
            topics.commit(name, name, offset, 1);
            lag();
            clock.advance(STEP);
        }

        assertThat(lag().status()).isEqualTo(GroupStatus.STALL);
    }

    @Test
    void aNewGroupIsUnknownUntilItWasWatchedLongEnough() throws Exception {
        topics.create(name, 1);
        old(40);

        assertThat(watch(1, 1, 1).status()).isEqualTo(GroupStatus.UNKNOWN);
        assertThat(watch(1, 1, 1, 1).status()).isEqualTo(GroupStatus.STOP);
    }

    @Test
    void whatWaitsForTheNextCheckpointIsNoTrouble() throws Exception {
        topics.create(name, 1);
        topics.commit(name, name, 0);
        for (int i = 0; i < 12; i++) {
            topics.sendAt(
                    name, 0, clock.instant().minusMillis(1_500), clock.instant().minusMillis(100));
            assertThat(lag().status()).isEqualTo(GroupStatus.OK);
            topics.commit(name, name, i * 2L);
            clock.advance(STEP);
        }
    }

    @Test
    void catchingUpTakesWhatIsLeftAtThePaceOfTheLastWhile() throws Exception {
        topics.create(name, 1);
        old(40);
        watch(5, 10, 15);

        // 10 records in 6 s, 25 left.
        assertThat(lag().catchUp().orElseThrow()).isEqualTo(Duration.ofSeconds(15));
        topics.sendAt(name, 0, start);
        watch(15, 15, 15, 15, 15, 15, 15);
        assertThat(lag().catchUp()).isEmpty();
    }

    @Test
    void aTableIsAsLateAsTheOldestRecordThatIsNotInIt() throws Exception {
        topics.create(name, 2);
        topics.sendAt(name, 0, ago(900), ago(30));
        topics.sendAt(name, 1, ago(700), ago(70));
        TopicPartition one = new TopicPartition(name, 0);
        TopicPartition two = new TopicPartition(name, 1);
        collector.unlanded(List.of(
                new Unlanded("lake", "trials.late", Map.of(one, 1L, two, 1L)),
                new Unlanded("lake", "trials.whole", Map.of(one, 2L, two, 2L)),
                new Unlanded("lake", "trials.unknown", Map.of(one, 2L, new TopicPartition("none", 0), 0L))));

        assertThat(collector.collect().tables())
                .containsExactly(
                        new UnqueryableAge("lake", "trials.late", Duration.ofSeconds(70)),
                        new UnqueryableAge("lake", "trials.whole", Duration.ZERO));
        Scrape scrape = Scrape.of(registry);
        assertThat(scrape.value("firn_table_unqueryable_age_seconds", "{catalog=lake, table=trials.late}"))
                .isEqualTo(70);
        assertThat(scrape.value("firn_table_queryable_until_timestamp_seconds", "{catalog=lake, table=trials.whole}"))
                .isEqualTo(start.toEpochMilli() / 1000.0);
        assertThat(scrape.count("table=trials.unknown")).isZero();

        collector.unlanded(List.of());
        collector.collect();
        assertThat(Scrape.of(registry).count("table=trials.late")).isZero();
    }

    @Test
    void onlyGroupsThatWereAskedForAreWatched() throws Exception {
        topics.create(name, 1);
        topics.send(name, 0, 3);
        topics.commit(name, name, 1);
        topics.commit("other-" + name, name, 1);

        assertThat(collector.collect().groups()).extracting(GroupLag::group).containsExactly(name);
    }

    @Test
    void seriesBeyondTheCapAreLeftOutAndCounted() throws Exception {
        topics.create(name, 1);
        topics.create(name + ".more", 1);
        topics.commit(name, name, 0);
        topics.commit(name, name + ".more", 0);
        PrometheusMeterRegistry small = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (LagCollector capped = collector(LagSeries.MOST_OF_A_GROUP, small)) {
            assertThat(capped.collect().groups()).hasSize(2);
        }
        assertThat(Scrape.of(small).count("topic=" + name + "}")).isPositive();
        assertThat(Scrape.of(small).count("topic=" + name + ".more}")).isZero();
        assertThat(Scrape.of(small).value("firn_series_dropped_total", "{collector=lag}"))
                .isEqualTo(9);
    }

    /** Commits each offset and looks, a checkpoint apart; what the last look found. */
    private GroupLag watch(long... offsets) throws Exception {
        GroupLag last = null;
        for (long offset : offsets) {
            topics.commit(name, name, offset);
            last = lag();
            clock.advance(STEP);
        }
        return java.util.Objects.requireNonNull(last);
    }

    private void old(int records) throws Exception {
        Instant[] times = new Instant[records];
        for (int i = 0; i < records; i++) {
            times[i] = ago(1_000 - i);
        }
        topics.sendAt(name, 0, times);
    }

    private GroupLag lag() {
        return collector.collect().groups().stream()
                .filter(lag -> lag.group().equals(name) && lag.topic().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Instant ago(long seconds) {
        return start.minusSeconds(seconds);
    }

    private static void assertIsAbout(Duration found, long seconds) {
        assertThat((double) found.toMillis()).isBetween(seconds * 985.0, seconds * 1015.0);
    }

    private LagCollector collector(int mostSeries) {
        return collector(mostSeries, registry);
    }

    private LagCollector collector(int mostSeries, PrometheusMeterRegistry into) {
        return new LagCollector(
                new KafkaConfig(broker.bootstrapServers(), Map.of()),
                new PipelineConfig(
                        "none",
                        STEP,
                        URI.create("file:/tmp/unused"),
                        1,
                        DataSize.megabytes(1),
                        100,
                        Map.of(),
                        List.of()),
                new LagConfig(Duration.ofSeconds(1), List.of(name + "*")),
                Duration.ofSeconds(20),
                mostSeries,
                clock,
                into,
                () -> true);
    }
}
