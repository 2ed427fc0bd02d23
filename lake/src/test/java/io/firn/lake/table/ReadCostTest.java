package io.firn.lake.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.catalog.SqliteCatalog;
import io.firn.lake.config.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to see one commit to a large table. */
class ReadCostTest {
    private static final TableIdentifier NAME = TableIdentifier.of("a", "x");
    private static final int MANIFESTS = 1000;

    @TempDir
    private Path directory;

    @Test
    void oneCommitToAThousandManifestsIsFourReads() throws Exception {
        try (JdbcCatalog catalog =
                SqliteCatalog.open(SqliteCatalog.in(directory, Map.of("io-impl", CountingFileIO.class.getName())))) {
            catalog.createNamespace(Namespace.of("a"));
            Table writer = create(catalog);
            Table table = catalog.loadTable(NAME);
            TableStateReader reader = new TableStateReader(new ManifestSummaryCache(48 << 20));
            assertThat(reader.read("firn", NAME, table, Instant.EPOCH).manifests())
                    .hasSize(MANIFESTS);
            long[] micros = new long[15];
            for (int i = 0; i < micros.length; i++) {
                writer.newFastAppend().appendFile(file(writer)).commit();
                CountingFileIO.forget();
                long start = System.nanoTime();

                table.refresh();
                TableState state = reader.read("firn", NAME, table, Instant.EPOCH);
                long snapshot = state.currentSnapshotId().orElseThrow();
                assertThat(AddedFiles.oldest(table, snapshot, Provenance.TIMESTAMP_PATH))
                        .containsExactly(Instant.EPOCH);

                micros[i] = (System.nanoTime() - start) / 1000;
                assertThat(state.manifests()).hasSize(MANIFESTS + i + 1);
                assertThat(CountingFileIO.opened())
                        .as("metadata, manifest list, and the new manifest for its summary and for its files' times")
                        .hasSize(4);
            }
            Arrays.sort(micros);
            System.out.printf(
                    "One commit to %,d manifests: median %.1f ms%n", MANIFESTS, micros[micros.length / 2] / 1e3);
            // The bound is loose for machines under load; docs/design/metadata.md says what was measured.
            assertThat(micros[micros.length / 2]).isLessThan(500_000);
        }
    }

    private static Table create(JdbcCatalog catalog) throws IOException {
        Schema schema = new Schema(
                Provenance.column(new AtomicInteger(1)::getAndIncrement),
                Types.NestedField.optional(10, "id", Types.LongType.get()));
        Table table = catalog.createTable(
                NAME,
                schema,
                PartitionSpec.unpartitioned(),
                Map.of("format-version", "2", "commit.manifest-merge.enabled", "false"));
        AppendFiles append = table.newFastAppend();
        for (int i = 0; i < MANIFESTS; i++) {
            ManifestWriter<DataFile> writer = ManifestFiles.write(
                    2,
                    table.spec(),
                    table.io().newOutputFile(table.location() + "/metadata/" + UUID.randomUUID() + ".avro"),
                    null);
            try (writer) {
                writer.add(file(table));
            }
            append.appendManifest(writer.toManifestFile());
        }
        append.commit();
        return table;
    }

    private static DataFile file(Table table) {
        int time = table.schema().findField(Provenance.TIMESTAMP_PATH).fieldId();
        ByteBuffer bound = Conversions.toByteBuffer(Types.TimestampType.withZone(), 0L);
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(1000)
                .withMetrics(new Metrics(
                        10L, null, Map.of(time, 10L), Map.of(time, 0L), null, Map.of(time, bound), Map.of(time, bound)))
                .build();
    }
}
