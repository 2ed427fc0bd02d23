package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.checkpoint;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.orphans.OrphanScan;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.ImmutableGenericPartitionStatisticsFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One test a guard: it fails when the guard is taken out. */
final class OrphanGuardsIT {
    private static final String JOB = "0123456789abcdef0123456789abcdef";

    private Lakehouse lake;
    private OrphanLake orphans;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        orphans = new OrphanLake(lake);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private void assertRefused(Run run, Guard guard) throws Exception {
        assertThat(run.outcome()).as(run.toString()).isEqualTo(Outcome.REJECTED);
        assertThat(run.guard()).as(run.toString()).contains(guard);
        assertThat(orphans.quarantined()).isEmpty();
    }

    @Test
    void h3ATableWhoseWriterIsSilentIsLeftAlone() throws Exception {
        orphans.plant("data/left-over.parquet");
        orphans.scan();
        lake.clock.advance(Duration.ofHours(37));
        assertRefused(orphans.scan(), Guard.H3);
    }

    @Test
    void h3FilesYoungerThanTheAgeAreNoOrphans() throws Exception {
        Path young = lake.directory.resolve(orphans.directory().resolve("data/young.parquet"));
        Files.writeString(young, "young");
        orphans.scanTwice();
        assertThat(young).exists();
    }

    @Test
    void h3WhatAnUnfinishedManifestOfALiveJobListsIsNoOrphan() throws Exception {
        append(orphans.table(), checkpoint(JOB, "sink", 1), row(50, "a", 1));
        DataFile file = Lakehouse.write(orphans.table(), row(51, "a", 1));
        Path manifest = orphans.directory().resolve("metadata/" + JOB + "-sink-0-0-2-0.avro");
        Table table = orphans.table();
        ManifestWriter<DataFile> writer =
                ManifestFiles.write(2, table.spec(), table.io().newOutputFile(manifest.toString()), null);
        try (writer) {
            writer.add(file);
        }
        orphans.age(manifest);
        Path stored = orphans.age(OrphanLake.path(file.location()));

        Run run = orphans.scanTwice();

        assertThat(run.outcome()).as(run.toString()).isEqualTo(Outcome.UNCHANGED);
        assertThat(stored).exists();
        assertThat(manifest).exists();
    }

    @Test
    void h4WhatIsCommittedBetweenTheListingAndTheMoveIsNoOrphan() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        Queue<DataFile> uncommitted = uncommitted();
        orphans.scan();
        Queue<DataFile> committed = new ConcurrentLinkedQueue<>();
        // Before each look at the table a writer is faster; the last look is right before the move.
        Maintenance maintenance = lake.maintenance(new PausingCatalog(
                lake.catalog,
                () -> {
                    DataFile file = uncommitted.remove();
                    orphans.table().newFastAppend().appendFile(file).commit();
                    committed.add(file);
                },
                () -> {}));

        Run run = orphans.scanADayLater(maintenance);

        assertThat(run.outcome()).as(run.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(orphan).doesNotExist();
        assertThat(committed).allMatch(file -> Files.exists(OrphanLake.path(file.location())));
        assertThat(lake.rows("visits")).hasSize(12 + committed.size());
    }

