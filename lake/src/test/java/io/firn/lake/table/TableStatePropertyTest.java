package io.firn.lake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firn.lake.catalog.SqliteCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;

/** Whatever writers and maintenance do, the state read through the cache equals what the rows say. */
class TableStatePropertyTest {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()),
            Types.NestedField.optional(3, "score", Types.DoubleType.get()),
            Types.NestedField.required(4, "part", Types.StringType.get()));

    private static Path directory;
    private static JdbcCatalog catalog;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("firn-table-state");
        catalog = SqliteCatalog.open(SqliteCatalog.in(directory));
        catalog.createNamespace(Namespace.of("a"));
    }

    @AfterContainer
    static void close() throws IOException {
        catalog.close();
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    record Step(String name, String partition) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<String> names = Arbitraries.frequency(
                Tuple.of(5, "append"),
                Tuple.of(1, "delete-file"),
                Tuple.of(1, "equality-delete"),
                Tuple.of(1, "position-delete"),
                Tuple.of(2, "rewrite"),
                Tuple.of(1, "rewrite-manifests"),
                Tuple.of(1, "add-column"));
        Arbitrary<String> partitions = Arbitraries.of("x", "y", "z");
        return Combinators.combine(names, partitions)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(14);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void theStateEqualsWhatTheRowsSayAfterEveryStep(@ForAll("histories") List<Step> history, @ForAll long seed) {
        TableIdentifier identifier =
                TableIdentifier.of("a", "t" + UUID.randomUUID().toString().replace("-", ""));
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("part").build();
        Table table = catalog.createTable(identifier, SCHEMA, spec, Map.of("format-version", "2"));
        TableModel model = new TableModel(table, seed);
        // Small enough that summaries leave it now and then.
        TableStateReader reader = new TableStateReader(new ManifestSummaryCache(6_000));

        for (Step step : history) {
            model.step(step.name(), step.partition());

            agree(model, reader.read("firn", identifier, model.table(), Instant.EPOCH));
            ManifestDecoderTest.agree(model.table());
        }
    }

    private static void agree(TableModel model, TableState state) {
        assertThat(state.records()).isEqualTo(model.records());
        Map<String, List<Long>> sizes = model.sizes();
        assertThat(state.dataFiles().files())
                .isEqualTo(sizes.values().stream().mapToLong(List::size).sum());
        for (PartitionFiles partition : state.partitions()) {
            List<Long> expected = sizes.getOrDefault(partition.partition(), List.of());
            assertThat(partition.dataFileSizes())
                    .containsExactly(
                            expected.stream().mapToLong(Long::longValue).toArray());
            assertThat(partition.dataFiles().bytes())
                    .isEqualTo(expected.stream().mapToLong(Long::longValue).sum());
        }
        assertThat(state.partitions()).extracting(PartitionFiles::partition).containsAll(sizes.keySet());
        assertThat(state.positionDeleteFiles()).isEqualTo(model.deletes(FileContent.POSITION_DELETES));
        assertThat(state.equalityDeleteFiles()).isEqualTo(model.deletes(FileContent.EQUALITY_DELETES));
        assertThat(state.deletionVectors()).isEqualTo(FileTotals.NONE);
        assertThat(state.columns())
                .isEqualTo(model.table().schema().columns().stream()
                        .map(column -> model.column(column.name()))
                        .toList());
        assertThat(state.snapshots())
                .hasSize((int) StreamSupport.stream(model.table().snapshots().spliterator(), false)
                        .count());
        if (model.table().currentSnapshot() != null) {
            assertThat(state.manifests())
                    .extracting(ManifestState::path)
                    .containsExactlyElementsOf(model
                            .table()
                            .currentSnapshot()
                            .allManifests(model.table().io())
                            .stream()
                            .map(ManifestFile::path)
                            .toList());
        }
        assertThat(state.manifests().stream()
                        .mapToLong(ManifestState::liveFiles)
                        .sum())
                .isEqualTo(state.dataFiles().files() + state.deleteFileCount());
        List<ManifestState> listing = state.manifests().stream()
                .filter(manifest -> !manifest.ofDeletes() && manifest.liveFiles() > 0)
                .toList();
        assertThat(state.partitions().stream()
                        .mapToLong(PartitionFiles::manifestBytes)
                        .sum())
                .as("bytes of manifests, each share rounded")
                .isCloseTo(
                        listing.stream().mapToLong(ManifestState::bytes).sum(),
                        within(listing.stream()
                                .mapToLong(ManifestState::partitions)
                                .sum()));
    }
}
