package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.BreakerConfig;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions of tables with {@code strategy: sort}. */
final class SortedCompactionIT {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final DataSize SMALL_MEMORY = DataSize.parse("1MB");
    private static final int ROWS_OF_LARGE_FILE = 80_000;
    private static final Comparator<Record> BY_SITE_AND_VALUE_DESCENDING = Comparator.comparing(
                    (Record row) -> (String) row.getField("site"), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(row -> (Double) row.getField("value"), Comparator.nullsLast(Comparator.reverseOrder()));

    @TempDir
    private Path directory;

    @TempDir
    private Path temporary;

    private String temporaryBefore = "";
    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = new Lakehouse(directory);
        temporaryBefore = System.setProperty(TEMPORARY, temporary.toString());
    }

    @AfterEach
    void close() throws Exception {
        System.setProperty(TEMPORARY, temporaryBefore);
        lake.close();
    }

    private Table table(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("firn.compaction.strategy", "sort");
        return lake.create("visits", PartitionSpec.unpartitioned(), all);
    }

    private Table sortedTable(Map<String, String> properties) {
        Table table = table(properties);
        table.replaceSortOrder().asc("site").desc("value").commit();
        return table;
    }

    private static void fill(Table table) {
        IntStream.range(0, 6)
                .forEach(i -> append(
                        table, row(i, "b", i), row(100 + i, "a", i % 3), row(200 + i, null, i), row(300 + i, "b", -i)));
    }

    /** Three files, each larger than the memory, in row groups that are much smaller. */
    private static DataFile fillWithLargeFiles(Table table) {
        Random random = new Random(1);
        DataFile last = null;
        for (int file = 0; file < 3; file++) {
            List<Record> rows = new ArrayList<>();
            for (int i = 0; i < ROWS_OF_LARGE_FILE; i++) {
                String site = random.nextInt(10) == 0 ? null : "SITE-" + random.nextInt(300);
                rows.add(row((long) file * ROWS_OF_LARGE_FILE + i, site, random.nextDouble()));
            }
            last = append(table, rows.toArray(Record[]::new));
            assertThat(last.fileSizeInBytes()).isGreaterThan(SMALL_MEMORY.bytes());
        }
        return last;
    }

    private static Map<String, String> largeFiles() {
        return Map.of(
                "firn.compaction.min-input-files", "2",
                "write.parquet.row-group-size-bytes", "32768",
                "write.parquet.compression-codec", "uncompressed");
    }

    private Run run() {
        return lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    private Run runWithSmallMemory() {
        MaintenanceConfig config = new MaintenanceConfig(
                true,
                Duration.ofSeconds(1),
                2,
                SMALL_MEMORY,
                Optional.empty(),
                BreakerConfig.DEFAULT,
                ForeignMaintenance.REFUSE,
                Lakehouse.defaults(),
                List.of());
        return lake.maintenance(lake.catalog, Steps.NONE, config)
                .run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    private DataFile onlyFile() throws IOException {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                lake.catalog.loadTable(name("visits")).newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        }
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private void assertSorted(Run run, List<String> rowsBefore) throws IOException {
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).endsWith(" files to 1, columnar, sorted");
        assertThat(lake.rows("visits")).isEqualTo(rowsBefore);
        Table table = lake.catalog.loadTable(name("visits"));
        assertThat(onlyFile().sortOrderId()).isEqualTo(table.sortOrder().orderId());
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
            read.forEach(rows::add);
        }
        assertThat(rows).isSortedAccordingTo(BY_SITE_AND_VALUE_DESCENDING);
    }

    /** Beside what libraries keep there. */
    private void assertNothingLeft() {
        assertThat(temporary).isDirectoryNotContaining("glob:**firn-sort-*");
    }

    @Test
    void rowsAreWrittenInTheTablesOrderAndTheFileSaysSo() throws Exception {
        fill(sortedTable(Map.of()));
        List<String> before = lake.rows("visits");

        assertSorted(run(), before);
        assertNothingLeft();
    }

    @Test
    void sortedRowsPassTheComparisonOfTheContent() throws Exception {
        Table table = sortedTable(Map.of("firn.compaction.verify", "content"));
        fill(table);
        upsert(table, row(1, "a", 9), row(203, null, 7));
        List<String> before = lake.rows("visits");

        Run run = run();

        assertSorted(run, before);
        assertThat(run.receipt().orElseThrow()).contains("\"content\"", "\"rowsDeleted\":2");
    }

    @Test
    void aTableWithoutAnOrderIsCompactedAsItIs() {
        fill(table(Map.of()));
        List<String> before = lake.rows("visits");

        assertThat(run().reason()).endsWith(", 6 files to 1, columnar");
        assertThat(lake.rows("visits")).isEqualTo(before);
    }

    @Test
    void whatGoesByRowsIsNotSortedAndSaysSo() throws Exception {
        Table table = sortedTable(Map.of());
        fill(table);
        upsert(table, row(1, "z", 9));
        table.updateSchema().setIdentifierFields(Set.of()).deleteColumn("id").commit();

        assertThat(run().reason())
                .endsWith(", rows: an equality delete compares a column that was dropped, not sorted");
        assertThat(onlyFile().sortOrderId()).isEqualTo(SortOrder.unsorted().orderId());
    }

    @Test
    void filesLargerThanTheMemoryAreSortedOnTheLocalDiskAndLeaveNothingThere() throws Exception {
        fillWithLargeFiles(sortedTable(largeFiles()));
        List<String> before = lake.rows("visits");

        assertSorted(runWithSmallMemory(), before);
        assertNothingLeft();
    }

    @Test
    void withoutALocalDiskTheyAreNotCompacted() {
        fillWithLargeFiles(sortedTable(largeFiles()));
        System.setProperty(TEMPORARY, temporary.resolve("nowhere").toString());

        Run run = runWithSmallMemory();

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.error().orElseThrow()).contains("Cannot sort on the local disk", "nowhere");
        assertThat(lake.dataFiles("visits")).isEqualTo(3);
    }

    @Test
    void aBrokenFileLeavesNothingOnTheLocalDisk() throws Exception {
        Table table = sortedTable(largeFiles());
        DataFile last = fillWithLargeFiles(table);
        Path path = OrphanLake.path(last.location());
        byte[] bytes = Files.readAllBytes(path);
        // In the column by which nothing is sorted, so that it is noticed only once rows are on the disk.
        int id = Math.toIntExact(last.splitOffsets().get(last.splitOffsets().size() - 1)) + 200;
        bytes[id] ^= 1;
        Files.write(path, bytes);
        int stored = lake.storedData("visits").size();

        Run run = runWithSmallMemory();

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.error().orElseThrow()).contains(path.getFileName() + ": Cannot read a page");
        assertThat(lake.storedData("visits")).hasSize(stored);
        assertNothingLeft();
    }
}
