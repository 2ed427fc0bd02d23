package io.firn.quality.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.FirnConfig;
import io.firn.testing.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.TopicPartition;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to tables, snapshots and topics from outside, and must not make a record missing that is not. */
@Timeout(120)
class ChangedHistoryIT {
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
        start(Map.of());
    }

    private void start(Map<String, String> rawTopic) throws Exception {
        Path lake = Files.createDirectories(directory.resolve(UUID.randomUUID().toString()));
        config = Configs.of("raw-" + UUID.randomUUID(), "append", broker.bootstrapServers(), lake, "freeze-for: 7d");
        database = JdbcConnectionPool.create("jdbc:h2:file:" + lake.resolve("daemon") + ";WRITE_DELAY=0", "", "");
        pipeline = new HandPipeline(config, rawTopic);
        reconciliation = new Reconciliation(config, pipeline.catalog(), database, "one", KAFKA, clock);
    }

    @AfterEach
    void stop() throws Exception {
        reconciliation.close();
        pipeline.close();
        database.dispose();
    }

    @Test
    void markersAndAbortedRecordsAreNoRecords() throws Exception {
        pipeline.produceTransaction(0, 4, true);
        pipeline.produceTransaction(0, 3, false);
        pipeline.produceTransaction(0, 2, true);
        pipeline.pass(Set.of(1L, 8L), Set.of());
        reconciliation.round();
        pipeline.produceTransaction(0, 1, true);
        pipeline.pass();
        reconciliation.round();
        // Offsets 4 and 11 are markers, 5 to 8 the aborted transaction: 8 was never a record.
        assertThat(tally()).isEqualTo(new Tally(13, 6, 0, 0, 6, 0, 1, 1));
        assertThat(reconciliation.missing()).extracting(MissingRecords::range).containsExactly(new OffsetRange(1, 2));
    }

    @Test
    void whatRetentionHasDeletedIsUnknown() throws Exception {
        pipeline.produce(0, 10);
        pipeline.pass(Set.of(4L, 5L), Set.of());
        reconciliation.round();
        pipeline.forget(0, 5);
        pipeline.produce(0, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(11, 9, 0, 0, 0, 1, 1, 1));
    }

    @Test
    void aRowThatIsThereTwiceIsCountedAndACopyIsNot() throws Exception {
        pipeline.produce(0, 10);
        pipeline.pass();
        pipeline.commit(HandPipeline.rows(0, 2, 5));
        reconciliation.round();
        assertThat(tally().duplicates()).isEqualTo(3);
        Table table = pipeline.table();
        List<DataFile> files = files(table);
        // Maintenance merges files; somebody deletes rows by writing the others again.
        table.newRewrite()
                .deleteFile(files.get(0))
                .addFile(pipeline.file(table, HandPipeline.rows(0, 0, 10)))
                .commit();
        table.refresh();
        table.newOverwrite()
                .deleteFile(files(table).get(0))
                .addFile(pipeline.file(table, HandPipeline.rows(0, 5, 10)))
                .commit();
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(10, 10, 0, 3, 0, 0, 0, 0));
    }

    @Test
    void snapshotsThatExpiredUnreadMakeTheirOffsetsUnknown() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass();
        reconciliation.round();
        pipeline.produce(0, 4);
        pipeline.pass();
        long unread = pipeline.table().currentSnapshot().snapshotId();
        pipeline.produce(0, 4);
        pipeline.pass();
        pipeline.table().expireSnapshots().expireSnapshotId(unread).commit();
        reconciliation.round();
        pipeline.produce(0, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(13, 9, 0, 0, 0, 4, 0, 0));
        assertThat(reconciliation.missing()).isEmpty();
    }

    @Test
    void anotherTableOfTheNameIsNotSaidToMissWhatTheFirstOneHad() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass(Set.of(1L), Set.of());
        reconciliation.round();
        pipeline.produce(0, 4);
        pipeline.pass();
        pipeline.dropTable();
        pipeline.createTable();
        reconciliation.round();
        pipeline.produce(0, 4);
        pipeline.pass(Set.of(9L), Set.of());
        reconciliation.round();
        pipeline.produce(0, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(reconciliation.missing()).extracting(MissingRecords::range).containsExactly(new OffsetRange(9, 10));
        assertThat(tally()).isEqualTo(new Tally(13, 5, 0, 0, 0, 7, 1, 1));
    }

    @Test
    void aTableThatWasThereBeforeIsTrustedFromThenOn() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass(Set.of(1L), Set.of());
        long old = pipeline.table().currentSnapshot().snapshotId();
        pipeline.produce(0, 4);
        pipeline.pass();
        Table table = pipeline.table();
        table.snapshots().forEach(snapshot -> {
            if (snapshot.snapshotId() != table.currentSnapshot().snapshotId()) {
                table.expireSnapshots().expireSnapshotId(snapshot.snapshotId()).commit();
            }
        });
        assertThat(pipeline.table().snapshot(old)).isNull();
        reconciliation.round();
        pipeline.produce(0, 4);
        pipeline.pass(Set.of(9L), Set.of());
        reconciliation.round();
        pipeline.produce(0, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(reconciliation.missing()).extracting(MissingRecords::range).containsExactly(new OffsetRange(9, 10));
        assertThat(tally().unknown()).isEqualTo(4);
    }

    @Test
    void aTopicThatWasMadeAnewBeginsAnew() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass();
        reconciliation.round();
        assertThat(tally().landed()).isEqualTo(4);
        String topic = config.pipeline().streams().get(0).topic();
        pipeline.admin().deleteTopics(List.of(topic)).all().get();
        pipeline.createRawTopic(Map.of());
        pipeline.produce(0, 2);
        pipeline.pass();
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(tally().landed()).isEqualTo(6);
        assertThat(tally().duplicates()).isZero();
    }

    @Test
    void aTopicThatWasMadeAnewWithFewerPartitionsStillHasToAccountForItsRecords() throws Exception {
        pipeline.admin()
                .createPartitions(Map.of(topic(), NewPartitions.increaseTo(3)))
                .all()
                .get();
        pipeline.end(new TopicPartition(topic(), 2));
        pipeline.produce(0, 4);
        pipeline.pass();
        reconciliation.round();
        assertThat(only().partitions()).hasSize(3);
        pipeline.admin().deleteTopics(List.of(topic())).all().get();
        pipeline.createRawTopic(Map.of());
        pipeline.produce(0, 1);
        pipeline.pass();
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        pipeline.produce(0, 4);
        pipeline.pass(Set.of(2L), Set.of());
        reconciliation.round();
        pipeline.produce(0, 1);
        pipeline.pass();
        reconciliation.round();
        assertThat(reconciliation.missing()).extracting(MissingRecords::range).containsExactly(new OffsetRange(2, 3));
    }

    @Test
    void whatARollbackTookOutIsMissingUntilItLandsAnew() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass();
        long good = pipeline.table().currentSnapshot().snapshotId();
        pipeline.produce(0, 4);
        pipeline.pass();
        reconciliation.round();
        assertThat(tally().landed()).isEqualTo(8);
        pipeline.table().manageSnapshots().rollbackTo(good).commit();
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(8, 4, 0, 0, 0, 0, 4, 4));
        assertThat(reconciliation.missing()).extracting(MissingRecords::range).containsExactly(new OffsetRange(4, 8));
        pipeline.commit(HandPipeline.rows(0, 4, 8));
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(tally()).isEqualTo(new Tally(8, 8, 0, 0, 0, 0, 0, 4));
        assertThat(reconciliation.missing()).isEmpty();
    }

    @Test
    void aRollbackOfRowsThatHadBeenDoubledOrCopiedMakesNothingMissing() throws Exception {
        pipeline.produce(0, 4);
        pipeline.pass();
        long good = pipeline.table().currentSnapshot().snapshotId();
        pipeline.commit(HandPipeline.rows(0, 0, 4));
        Table table = pipeline.table();
        table.newOverwrite()
                .deleteFile(files(table).get(0))
                .addFile(pipeline.file(table, HandPipeline.rows(0, 1, 4)))
                .commit();
        reconciliation.round();
        Tally doubled = new Tally(4, 4, 0, 4, 0, 0, 0, 0);
        assertThat(tally()).isEqualTo(doubled);
        pipeline.table().manageSnapshots().rollbackTo(good).commit();
        clock.advance(Duration.ofMinutes(2));
        reconciliation.round();
        assertThat(tally()).isEqualTo(doubled);
        assertThat(reconciliation.missing()).isEmpty();
    }

    @Test
    void whatCompactionOfATopicHasRemovedIsNotMissing() throws Exception {
        stop();
        start(Map.of(
                "cleanup.policy", "compact",
                "min.cleanable.dirty.ratio", "0.01",
                "segment.bytes", "1048576",
                "segment.ms", "200",
                "max.compaction.lag.ms", "200",
                "delete.retention.ms", "0"));
        pipeline.produce(0, 30);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (pipeline.present(0).size() > 20 && System.nanoTime() < deadline) {
            pipeline.produce(0, 1); // Rolls the segment, so that the cleaner may have it.
        }
        Set<Long> present = new HashSet<>(pipeline.present(0));
        long end = pipeline.end(
                new TopicPartition(config.pipeline().streams().get(0).topic(), 0));
        assertThat((long) present.size()).isLessThan(end);
        long dropped = present.iterator().next();
        pipeline.pass(Set.of(dropped), Set.of());
        reconciliation.round();
        pipeline.produce(1, 1);
        pipeline.pass();
        reconciliation.round();
        Tally tally = only().partitions().get(0).tally();
        assertThat(tally.noRecord()).isEqualTo(end - present.size());
        assertThat(tally.missing() + tally.unknown()).isEqualTo(1);
    }

    @Test
    void statisticsThatLeaveOneReadingStandForTheFile() throws Exception {
        pipeline.produce(0, 4);
        pipeline.validate(Set.of());
        pipeline.land(Set.of());
        Table table = pipeline.table();
        assertThat(SnapshotOffsets.read(table, table.currentSnapshot(), topic(), true)
                        .rowsRead())
                .isZero();
        assertThat(SnapshotOffsets.read(table, table.currentSnapshot(), topic(), false)
                        .rowsRead())
                .isEqualTo(4);
        pipeline.commit(List.of(new long[] {0, 7, 0}, new long[] {0, 9, 0}, new long[] {0, 9, 0}));
        table.refresh();
        SnapshotOffsets read = SnapshotOffsets.read(table, table.currentSnapshot(), topic(), false);
        assertThat(read.byPartition().get(new TopicPartition(topic(), 0)))
                .isEqualTo(new SnapshotOffsets.Landed(OffsetSet.parse("7,9"), 1));
    }

    private String topic() {
        return config.pipeline().streams().get(0).topic();
    }

    private static List<DataFile> files(Table table) {
        List<DataFile> files = new java.util.ArrayList<>();
        table.newScan().planFiles().forEach(task -> files.add(task.file()));
        files.sort(java.util.Comparator.comparing(DataFile::recordCount).reversed());
        return files;
    }

    private ReconciledTable only() {
        assertThat(reconciliation.tables()).hasSize(1);
        return reconciliation.tables().get(0);
    }

    private Tally tally() {
        return only().tally();
    }
}
