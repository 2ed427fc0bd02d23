package io.firn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.formats.FileWriterBuilder;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitFollowerTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("benchmark", "events");
    private static final Instant SENT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Schema SCHEMA = new Schema(
            Provenance.column(new AtomicInteger()::incrementAndGet),
            Types.NestedField.optional(6, "value", Types.StringType.get()));

    @TempDir
    Path directory;

    private Catalog catalog;

    @BeforeEach
    void openCatalog() {
        catalog = Catalogs.open(new CatalogConfig("firn", LocalCatalog.in(directory)));
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("benchmark"));
    }

    @Test
    void everyCommitIsSeenAndItsRowsAreFound() throws Exception {
        try (CommitFollower follower = new CommitFollower(catalog, TABLE)) {
            follower.start();
            Table table = catalog.createTable(TABLE, SCHEMA, PartitionSpec.unpartitioned());
            append(table, 0, 3);
            append(table, 3, 2);

            Optional<Commit> complete = follower.await(5, Duration.ofSeconds(20));
            assertThat(complete).isPresent();
            assertThat(follower.firstWith(3).orElseThrow().totalRecords()).isEqualTo(3);
            assertThat(follower.commits())
                    .hasSize(2)
                    .extracting(Commit::totalRecords)
                    .containsExactly(3L, 5L);

            Landed landed = new Landed(catalog.loadTable(TABLE));
            List<Landed.Row> added = new ArrayList<>();
            landed.addedBy(complete.get(), added::add);
            assertThat(added).containsExactly(new Landed.Row(0, 3, SENT), new Landed.Row(0, 4, SENT));
            Arrivals arrivals = new Arrivals(Map.of(0, 5L));
            landed.all(arrivals::add);
            assertThat(arrivals.areComplete()).isTrue();
        }
    }

    @Test
    void waitingEndsWhenNothingComes() throws Exception {
        try (CommitFollower follower = new CommitFollower(catalog, TABLE)) {
            follower.start();
            assertThat(follower.await(1, Duration.ofMillis(100))).isEmpty();
        }
    }

    private static void append(Table table, long firstOffset, int rows) throws IOException {
        OutputFile file =
                table.io().newOutputFile(table.locationProvider().newDataLocation("file-" + firstOffset + ".parquet"));
        FileWriterBuilder<DataWriter<Record>, Object> builder = FormatModelRegistry.dataWriteBuilder(
                FileFormat.PARQUET, Record.class, EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY));
        DataWriter<Record> writer =
                builder.schema(table.schema()).spec(table.spec()).build();
        try (writer) {
            for (long offset = firstOffset; offset < firstOffset + rows; offset++) {
                GenericRecord row = GenericRecord.create(table.schema());
                GenericRecord origin = GenericRecord.create(
                        table.schema().findType(Provenance.COLUMN).asStructType());
                origin.setField(Provenance.TOPIC, "events");
                origin.setField(Provenance.PARTITION, 0);
                origin.setField(Provenance.OFFSET, offset);
                origin.setField(Provenance.TIMESTAMP, SENT.atOffset(ZoneOffset.UTC));
                row.setField(Provenance.COLUMN, origin);
                writer.write(row);
            }
        }
        DataFile written = writer.toDataFile();
        table.newAppend().appendFile(written).commit();
    }
}
