package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.parquet.column.ParquetProperties.WriterVersion;

/** The merge beside Iceberg's own reading and writing of the same rows. */
final class ColumnarMergeTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(2);
    private static final List<String> CODECS = List.of("zstd", "snappy", "gzip", "uncompressed");

    @AfterContainer
    static void stop() {
        THREADS.shutdownNow();
    }

    @Property(tries = 300)
    void rowsAndMetricsAreThoseOfTheRowPath(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(seed);
        Schema schema = rows.schema();
        try (InMemoryCatalog catalog = new InMemoryCatalog()) {
            catalog.initialize("memory", Map.of("warehouse", "/" + UUID.randomUUID())); // Their files are in one place.
            catalog.createNamespace(Namespace.of("clinical"));
            Table table = catalog.createTable(
                    TableIdentifier.of("clinical", "visits"), schema, PartitionSpec.unpartitioned(), settings(random));
            List<Record> expected = new ArrayList<>();
            boolean hasVersion2 = false;
            AppendFiles append = table.newAppend();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                List<Record> some = rows.rows(
                        table.schema(), random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(400));
                WriterVersion version = random.nextInt(15) == 0 ? WriterVersion.PARQUET_2_0 : WriterVersion.PARQUET_1_0;
                hasVersion2 |= version == WriterVersion.PARQUET_2_0;
                append.appendFile(write(table, "in-" + i, some, settings(random), version));
                expected.addAll(some);
            }
            append.commit();
            List<FileScanTask> inputs = inputs(table);

            ColumnarMerge merge = new ColumnarMerge(table, THREADS, new MemoryBudget(64 << 20), () -> false);
            try {
                merge.run(
                        inputs,
                        1 << 30,
                        () -> table.io().newOutputFile(table.location() + "/out.parquet"),
                        input -> {});
            } catch (NotColumnarException e) {
                // Version 2 has encodings that are not merged.
                assertThat(hasVersion2).as(e.getMessage()).isTrue();
                Statistics.collect("rows");
                return;
            }

            Statistics.collect("columnar");
            List<Record> inOrder = new ArrayList<>();
            for (FileScanTask input : inputs) {
                inOrder.addAll(read(table, input.file().location()));
            }
            assertThat(inOrder).hasSize(expected.size());
            DataFile output = merge.files().get(0);
            assertThat(merge.files()).hasSize(1);
            assertThat(merge.rows()).isEqualTo(expected.size());
            assertThat(comparable(read(table, output.location()))).isEqualTo(comparable(inOrder));
            assertSameMetrics(table.schema(), output, byRows(table, inOrder));
            PageCheck.check(table.io().newInputFile(output.location()), table.schema(), inOrder);
        }
    }

    /** Whatever byte is another: it is noticed, or it does not matter; nothing hangs, nothing else is thrown. */
    @Property(tries = 200)
    void aBrokenFileIsNoticed(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(seed);
        Schema schema = rows.schema();
        try (InMemoryCatalog catalog = new InMemoryCatalog()) {
            catalog.initialize("memory", Map.of("warehouse", "/" + UUID.randomUUID()));
            catalog.createNamespace(Namespace.of("clinical"));
            Table table = catalog.createTable(
                    TableIdentifier.of("clinical", "visits"), schema, PartitionSpec.unpartitioned(), settings(random));
            List<Record> written = rows.rows(table.schema(), 1 + random.nextInt(100));
            DataFile file = write(table, "in", written, settings(random), WriterVersion.PARQUET_1_0);
            List<Record> expected = read(table, file.location());
            table.newAppend().appendFile(flipped(table, file, random)).commit();

            ColumnarMerge merge = new ColumnarMerge(table, THREADS, new MemoryBudget(64 << 20), () -> false);
            try {
                merge.run(
                        inputs(table), 1 << 30, () -> table.io().newOutputFile(table.location() + "/out"), input -> {});
            } catch (CorruptPageException e) {
                assertThat(e).hasMessageStartingWith("flipped.parquet: Cannot read a page");
                Statistics.collect("noticed");
                return;
            } catch (NotColumnarException e) {
                Statistics.collect("rows");
                return;
            }
            assertThat(comparable(read(table, merge.files().get(0).location()))).isEqualTo(comparable(expected));
            Statistics.collect("does not matter");
        }
    }

    private static DataFile flipped(Table table, DataFile file, Random random) throws IOException {
        byte[] bytes = new byte[(int) file.fileSizeInBytes()];
        try (InputStream stream = table.io().newInputFile(file.location()).newStream()) {
            assertThat(stream.readNBytes(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        }
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        OutputFile copy = table.io().newOutputFile(table.location() + "/flipped.parquet");
        try (OutputStream stream = copy.create()) {
            stream.write(bytes);
        }
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .copy(file)
                .withPath(copy.location())
                .build();
    }

    private static Map<String, String> settings(Random random) {
        return Map.of(
                "format-version", "2",
                "write.parquet.compression-codec", CODECS.get(random.nextInt(CODECS.size())),
                "write.parquet.page-size-bytes",
                        String.valueOf(List.of(200, 5_000, 1 << 20).get(random.nextInt(3))),
                "write.parquet.page-row-limit",
                        String.valueOf(List.of(10, 20_000).get(random.nextInt(2))),
                "write.parquet.dict-size-bytes",
                        String.valueOf(List.of(100, 2_000, 2 << 20).get(random.nextInt(3))),
                "write.parquet.row-group-size-bytes",
                        String.valueOf(List.of(3_000, 128 << 20).get(random.nextInt(2))),
                "write.metadata.metrics.default",
                        List.of("none", "counts", "truncate(16)", "full").get(random.nextInt(4)));
    }

    private static List<FileScanTask> inputs(Table table) throws IOException {
        List<FileScanTask> inputs = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(inputs::add);
        }
        return inputs;
    }

    private static DataFile write(
            Table table, String name, List<Record> rows, Map<String, String> settings, WriterVersion version)
            throws IOException {
        OutputFile file = table.io().newOutputFile(table.location() + "/" + name + ".parquet");
        FileAppender<Record> appender = Parquet.write(file)
                .schema(table.schema())
                .setAll(settings)
                .set("write.parquet.row-group-check-min-record-count", "1")
                .writerVersion(version)
                .metricsConfig(MetricsConfig.getDefault())
                .createWriterFunc(type -> GenericParquetWriter.create(table.schema(), type))
                .build();
        try (appender) {
            appender.addAll(rows);
        }
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(file.location())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(appender.length())
                .withMetrics(appender.metrics())
                .build();
    }

    private static DataFile byRows(Table table, List<Record> rows) throws IOException {
        OutputFile file = table.io().newOutputFile(table.location() + "/rows.parquet");
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newDataWriter(
                        EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY),
                        PartitionSpec.unpartitioned(),
                        null);
        try (writer) {
            writer.write(rows);
        }
        return writer.toDataFile();
    }

    private static List<Record> read(Table table, String location) throws IOException {
        try (CloseableIterable<Record> records = Parquet.read(table.io().newInputFile(location))
                .project(table.schema())
                .createReaderFunc(type -> GenericParquetReaders.buildReader(table.schema(), type))
                .build()) {
            List<Record> rows = new ArrayList<>();
            records.forEach(rows::add);
            return rows;
        }
    }

    /** Arrays are equal to nobody but themselves. */
    private static Object comparable(Object value) {
        if (value instanceof Record record) {
            List<Object> fields = new ArrayList<>();
            for (int i = 0; i < record.size(); i++) {
                fields.add(comparable(record.get(i)));
            }
            return fields;
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(comparable(element)));
            return elements;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> entries = new HashMap<>();
            map.forEach((key, entry) -> entries.put(comparable(key), comparable(entry)));
            return entries;
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    /** Without those of UUIDs: Iceberg orders them otherwise than Parquet where it merges row groups, of which there are others. */
    private static Map<Integer, String> hex(Schema schema, Map<Integer, ByteBuffer> bounds) {
        Map<Integer, String> hex = new HashMap<>();
        if (bounds != null) {
            bounds.forEach((id, bound) -> hex.put(id, HexFormat.of().formatHex(ByteBuffers.toByteArray(bound))));
        }
        hex.keySet().removeIf(id -> schema.findType(id).typeId() == Type.TypeID.UUID);
        return hex;
    }

    private static void assertSameMetrics(Schema schema, DataFile merged, DataFile byRows) {
        assertThat(merged.recordCount()).isEqualTo(byRows.recordCount());
        assertThat(merged.valueCounts()).isEqualTo(byRows.valueCounts());
        assertThat(merged.nullValueCounts()).isEqualTo(byRows.nullValueCounts());
        assertThat(merged.nanValueCounts()).isEqualTo(byRows.nanValueCounts());
        assertThat(hex(schema, merged.lowerBounds())).isEqualTo(hex(schema, byRows.lowerBounds()));
        assertThat(hex(schema, merged.upperBounds())).isEqualTo(hex(schema, byRows.upperBounds()));
        assertThat(merged.sortOrderId()).isEqualTo(byRows.sortOrderId());
    }
}
