package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/** Files that do not hold what they promise: each is refused by its name, or merged right; nothing hangs. */
final class BrokenFileTest {
    private static final String BROKEN = "broken.parquet";
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "subject", Types.StringType.get()),
            Types.NestedField.optional(2, "value", Types.LongType.get()),
            Types.NestedField.optional(3, "codes", Types.ListType.ofOptional(4, Types.StringType.get())));

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void anyByteThatIsAnotherIsNoticedOrDoesNotMatter(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(seed);
        try (MemoryTable memory = new MemoryTable(rows.schema(), RandomTable.settings(random))) {
            Table table = memory.table();
            List<Record> written = rows.rows(table.schema(), 1 + random.nextInt(100));
            WriterVersion version = random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0;
            DataFile file = RandomTable.write(table, "in", written, RandomTable.settings(random), version);
            byte[] bytes = bytes(table, file.location());
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            append(table, file, bytes);

            ColumnarMerge merge = merge(table);
            try {
                run(table, merge);
            } catch (CorruptPageException e) {
                assertThat(e).hasMessageStartingWith(BROKEN + ": Cannot read a page");
                Statistics.collect("noticed");
                return;
            } catch (NotColumnarException e) {
                Statistics.collect("rows");
                return;
            }
            List<Object> read = RowOracle.comparable(
                    table.schema(), RowOracle.read(table, merge.files().get(0).location()));
            if (read.equals(RowOracle.comparable(table.schema(), written))) {
                Statistics.collect("does not matter");
                return;
            }
            // A footer has no checksum: with the id of another field its column is missing, for every reader.
            assertThat(read)
                    .isEqualTo(
                            RowOracle.comparable(table.schema(), RowOracle.liveRows(table, MemoryTable.inputs(table))));
            Statistics.collect("as Iceberg reads it");
        }
    }

    /** Without checksums, so that decompressors and decoders see it: some of it then cannot be told from other rows. */
    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void everyByteOfAFileWithoutChecksumsMayBeAnother(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        for (CompressionCodecName codec : List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.ZSTD,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.GZIP,
                CompressionCodecName.LZ4_RAW)) {
            byte[] whole = withoutChecksums(ParquetSchemaUtil.convert(SCHEMA, "table"), codec);
            try (MemoryTable memory = new MemoryTable(SCHEMA, Map.of())) {
                Table table = memory.table();
                append(table, described(table, whole.length), whole);
                for (int at = 0; at < whole.length; at++) {
                    byte[] bytes = whole.clone();
                    bytes[at] ^= (byte) (1 + random.nextInt(255));
                    write(table, bytes);
                    Statistics.collect(codec, outcome(table));
                }
            }
        }
    }

    private static String outcome(Table table) throws IOException {
        try {
            run(table, merge(table));
            return "merged";
        } catch (CorruptPageException e) {
            assertThat(e).hasMessageStartingWith(BROKEN + ": Cannot read a page");
            return "noticed";
        } catch (NotColumnarException e) {
            return "rows";
        }
    }

    /** It might be one that the table has: nobody takes it for nulls here. */
    @Example
    void aColumnThatHasLostItsIdIsLeftToTheRows() throws IOException {
        MessageType whole = ParquetSchemaUtil.convert(SCHEMA, "table");
        List<Type> fields = new ArrayList<>(whole.getFields());
        fields.set(1, new PrimitiveType(Repetition.OPTIONAL, PrimitiveTypeName.INT64, "value"));
        byte[] bytes = withoutChecksums(new MessageType("table", fields), CompressionCodecName.ZSTD);
        try (MemoryTable memory = new MemoryTable(SCHEMA, Map.of())) {
            Table table = memory.table();
            append(table, described(table, bytes.length), bytes);
            assertThatExceptionOfType(NotColumnarException.class)
                    .isThrownBy(() -> run(table, merge(table)))
                    .withMessage("a column of a file has no field id");
        }
    }

    @Example
    void aFileThatEndsEarlyIsNoticed() throws IOException {
        RandomRows rows = new RandomRows(1);
        try (MemoryTable memory = new MemoryTable(rows.schema(), Map.of())) {
            Table table = memory.table();
            DataFile file =
                    RandomTable.write(table, "in", rows.rows(table.schema(), 50), Map.of(), WriterVersion.PARQUET_1_0);
            byte[] whole = bytes(table, file.location());
            for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
                byte[] bytes = Arrays.copyOf(whole, length);
                append(table, file, bytes);
                assertThatExceptionOfType(UncheckedIOException.class)
                        .isThrownBy(() -> run(table, merge(table)))
                        .withMessage("Cannot read " + BROKEN + ": it is shorter than the table says");

                append(table, described(table, length), bytes);
                assertThatExceptionOfType(CorruptPageException.class)
                        .isThrownBy(() -> run(table, merge(table)))
                        .withMessage(BROKEN + ": Cannot read a page: its file has no readable footer");
            }
        }
    }

    private static ColumnarMerge merge(Table table) {
        return MemoryTable.merge(table, SortOrder.unsorted(), 64 << 20);
    }

    private static void run(Table table, ColumnarMerge merge) throws IOException {
        merge.run(
                MemoryTable.inputs(table),
                1 << 30,
                () -> table.io().newOutputFile(table.location() + "/out-" + UUID.randomUUID()),
                input -> {});
    }

    private static byte[] bytes(Table table, String location) throws IOException {
        try (InputStream stream = table.io().newInputFile(location).newStream()) {
            return stream.readAllBytes();
        }
    }

    /** So that the table has it and no other. */
    private static void append(Table table, DataFile like, byte[] bytes) throws IOException {
        table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        DataFile broken = DataFiles.builder(PartitionSpec.unpartitioned())
                .copy(like)
                .withPath(write(table, bytes))
                .build();
        table.newAppend().appendFile(broken).commit();
    }

    private static String write(Table table, byte[] bytes) throws IOException {
        OutputFile file = table.io().newOutputFile(table.location() + "/" + BROKEN);
        try (OutputStream stream = file.createOrOverwrite()) {
            stream.write(bytes);
        }
        return file.location();
    }

    private static DataFile described(Table table, long bytes) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(table.location() + "/" + BROKEN)
                .withFileSizeInBytes(bytes)
                .withRecordCount(20)
                .build();
    }

    private static byte[] withoutChecksums(MessageType type, CompressionCodecName codec) throws IOException {
        Path file = Files.createTempDirectory("firn").resolve("in.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .withCompressionCodec(codec)
                .withPageWriteChecksumEnabled(false)
                .withPageRowCountLimit(10)
                .build()) {
            for (int i = 0; i < 20; i++) {
                Group row = new SimpleGroup(type);
                row.add("subject", "subject " + i % 3);
                if (i % 4 != 0) {
                    row.add("value", (long) i * i);
                    row.addGroup("codes").addGroup("list").add("element", "code " + i);
                }
                writer.write(row);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(file.getParent());
        return bytes;
    }
}
