package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.DataSize;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.config.PolicyConfig;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.ledger.RunProgress;
import io.firn.maintenance.ledger.RunProgress.Amount;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompactionIT {
    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Run compact(String table) {
        return lake.maintenance().run(name(table), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    @Test
    void smallFilesBecomeOneWithTheSameRows() {
        Table table = lake.create("visits");
        for (int i = 0; i < 8; i++) {
            append(table, row(i, "a", i), row(100 + i, "b", i));
        }
        List<String> before = lake.rows("visits");

        Run run = compact("visits");

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.filesBefore()).isEqualTo(8);
        assertThat(run.filesAfter()).isEqualTo(1);
        assertThat(run.recordsRewritten()).isEqualTo(16);
        assertThat(run.bytesRewritten()).isPositive();
        assertThat(run.progress()).hasValueSatisfying(progress -> {
            assertThat(progress.files()).isEqualTo(new Amount(8, 8));
            assertThat(progress.bytes()).isEqualTo(new Amount(run.bytesRewritten(), run.bytesRewritten()));
            assertThat(progress.rows()).isEqualTo(new Amount(16, 16));
        });
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(lake.dataFiles("visits")).isEqualTo(1);
        assertThat(lake.ledger.run(run.id())).contains(millis(run));
        table.refresh();
        assertThat(table.currentSnapshot().snapshotId())
                .isEqualTo(run.snapshotAfter().orElseThrow());
        assertThat(table.currentSnapshot().operation()).isEqualTo("replace");
        assertThat(table.currentSnapshot().summary())
                .containsEntry("firn.run-id", run.id())
                .noneSatisfy((key, value) -> assertThat(key).startsWith("flink."));
    }

    private static Run millis(Run run) {
        return new Run(
                run.id(),
                run.catalog(),
                run.table(),
                run.operation(),
                run.trigger(),
                run.outcome(),
                run.reason(),
                run.started().truncatedTo(ChronoUnit.MILLIS),
                run.finished().map(at -> at.truncatedTo(ChronoUnit.MILLIS)),
                run.snapshotBefore(),
                run.snapshotAfter(),
                run.filesBefore(),
                run.filesAfter(),
                run.bytesRewritten(),
                run.recordsRewritten(),
                Optional.empty(),
                run.receipt(),
                run.error(),
                run.progress()
                        .map(progress -> new RunProgress(
                                progress.at().truncatedTo(ChronoUnit.MILLIS),
                                progress.files(),
                                progress.bytes(),
                                progress.rows())));
    }

    @Test
    void fewerFilesThanNeededAreLeftAloneUnlessAskedFor() {
        Table table = lake.create("visits");
        for (int i = 0; i < 4; i++) {
            append(table, row(i, "a", i));
        }
        Run threshold = compact("visits");
        assertThat(threshold.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(threshold.reason()).contains("4 small files", "at least 5 needed");
        assertThat(lake.ledger.run(threshold.id())).isEmpty();

        Run request = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);
        assertThat(request.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.dataFiles("visits")).isEqualTo(1);

        Run again = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);
        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(lake.ledger.run(again.id())).isPresent();
    }

    @Test
    void positionDeletesAreFoldedIn() {
        Table table = lake.create("visits");
        DataFile file = append(table, row(1, "a", 1), row(2, "a", 2), row(3, "a", 3));
        append(table, row(4, "a", 4));
        table.newRowDelta()
                .addDeletes(Lakehouse.positionDelete(table, file, 0, 2))
                .commit();
        List<String> before = lake.rows("visits");
        assertThat(before).hasSize(2);

        Run run = compact("visits");

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.recordsRewritten()).isEqualTo(1);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(totalRecords("visits")).isEqualTo(2);
    }

    @Test
    void equalityDeletesAreFoldedInAndLeave() {
        Table table = lake.create("visits");
        for (int round = 0; round < 6; round++) {
            upsert(table, row(1, "a", round), row(2, "b", round), row(10 + round, "c", round));
        }
        List<String> before = lake.rows("visits");
        assertThat(before).hasSize(8);

        Run run = compact("visits");

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.recordsRewritten()).isEqualTo(8);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(totalRecords("visits")).isEqualTo(8);
    }

    @Test
    void partitionsAreNeverMixed() {
        Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
        for (int i = 0; i < 6; i++) {
            append(table, row(i, "a", i));
            append(table, row(100 + i, "b c/d", i));
        }
        append(table, row(200, "lonely", 1));
        List<String> before = lake.rows("visits");

        Run run = compact("visits");

        assertThat(run.error()).isEmpty();
        assertThat(run.filesBefore()).isEqualTo(12);
        assertThat(run.filesAfter()).isEqualTo(2);
        assertThat(lake.dataFiles("visits")).isEqualTo(3);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(Lakehouse.rows(lake.catalog.loadTable(name("visits")), java.util.Optional.empty()))
                .hasSize(13);
        assertThat(run.reason()).doesNotContain("lonely").doesNotContain("b c/d");
    }

    @Test
    void itCommitsAsOftenAsTheWritersDo() {
        assertThat(commitsOfSixGroups("quick", lake.clock)).isBetween(1, 5);
        assertThat(commitsOfSixGroups("slow", new LateClock())).isEqualTo(6);
    }

    private int commitsOfSixGroups(String name, Clock clock) {
        Table table = lake.create(name, Lakehouse.bySite(), Map.of());
        for (String site : List.of("a", "b", "c", "d", "e", "f")) {
            IntStream.range(0, 5).forEach(i -> append(table, row(i, site, i)));
        }
        List<String> before = lake.rows(name);
        Run run = lake.maintenance(
                        lake.catalog,
                        Steps.NONE,
                        new MaintenanceConfig(true, Duration.ofSeconds(1), 2, Lakehouse.defaults(), List.of()),
                        clock)
                .run(name(name), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.error()).isEmpty();
        assertThat(run.filesAfter()).isEqualTo(6);
        assertThat(lake.rows(name)).isEqualTo(before);
        table.refresh();
        return (int) StreamSupport.stream(table.snapshots().spliterator(), false)
                .filter(snapshot -> snapshot.operation().equals(DataOperations.REPLACE))
                .count();
    }

    /** Whenever somebody looks, it is a minute later. */
    private static final class LateClock extends Clock {
        private final AtomicLong looks = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.now().plus(Duration.ofMinutes(looks.incrementAndGet()));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void filesOfAnOlderSpecStayInIt() {
        Table table = lake.create("visits", PartitionSpec.unpartitioned(), Map.of());
        for (int i = 0; i < 5; i++) {
            append(table, row(i, "a", i));
        }
        table.updateSpec().addField("site").commit();
        for (int i = 5; i < 10; i++) {
            append(table, row(i, "a", i));
        }
        List<String> before = lake.rows("visits");

        Run run = compact("visits");

        assertThat(run.error()).isEmpty();
        assertThat(run.filesAfter()).isEqualTo(2);
        assertThat(lake.rows("visits")).isEqualTo(before);
    }

    @Test
    void filesOfOlderSchemasAreReadAsTheTableIsNow() {
        Table table = lake.create("visits");
        for (int i = 0; i < 3; i++) {
            append(table, row(i, "a", i));
        }
        table.updateSchema()
                .addColumn("note", Types.StringType.get())
                .renameColumn("value", "result")
                .commit();
        for (int i = 3; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        upsert(table, row(1, "z", 9));
        List<String> before = lake.rows("visits");

        Run run = compact("visits");

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).isEqualTo(before).hasSize(6);
    }

    @Test
    void deletesByAColumnThatWasDroppedStillApply() {
        Table table = lake.create("visits");
        upsert(table, row(1, "a", 1));
        upsert(table, row(1, "b", 2), row(2, "b", 2));
        upsert(table, row(2, "c", 3), row(3, "c", 3));
        table.updateSchema().setIdentifierFields(List.of()).deleteColumn("id").commit();

        Run run = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);

        assertThat(run.error()).isEmpty();
        assertThat(run.recordsRewritten()).isEqualTo(3);
        assertThat(lake.rows("visits")).hasSize(3);
    }

    @Test
    void manyRowsGoToSeveralFilesOfTheTargetSizeAndStayThere() {
        Table table = lake.create(
                "visits", PartitionSpec.unpartitioned(), Map.of("write.parquet.compression-codec", "uncompressed"));
        long fileBytes = 0;
        java.util.Random random = new java.util.Random(1);
        for (int file = 0; file < 12; file++) {
            org.apache.iceberg.data.Record[] rows = new org.apache.iceberg.data.Record[4_000];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = row(random.nextLong(), Long.toString(random.nextLong()), random.nextDouble());
            }
            fileBytes = append(table, rows).fileSizeInBytes();
        }
        List<String> before = lake.rows("visits");
        Maintenance maintenance = lake.maintenance(PolicyConfig.inheriting("clinical.visits")
                .with(new PolicyConfig.Compaction(
                        Optional.empty(),
                        Optional.of(2),
                        Optional.of(new DataSize(fileBytes * 4)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));

        Run run = maintenance.run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.error()).isEmpty();
        assertThat(run.filesBefore()).isEqualTo(12);
        assertThat(run.filesAfter()).isEqualTo(3);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(maintenance
                        .run(name("visits"), Operation.COMPACTION, Trigger.REQUEST)
                        .outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void anUnreadableFileFailsItsGroupAndLeavesNothingBehind() throws Exception {
        Table table = lake.create("visits");
        DataFile file = append(table, row(0, "a", 0));
        for (int i = 1; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        Path path = Path.of(file.location().replaceFirst("^file:(//)?", ""));
        byte[] bytes = java.nio.file.Files.readAllBytes(path);
        java.nio.file.Files.delete(path);
        int stored = lake.storedData("visits").size();

        Run run = compact("visits");

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.error().orElseThrow()).contains("NotFoundException");
        assertThat(run.snapshotAfter()).isEmpty();
        assertThat(lake.storedData("visits")).hasSize(stored);

        Run next = compact("visits");
        assertThat(next.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(next.reason()).contains("not again before");

        java.nio.file.Files.write(path, bytes);
        lake.clock.advance(java.time.Duration.ofMinutes(2));
        assertThat(compact("visits").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).hasSize(6);
    }

    private long totalRecords(String table) {
        Table loaded = lake.catalog.loadTable(name(table));
        long records = 0;
        for (var manifest : loaded.currentSnapshot().dataManifests(loaded.io())) {
            records += manifest.addedRowsCount() + manifest.existingRowsCount();
        }
        return records;
    }
}