    /** Files of the table's own that look old. */
    private Queue<DataFile> uncommitted() throws IOException {
        Queue<DataFile> files = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 10; i++) {
            DataFile file = Lakehouse.write(orphans.table(), row(70 + i, "a", 7));
            orphans.age(OrphanLake.path(file.location()));
            files.add(file);
        }
        return files;
    }

    @Test
    void h4WhatIsCommittedDuringTheListingIsReachableAfterIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        Queue<DataFile> files = uncommitted();
        Queue<DataFile> uncommitted = new ConcurrentLinkedQueue<>(files);
        ExecutorService reads = Executors.newSingleThreadExecutor();
        try {
            OrphanScan.Seen seen = new OrphanScan(reads, () -> false)
                    .run(
                            orphans.table(),
                            orphans::table,
                            lake.clock.instant().minus(Duration.ofDays(3)),
                            candidate -> Optional.ofNullable(uncommitted.poll()).ifPresent(file -> orphans.table()
                                    .newFastAppend()
                                    .appendFile(file)
                                    .commit()));

            assertThat(uncommitted).isEmpty();
            assertThat(files).allMatch(file -> seen.reachable().contains(file.location()));
        } finally {
            reads.shutdownNow();
        }
    }

    private void createAt(String table, Path location) {
        lake.catalog
                .buildTable(name(table), Lakehouse.VISITS)
                .withLocation(location.toString())
                .create();
    }

    @Test
    void h5ATableAtTheSameLocationForbidsIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        createAt("twin", orphans.directory());
        assertRefused(orphans.scanTwice(), Guard.H5);
    }

    @Test
    void h5ATableWithinTheLocationForbidsIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        createAt("nested", orphans.directory().resolve("data/nested"));
        assertRefused(orphans.scanTwice(), Guard.H5);
    }

    @Test
    void h5ADataPathWithinTheLocationForbidsIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        lake.create(
                "guest",
                PartitionSpec.unpartitioned(),
                Map.of("write.data.path", orphans.directory().resolve("guests").toString()));
        assertRefused(orphans.scanTwice(), Guard.H5);
    }

    @Test
    void h5ASiblingWhoseNameBeginsAlikeForbidsNothing() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        createAt("visits_v2", orphans.directory().resolveSibling("visits_v2"));
        append(lake.catalog.loadTable(name("visits_v2")), row(1, "a", 1));
        assertThat(orphans.scanTwice().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(orphan).doesNotExist();
        assertThat(lake.rows("visits_v2")).hasSize(1);
    }

    @Test
    void h5AnUnregisteredNeighbourForbidsIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        createAt("nested", orphans.directory().resolve("nested"));
        lake.catalog.dropTable(name("nested"), false);
        assertRefused(orphans.scanTwice(), Guard.H5);
    }

    @Test
    void h5ATableThatCannotBeLoadedForbidsIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        Table broken = lake.create("broken");
        try (var files = Files.walk(OrphanLake.path(broken.location()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertRefused(orphans.scanTwice(), Guard.H5);
    }

    @Test
    void h6MetadataThatNamesAnotherStoreStopsIt() throws Exception {
        orphans.plant("data/left-over.parquet");
        DataFile file = append(orphans.table(), row(60, "a", 1));
        orphans.table()
                .newFastAppend()
                .appendFile(org.apache.iceberg.DataFiles.builder(PartitionSpec.unpartitioned())
                        .copy(file)
                        .withPath("s3://elsewhere/visits/data/a.parquet")
                        .build())
                .commit();
        Run run = orphans.scanTwice();
        assertRefused(run, Guard.H6);
        assertThat(run.reason()).contains("s3://elsewhere", "file:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%3Ab", "a%2Bb", "a b", "a+b", "größe", "%25", "日本"})
    void h7TheExactKeyIsMovedAndOnlyThatOne(String key) throws Exception {
        Path orphan = orphans.plant("data/" + key + ".parquet");
        Run run = orphans.scanTwice();
        assertThat(run.filesBefore()).as(run.toString()).isEqualTo(1);
        assertThat(orphan).doesNotExist();
        lake.maintenance().undo(run.id(), "anna");
        assertThat(orphan).hasContent("orphan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%3Ab", "a%2Bb", "a b", "größe"})
    void h7ALiveFileWithSuchANameStays(String key) throws Exception {
        DataFile written = Lakehouse.write(orphans.table(), row(70, "a", 1));
        Path moved = Files.move(
                OrphanLake.path(written.location()), orphans.directory().resolve("data/" + key + ".parquet"));
        orphans.age(moved);
        orphans.table()
                .newFastAppend()
                .appendFile(org.apache.iceberg.DataFiles.builder(PartitionSpec.unpartitioned())
                        .copy(written)
                        .withPath(moved.toString())
                        .build())
                .commit();
        orphans.scanTwice();
        assertThat(moved).exists();
        assertThat(orphans.quarantined()).isEmpty();
    }

    @Test
    void h8OneFileOfEveryKindSurvives() throws Exception {
        Table table = orphans.table();
        DataFile file = append(table, row(80, "a", 1), row(81, "a", 1));
        orphans.table()
                .newRowDelta()
                .addDeletes(Lakehouse.positionDelete(table, file, 0))
                .commit();
        Lakehouse.upsert(orphans.table(), row(81, "a", 2));
        orphans.table().manageSnapshots().createBranch("audit").commit();
        orphans.table().updateProperties().set("format-version", "3").commit();
        RowLineageIT.deletionVector(orphans.table(), append(orphans.table(), row(82, "a", 1), row(83, "a", 1)), 0);
        long snapshot = orphans.table().currentSnapshot().snapshotId();
        Path puffin = orphans.plant("metadata/stats.puffin");
        Path partitions = orphans.plant("metadata/partition-stats.parquet");
        Path hint = orphans.plant("metadata/version-hint.text");
        orphans.table()
                .updateStatistics()
                .setStatistics(new GenericStatisticsFile(
                        snapshot,
                        puffin.toString(),
                        6,
                        6,
                        List.of(new GenericBlobMetadata("a", snapshot, 1, List.of(1), Map.of()))))
                .commit();
        orphans.table()
                .updatePartitionStatistics()
                .setPartitionStatistics(ImmutableGenericPartitionStatisticsFile.builder()
                        .snapshotId(snapshot)
                        .path(partitions.toString())
                        .fileSizeInBytes(6)
                        .build())
                .commit();
        try (var files = Files.walk(orphans.directory())) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                orphans.age(each);
            }
        }
        Path orphan = orphans.plant("data/left-over.parquet");
        List<String> rows = lake.rows("visits");

        Run run = orphans.scanTwice();

        assertThat(run.filesBefore()).as(run.toString()).isEqualTo(1);
        assertThat(orphan).doesNotExist();
        assertThat(List.of(puffin, partitions, hint)).allMatch(Files::exists);
        assertThat(lake.rows("visits")).isEqualTo(rows);
    }

    @Test
    void h8AManifestThatCannotBeReadMovesNothing() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        orphans.scan();
        Table table = orphans.table();
        Path manifest = OrphanLake.path(
                table.currentSnapshot().allManifests(table.io()).get(0).path());
        // Only older snapshots need it by then, so that the plan, which reads the current one, does not fail before the
        // scan.
        table.rewriteManifests().clusterBy(file -> "all").commit();
        Files.write(manifest, "broken".getBytes(StandardCharsets.UTF_8));
        Run run = orphans.scanADayLater(lake.maintenance());
        assertThat(run.outcome()).as(run.toString()).isEqualTo(Outcome.FAILED);
        assertThat(run.reason()).contains("it broke off");
        assertThat(orphan).exists();
    }

    @Test
    void h8MoreThanAFractionOfTheFilesIsRefused() throws Exception {
        for (int i = 0; i < 30; i++) {
            orphans.plant("data/left-over-" + i + ".parquet");
        }
        Run run = orphans.scanTwice();
        assertRefused(run, Guard.H8);
        assertThat(run.reason()).contains("30 of them", "max-fraction 0.2");
    }

    @Test
    void h19ALiveFileThatSomebodyDeletedFreezesAllDeletions() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        orphans.scan();
        Table table = orphans.table();
        // Of 12 manifests the sample takes 10: three lost files of three manifests cannot all escape it.
        try (var tasks = table.newScan().planFiles()) {
            var live = tasks.iterator();
            for (int i = 0; i < 3; i++) {
                Files.delete(OrphanLake.path(live.next().file().location()));
            }
        }

        assertRefused(orphans.scanADayLater(lake.maintenance()), Guard.H19);

        assertThat(orphan).exists();
        Run expiry = lake.maintenance().run(OrphanLake.VISITS, Operation.SNAPSHOT_EXPIRY, Trigger.REQUEST);
        assertThat(expiry.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(expiry.reason()).contains("guard H19");
    }
}
