package io.firn.quality.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.FirnConfig;
import io.firn.testing.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, real tables and a real database; the pipeline is done by hand. */
@Timeout(120)
class ReconciliationIT {
    private static final String TABLE = "demo.events";
    private static final Duration KAFKA = Duration.ofSeconds(10);
    private static EmbeddedBroker broker;

    @TempDir
    private static Path brokerDirectory;

    @TempDir
    private Path directory;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private FirnConfig config;
    private JdbcConnectionPool database;
    private HandPipeline pipeline;
    private Reconciliation reconciliation;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(brokerDirectory.resolve("data"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        Path lake = Files.createDirectories(directory.resolve(UUID.randomUUID().toString()));
        config = Configs.of("raw-" + UUID.randomUUID(), "append", broker.bootstrapServers(), lake, "freeze-for: 7d");
        database = JdbcConnectionPool.create("jdbc:h2:file:" + lake.resolve("daemon") + ";WRITE_DELAY=0", "", "");
        pipeline = new HandPipeline(config, Map.of());
        reconciliation = reconciliation("one");
    }

    @AfterEach
    void stop() throws Exception {
        reconciliation.close();
        pipeline.close();
        database.dispose();
    }

    private Reconciliation reconciliation(String replica) {
        return new Reconciliation(config, pipeline.catalog(), database, replica, KAFKA, clock);
    }

    @Test
    void everyRecordEndsInTheTableOrAsADeadLetter() throws Exception {
        pipeline.produce(0, 10);
        pipeline.produce(1, 5);
        reconciliation.round();
        assertThat(tally()).isEqualTo(Tally.NONE);
        pipeline.pass(Set.of(), Set.of(3L, 9L));
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(15, 13, 2, 0, 0, 0, 0, 0));
        assertThat(only().deadLetters()).isEqualTo(Map.of("WRONG_TYPE", 2L));
        assertThat(reconciliation.unlanded()).extracting(UnlandedOffset::offset).containsExactly(10L, 5L);
        assertThat(reconciliation.hold(TABLE)).isEmpty();
    }

    @Test
    void aDroppedRecordIsMissingOnceTheNextCheckpointHasPassed() throws Exception {
        pipeline.produce(0, 10);
        pipeline.pass(Set.of(4L, 5L, 8L), Set.of());
        reconciliation.round();
        reconciliation.round();
        assertThat(reconciliation.missing()).isEmpty();
        pipeline.produce(0, 3);
        pipeline.pass();
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(13, 10, 0, 0, 0, 0, 3, 3));
        assertThat(reconciliation.missing())
                .extracting(MissingRecords::range)
                .containsExactly(new OffsetRange(4, 6), new OffsetRange(8, 9));
        MissingRecords first = reconciliation.missing().get(0);
        assertThat(first.table()).isEqualTo(TABLE);
        assertThat(first.firstRecord().orElseThrow()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        clock.advance(Duration.ofSeconds(6));
        assertThat(reconciliation.hold(TABLE).orElseThrow())
                .startsWith("held: missing records: 1 record of topic raw-")
                .contains("partition 0, offset 8, of ")
                .contains("and 1 findings more; until they arrive, or 2026-01-09T03:04:05Z")
                .doesNotContain(HandPipeline.SECRET);
        assertThat(reconciliation.hold("demo.others")).isEmpty();
    }

    @Test
    void lateArrivalResolves() throws Exception {
        aDroppedRecordIsMissingOnceTheNextCheckpointHasPassed();
        pipeline.commit(HandPipeline.rows(0, 4, 6));
        pipeline.produce(0, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(14, 13, 0, 0, 0, 0, 1, 3));
        assertThat(reconciliation.missing()).extracting(MissingRecords::range).containsExactly(new OffsetRange(8, 9));
        pipeline.commit(HandPipeline.rows(0, 8, 9));
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(reconciliation.missing()).isEmpty();
        assertThat(reconciliation.hold(TABLE)).isEmpty();
        CompletenessProof proof = proof();
        assertThat(proof.flaw()).isEmpty();
        assertThat(proof.missing()).hasSize(2).noneMatch(MissingRecords::isOpen);
        assertThat(proof.totals().get(0).tally()).isEqualTo(new Tally(14, 14, 0, 0, 0, 0, 0, 0));
        assertThat(proof.entries().get(proof.entries().size() - 1).hash()).isEqualTo(proof.head());
    }

    @Test
    void theHoldEndsByItselfAfterItsLimit() throws Exception {
        aDroppedRecordIsMissingOnceTheNextCheckpointHasPassed();
        clock.advance(Duration.ofDays(7));
        reconciliation.round();
        assertThat(reconciliation.hold(TABLE)).isEmpty();
        assertThat(reconciliation.missing()).hasSize(2);
    }

