package io.firn.maintenance.reachability;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.run.Lakehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.ImmutableGenericPartitionStatisticsFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReachableFilesTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private Lakehouse lake;
    private Table table;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        table = lake.create("visits");
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        lake.close();
    }

    private Table loaded() {
        return lake.catalog.loadTable(name("visits"));
    }

    private List<Path> stored() throws Exception {
        try (Stream<Path> files = Files.walk(lake.directory.resolve("warehouse"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void h8EveryFileThatTheTableWroteIsReachable() throws Exception {
        DataFile first = append(table, row(1, "a", 1), row(2, "a", 2));
        loaded().manageSnapshots()
                .createTag("kept", loaded().currentSnapshot().snapshotId())
                .commit();
        loaded().newRowDelta()
                .addDeletes(Lakehouse.positionDelete(table, first, 0))
                .commit();
        Lakehouse.upsert(loaded(), row(2, "a", 3));
        loaded().newAppend()
                .appendFile(Lakehouse.write(table, row(7, "staged", 7)))
                .set("wap.id", "audit")
                .stageOnly()
                .commit();
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);
        for (Path path : stored()) {
            assertThat(ReachableFiles.of(loaded(), threads).contains(path.toString()))
                    .as(path.getFileName().toString())
                    .isTrue();
        }
    }

    @Test
    void h8StatisticsAndTheVersionHintAreReachable() {
        append(table, row(1, "a", 1));
        long snapshot = loaded().currentSnapshot().snapshotId();
        String puffin = table.location() + "/metadata/1.stats";
        String partitions = table.location() + "/metadata/partition-stats.parquet";
        loaded().updateStatistics()
                .setStatistics(new GenericStatisticsFile(
                        snapshot,
                        puffin,
                        10,
                        5,
                        List.of(new GenericBlobMetadata("t", snapshot, 1, List.of(1), Map.of()))))
                .commit();
        loaded().updatePartitionStatistics()
                .setPartitionStatistics(ImmutableGenericPartitionStatisticsFile.builder()
                        .snapshotId(snapshot)
                        .path(partitions)
                        .fileSizeInBytes(10)
                        .build())
                .commit();
        ReachableFiles files = ReachableFiles.of(loaded(), threads);
        assertThat(files.contains(puffin)).isTrue();
        assertThat(files.contains(partitions)).isTrue();
        assertThat(files.contains(table.location() + "/metadata/version-hint.text"))
                .isTrue();
        assertThat(files.contains(table.location() + "/data/other.parquet")).isFalse();
        assertThat(files.origins()).containsExactly("file:");
        assertThat(files.bytes()).isPositive();
    }

    @Test
    void aNewerLoadAddsWhatItWroteAndKeepsTheRest() {
        DataFile first = append(table, row(1, "a", 1));
        ReachableFiles files = ReachableFiles.of(loaded(), threads);
        DataFile second = append(loaded(), row(2, "a", 2));
        assertThat(files.contains(second.location())).isFalse();

        files.include(loaded(), threads);

        assertThat(files.contains(second.location())).isTrue();
        assertThat(files.contains(first.location())).isTrue();
        Table other = lake.create("other");
        assertThatThrownBy(() -> files.include(other, threads)).hasMessageContaining("another table");
    }

    @Test
    void h8AnUnreadableManifestThrows() throws Exception {
        append(table, row(1, "a", 1));
        append(table, row(2, "a", 2));
        ManifestFile manifest =
                loaded().currentSnapshot().allManifests(table.io()).get(0);
        Files.writeString(Path.of(manifest.path()), "no manifest");
        assertThatThrownBy(() -> ReachableFiles.of(loaded(), threads)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void h19ASampleCountsMissingFiles() throws Exception {
        DataFile gone = append(table, row(1, "a", 1));
        append(table, row(2, "a", 2));
        assertThat(LiveFileSample.of(loaded(), 50, new Random(1), threads)).isEqualTo(new LiveFileSample(2, 0));
        assertThat(LiveFileSample.of(loaded(), 1, new Random(1), threads)).isEqualTo(new LiveFileSample(1, 0));

        Files.delete(Path.of(gone.location()));

        assertThat(LiveFileSample.of(loaded(), 50, new Random(1), threads)).isEqualTo(new LiveFileSample(2, 1));
    }
}
