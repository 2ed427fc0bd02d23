package io.firn.lake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.firn.lake.catalog.SqliteCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableStateReaderTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("a", "x");
    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(
                    2, "site", Types.StructType.of(Types.NestedField.optional(3, "code", Types.StringType.get()))));

    @TempDir
    private Path directory;

    private JdbcCatalog catalog;
    private final TableStateReader reader = new TableStateReader(new ManifestSummaryCache(1 << 20));

    @BeforeEach
    void open() {
        catalog = SqliteCatalog.open(SqliteCatalog.in(directory, Map.of("io-impl", CountingFileIO.class.getName())));
        catalog.createNamespace(Namespace.of("a"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void aTableNeverWrittenHasNoSnapshotAndNoFiles() throws Exception {
        Table table = create(Map.of("owner", "me"));

        TableState state = read(table);

        assertThat(state.name()).isEqualTo("a.x");
        assertThat(state.catalog()).isEqualTo("firn");
        assertThat(state.readAt()).isEqualTo(NOW);
        assertThat(state.currentSnapshotId()).isEmpty();
        assertThat(state.dataFiles()).isEqualTo(FileTotals.NONE);
        assertThat(state.manifests()).isEmpty();
        assertThat(state.snapshots()).isEmpty();
        assertThat(state.refs()).isEmpty();
        assertThat(state.properties()).containsEntry("owner", "me");
        assertThat(state.location()).isEqualTo(table.location());
        assertThat(state.uuid()).isEqualTo(table.uuid().toString());
        assertThat(state.metadataBytes())
                .isEqualTo(Files.size(Path.of(state.metadataLocation().replaceFirst("^file:/+", "/"))));
    }

    @Test
    void aSecondReadAfterOneCommitOpensOnlyTheNewManifest() {
        Table table = create(Map.of());
        append(table, 1);
        append(table, 2);
        append(table, 3);
        CountingFileIO.forget();
        read(table);
        assertThat(CountingFileIO.openedManifests()).hasSize(3);
        Set<String> before = manifests(table);

        append(table, 4);
        CountingFileIO.forget();
        TableState state = read(table);

        Set<String> added = manifests(table);
        added.removeAll(before);
        assertThat(CountingFileIO.openedManifests())
                .containsExactlyElementsOf(added)
                .hasSize(1);
        assertThat(state.records()).isEqualTo(4);
        CountingFileIO.forget();
        assertThat(read(table)).usingRecursiveComparison().isEqualTo(state);
        assertThat(CountingFileIO.openedManifests()).isEmpty();
    }

    @Test
    void deletionVectorsAreToldApartFromPositionDeletes() {
        Table table = create(Map.of("format-version", "3"));
        List<DataFile> files = List.of(append(table, 1, 2), append(table, 3, 4));
        RowDelta delta = table.newRowDelta();
        List<DeleteFile> vectors = new ParquetFiles(table).deletionVectors(files);
        vectors.forEach(delta::addDeletes);
        delta.commit();

        TableState state = read(table);

        long bytes = vectors.stream().mapToLong(DeleteFile::contentSizeInBytes).sum();
        assertThat(state.deletionVectors()).isEqualTo(new FileTotals(2, bytes, 2));
        assertThat(state.positionDeleteFiles()).isEqualTo(FileTotals.NONE);
        assertThat(state.deleteFileCount()).isEqualTo(2);
        assertThat(state.manifests()).extracting(ManifestState::ofDeletes).containsExactly(false, false, true);
        assertThat(state.manifests()).extracting(ManifestState::partitions).containsOnly(1);
        assertThat(state.partitions().get(0).manifestBytes())
                .isEqualTo(state.manifests().stream()
                        .filter(manifest -> !manifest.ofDeletes())
                        .mapToLong(ManifestState::bytes)
                        .sum());
    }

    @Test
    void columnsAreTopLevelOnesAndLeavesWithTheirStatistics() {
        Table table = create(Map.of());
        append(table, 7, 5);

        assertThat(read(table).columns())
                .containsExactly(
                        new ColumnState(
                                1, "id", "int", true, Optional.of(2L), Optional.of(0L), Optional.of(5), Optional.of(7)),
                        new ColumnState(
                                2,
                                "site",
                                "struct<3: code: optional string>",
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new ColumnState(
                                3,
                                "site.code",
                                "string",
                                false,
                                Optional.of(2L),
                                Optional.of(0L),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void aPrintedStateShowsNoValueOfARow() {
        Table table = create(Map.of());
        append(table, 987654);
        table.updateSpec().addField("id").commit();
        table.newFastAppend()
                .appendFile(DataFiles.builder(table.spec())
                        .withPath(table.location() + "/data/p.parquet")
                        .withPartitionPath("id=987654")
                        .withFileSizeInBytes(10)
                        .withRecordCount(3)
                        .build())
                .commit();

        TableState state = read(table);

        assertThat(state.columns().get(0).toString() + state.partitions()).doesNotContain("987654");
    }

    @Test
    void aColumnWidenedAfterItsManifestWasCachedHasBoundsOfTheNewType() {
        Table table = create(Map.of());
        append(table, 5);
        read(table);
        table.updateSchema().updateColumn("id", Types.LongType.get()).commit();
        append(table, 1L << 40);

        ColumnState id = read(table).columns().get(0);

        assertThat(id.type()).isEqualTo("long");
        assertThat(id.lowerBound()).hasValue(5L);
        assertThat(id.upperBound()).hasValue(1L << 40);
    }

    @Test
    void statisticsThatOneFileLacksAreUnknown() {
        Table table = create(Map.of());
        append(table, 1);
        table.updateProperties().set("write.metadata.metrics.default", "none").commit();
        append(table, 2);

        ColumnState id = read(table).columns().get(0);

        assertThat(id.valueCount()).isEmpty();
        assertThat(id.nullCount()).isEmpty();
        assertThat(id.lowerBound()).isEmpty();
        assertThat(id.upperBound()).isEmpty();
    }

    @Test
    void snapshotsRefsAndWritersCheckpointsComeFromTheMetadata() {
        Table table = create(Map.of());
        append(table, 1);
        table.newFastAppend()
                .appendFile(file(table, 2))
                .set("flink.job-id", "job")
                .set("flink.operator-id", "sink")
                .set("flink.max-committed-checkpoint-id", "42")
                .set(WriterCheckpoint.LINEAGE, "lineage")
                .commit();
        long second = table.currentSnapshot().snapshotId();
        long first = table.currentSnapshot().parentId();
        table.manageSnapshots()
                .createTag("audit", first)
                .createBranch("side", second)
                .commit();
        table.newRewrite()
                .deleteFile(current(table).get(0))
                .addFile(file(table, 1))
                .commit();
        table.refresh();

        TableState state = read(table);

        assertThat(state.currentSnapshotId()).hasValue(table.currentSnapshot().snapshotId());
        assertThat(state.snapshots())
                .extracting(SnapshotState::operation)
                .containsExactly("append", "append", "replace");
        assertThat(state.snapshots()).extracting(SnapshotState::sequenceNumber).containsExactly(1L, 2L, 3L);
        assertThat(state.snapshots().get(0).parentId()).isEmpty();
        assertThat(state.snapshots().get(1).parentId()).hasValue(first);
        assertThat(state.lastWriterSnapshot().orElseThrow().id()).isEqualTo(second);
        assertThat(state.snapshots().get(1).checkpoint())
                .hasValue(new WriterCheckpoint("lineage", "job", "sink", 42, second));
        assertThat(state.snapshots().get(2).checkpoint()).isEmpty();
        assertThat(state.refs())
                .containsEntry("audit", new RefState("audit", first, false))
                .containsEntry("side", new RefState("side", second, true))
                .containsEntry(
                        "main", new RefState("main", table.currentSnapshot().snapshotId(), true));
    }

    @Test
    void partitionsOfTwoSpecsStayApart() {
        Table table = create(Map.of());
        append(table, 1);
        table.updateSpec().addField("id").commit();
        DataFile partitioned = DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/p.parquet")
                .withPartitionPath("id=9")
                .withFileSizeInBytes(10)
                .withRecordCount(3)
                .build();
        table.newFastAppend().appendFile(partitioned).commit();

        assertThat(read(table).partitions())
                .extracting(PartitionFiles::specId, PartitionFiles::partition, files -> files.dataFiles()
                        .records())
                .containsExactlyInAnyOrder(tuple(0, "", 1L), tuple(1, "id=9", 3L));
    }

    @Test
    void aManifestThatCannotBeReadFailsTheWholeReadAndIsNamed() throws Exception {
        Table table = create(Map.of());
        append(table, 1);
        append(table, 2);
        String lost = manifests(table).iterator().next();
        Files.delete(Path.of(lost.replaceFirst("^file:/+", "/")));

        assertThatThrownBy(() -> read(table)).hasMessageContaining(lost);
    }

    @Test
    void theCacheKeepsNoMoreThanItsWeight() {
        ManifestSummaryCache small = new ManifestSummaryCache(2_000);
        Table table = create(Map.of());
        for (int i = 0; i < 8; i++) {
            append(table, i);
        }

        TableState state = new TableStateReader(small).read("firn", TABLE, table, NOW);

        assertThat(state.records()).isEqualTo(8);
        assertThat(small.size()).isBetween(1L, 4L);
    }

    private TableState read(Table table) {
        return reader.read("firn", TABLE, table, NOW);
    }

    private Table create(Map<String, String> properties) {
        return catalog.createTable(TABLE, SCHEMA, PartitionSpec.unpartitioned(), properties);
    }

    private static DataFile append(Table table, Number... ids) {
        DataFile file = file(table, ids);
        table.newFastAppend().appendFile(file).commit();
        return file;
    }

    private static DataFile file(Table table, Number... ids) {
        List<Record> rows = new ArrayList<>();
        for (Number id : ids) {
            Record row = GenericRecord.create(table.schema());
            boolean isInt = table.schema().findType("id").equals(Types.IntegerType.get());
            row.setField("id", isInt ? (Object) id.intValue() : (Object) id.longValue());
            Record site = GenericRecord.create(table.schema().findType("site").asStructType());
            site.setField("code", "s" + id);
            row.setField("site", site);
            rows.add(row);
        }
        return new ParquetFiles(table).data("", rows);
    }

    private static List<DataFile> current(Table table) {
        List<DataFile> files = new ArrayList<>();
        table.newScan().planFiles().forEach(task -> files.add(task.file()));
        return files;
    }

    private static Set<String> manifests(Table table) {
        Set<String> paths = new TreeSet<>();
        for (ManifestFile manifest : table.currentSnapshot().allManifests(table.io())) {
            paths.add(manifest.path());
        }
        return paths;
    }
}