    @Test
    void recordsInFlightAreNeverMissing() throws Exception {
        pipeline.produce(0, 3);
        pipeline.pass();
        pipeline.produce(0, 4);
        pipeline.validate(Set.of());
        for (int i = 0; i < 4; i++) {
            reconciliation.round();
            clock.advance(Duration.ofMinutes(50));
        }
        assertThat(tally()).isEqualTo(new Tally(3, 3, 0, 0, 0, 0, 0, 0));
        assertThat(reconciliation.missing()).isEmpty();
        assertThat(reconciliation.unlanded()).extracting(UnlandedOffset::offset).contains(3L);
    }

    @Test
    void inASilentPipelineTheGraceDecides() throws Exception {
        pipeline.produce(0, 3);
        pipeline.pass(Set.of(2L), Set.of());
        reconciliation.round();
        clock.advance(Duration.ofMinutes(59));
        reconciliation.round();
        assertThat(reconciliation.missing()).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(reconciliation.missing()).hasSize(1);
    }

    @Test
    void aLongPeriodIsProvedInParts() throws Exception {
        for (int i = 0; i < 4; i++) {
            pipeline.produce(0, 2);
            pipeline.pass();
            reconciliation.round();
            clock.advance(Duration.ofSeconds(10));
        }
        Instant to = clock.instant();
        CompletenessProof first =
                reconciliation.proof(TABLE, Instant.EPOCH, to, 3).orElseThrow();
        assertThat(first.entries()).hasSize(3);
        assertThat(first.totals().get(0).tally().landed()).isEqualTo(6);
        CompletenessProof rest = reconciliation.proof(TABLE, first.to(), to, 3).orElseThrow();
        assertThat(rest.entries()).hasSize(1);
        assertThat(rest.to()).isEqualTo(to);
        assertThat(rest.entries().get(0).previous())
                .isEqualTo(first.entries().get(2).hash());
        assertThat(rest.totals().get(0).from()).isEqualTo(first.totals().get(0).to());
    }

    @Test
    void oneReplicaReconcilesAtATime() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass();
        assertThat(reconciliation.round()).isTrue();
        try (Reconciliation other = reconciliation("two")) {
            assertThat(other.round()).isFalse();
            assertThat(other.tables()).isEmpty();
            clock.advance(Duration.ofMinutes(3));
            assertThat(other.round()).isTrue();
            assertThat(other.tables()).hasSize(1);
            assertThat(reconciliation.round()).isFalse();
            assertThat(reconciliation.tables()).isEmpty();
        }
    }

    /** Whatever database call fails, before or after it was done, the account ends as if none had. */
    @Test
    void aCrashBetweenAnyTwoStepsNeitherLosesNorDoubles() throws Exception {
        pipeline.produce(0, 6);
        pipeline.pass(Set.of(2L), Set.of(4L));
        reconciliation.round();
        pipeline.produce(0, 3);
        pipeline.pass();
        reconciliation.close();
        Tally expected = new Tally(9, 7, 1, 0, 0, 0, 1, 1);
        int step = 0;
        for (boolean hasFailed = true; hasFailed; step++) {
            FailingDatabase failing = new FailingDatabase(database, step);
            hasFailed = false;
            try (Reconciliation doomed =
                    new Reconciliation(config, pipeline.catalog(), failing.source(), "doomed", KAFKA, clock)) {
                doomed.round();
                pipeline.tellAgain();
                doomed.round();
            } catch (ReconciliationException e) {
                hasFailed = true;
            }
            hasFailed |= failing.hasFailed();
            clock.advance(Duration.ofMinutes(3));
            assertThat(proof().flaw()).isEmpty();
        }
        assertThat(step).isGreaterThan(20);
        reconciliation = reconciliation("last");
        reconciliation.round();
        pipeline.produce(1, 1);
        pipeline.pass();
        reconciliation.round();
        pipeline.produce(1, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(only().partitions().get(0).tally()).isEqualTo(expected);
        assertThat(only().deadLetters()).isEqualTo(Map.of("WRONG_TYPE", 1L));
        assertThat(reconciliation.missing()).hasSize(1);
        assertThat(proof().totals().get(0).tally()).isEqualTo(new Tally(9, 7, 1, 0, 0, 0, 1, 0));
    }

    @Test
    void withoutKafkaARoundSaysSo() {
        FirnConfig nowhere = Configs.of("raw", "append", "127.0.0.1:1", directory, "");
        try (Reconciliation lost =
                new Reconciliation(nowhere, pipeline.catalog(), database, "one", Duration.ofSeconds(1), clock)) {
            assertThatThrownBy(lost::round)
                    .isInstanceOf(ReconciliationException.class)
                    .hasMessageStartingWith("Cannot ask Kafka for positions");
        }
    }

    private ReconciledTable only() {
        assertThat(reconciliation.tables()).hasSize(1);
        return reconciliation.tables().get(0);
    }

    private Tally tally() {
        return only().tally();
    }

    private CompletenessProof proof() {
        return reconciliation
                .proof(TABLE, Instant.EPOCH, clock.instant().plusSeconds(1), 1000)
                .orElseThrow();
    }
}
