package io.firn.lake.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.catalog.SqliteCatalog;
import io.firn.lake.config.Provenance;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
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

class AddedFilesTest {
    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00.123456Z");

    @TempDir
    private Path directory;

    private JdbcCatalog catalog;
    private Table table;

    @BeforeEach
    void open() {
        catalog = SqliteCatalog.open(SqliteCatalog.in(directory));
        catalog.createNamespace(Namespace.of("a"));
        Schema schema = new Schema(
                Provenance.column(new AtomicInteger(1)::getAndIncrement),
                Types.NestedField.optional(10, "id", Types.LongType.get()));
        table = catalog.createTable(TableIdentifier.of("a", "x"), schema, PartitionSpec.unpartitioned());
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void eachAddedFileHasTheTimeOfItsOldestRecord() {
        table.newAppend().appendFile(file(NINE.minusSeconds(500))).commit();
        DataFile merged = file(NINE.plusSeconds(7), NINE, NINE.plusSeconds(3));
        table.newAppend()
                .appendFile(merged)
                .appendFile(file(NINE.plusSeconds(9)))
                .commit();

        assertThat(oldest(Provenance.TIMESTAMP_PATH)).containsExactlyInAnyOrder(NINE, NINE.plusSeconds(9));
        assertThat(oldest("id")).as("no time").isEmpty();
        assertThat(oldest("missing")).isEmpty();
        assertThat(AddedFiles.oldest(table, 1, Provenance.TIMESTAMP_PATH)).isEmpty();
    }

    @Test
    void aFileWithoutStatisticsHasNone() {
        table.updateProperties().set("write.metadata.metrics.default", "none").commit();
        table.newAppend().appendFile(file(NINE)).commit();

        assertThat(oldest(Provenance.TIMESTAMP_PATH)).isEmpty();
    }

    private List<Instant> oldest(String column) {
        return AddedFiles.oldest(table, table.currentSnapshot().snapshotId(), column);
    }

    private DataFile file(Instant... times) {
        List<Record> rows = new ArrayList<>();
        for (Instant time : times) {
            Record origin = GenericRecord.create(
                    table.schema().findType(Provenance.COLUMN).asStructType());
            origin.setField(Provenance.TIMESTAMP, OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
            Record row = GenericRecord.create(table.schema());
            row.setField(Provenance.COLUMN, origin);
            rows.add(row);
        }
        return new ParquetFiles(table).data("", rows);
    }
}
