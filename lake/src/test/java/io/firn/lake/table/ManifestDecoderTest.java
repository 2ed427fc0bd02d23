package io.firn.lake.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.catalog.SqliteCatalog;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The decoder says the same as Iceberg's reader, of manifests with any statistics and partitions, and reads all of them itself. */
class ManifestDecoderTest {
    private static final Schema SCHEMA = new Schema(
            NestedField.optional(1, "flag", Types.BooleanType.get()),
            NestedField.optional(2, "small", Types.IntegerType.get()),
            NestedField.optional(3, "number", Types.LongType.get()),
            NestedField.optional(4, "score", Types.FloatType.get()),
            NestedField.optional(5, "value", Types.DoubleType.get()),
            NestedField.optional(6, "amount", Types.DecimalType.of(20, 3)),
            NestedField.optional(7, "day", Types.DateType.get()),
            NestedField.optional(8, "clock", Types.TimeType.get()),
            NestedField.optional(9, "time", Types.TimestampType.withZone()),
            NestedField.optional(10, "text", Types.StringType.get()),
            NestedField.optional(11, "id", Types.UUIDType.get()),
            NestedField.optional(12, "code", Types.FixedType.ofLength(4)),
            NestedField.optional(13, "bytes", Types.BinaryType.get()),
            NestedField.optional(
                    14, "site", Types.StructType.of(NestedField.optional(15, "beds", Types.IntegerType.get()))));

    private static Path directory;
    private static JdbcCatalog catalog;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("firn-manifests");
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

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void theSummaryIsThatOfIcebergsReader(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int formatVersion)
            throws IOException {
        Random random = new Random(seed);
        Table table = table(formatVersion, random);
        for (int i = 0; i < 3; i++) {
            ManifestFile manifest = manifest(table, formatVersion, random);
            table.newFastAppend().appendManifest(manifest).commit();
        }
        if (random.nextBoolean()) {
            table.newScan().planFiles().forEach(task -> {
                if (random.nextInt(10) == 0) {
                    table.newDelete().deleteFile(task.file()).commit();
                }
            });
        }
        table.updateSchema()
                .updateColumn("small", Types.LongType.get())
                .updateColumn("score", Types.DoubleType.get())
                .addColumn("later", Types.LongType.get())
                .commit();

        agree(table);
    }

    @Example
    void partitionsOfFixedBytesAreLeftToIceberg() throws IOException {
        Table table = catalog.createTable(
                TableIdentifier.of("a", "fixed"),
                SCHEMA,
                PartitionSpec.builderFor(SCHEMA).identity("code").build());
        table.newFastAppend().appendFile(file(table, new Random(1))).commit();
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        ManifestFile manifest =
                metadata.currentSnapshot().allManifests(table.io()).get(0);

        assertThat(ManifestDecoder.read(manifest, table.io(), metadata.specsById(), TableStateReader.types(metadata)))
                .isEmpty();
    }

    @Example
    void aManifestThatIsBrokenAnywhereIsReadAsIcebergDoesOrNotAtAll() throws IOException {
        Table table = table(2, new Random(3));
        ManifestFile manifest = committed(table, new Random(4));
        Path path = rewrite(manifest, UnaryOperator.identity(), 1);
        byte[] whole = Files.readAllBytes(path);
        for (int position = firstBlock(whole); position < whole.length; position++) {
            byte[] broken = whole.clone();
            broken[position] ^= (byte) (1 << position % 8);
            Files.write(path, broken);

            decode(table, manifest).ifPresent(decoded -> assertThat(decoded)
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class) // Unlike the usual comparison, also of NaNs.
                    .withEqualsForType(Float::equals, Float.class)
                    .ignoringCollectionOrder()
                    .isEqualTo(readByIceberg(table, manifest)));
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));

            decode(table, manifest).ifPresent(decoded -> assertThat(decoded.liveFiles())
                    .isEqualTo(readByIceberg(table, manifest).liveFiles()));
        }
    }

    @Example
    void aManifestWithoutFieldIdsIsLeftToIceberg() throws IOException {
        Table table = table(2, new Random(5));
        ManifestFile manifest = committed(table, new Random(6));
        rewrite(manifest, schema -> schema.replace("\"field-id\"", "\"other\""), 100);

        assertThat(decode(table, manifest)).isEmpty();
    }

    @Example
    void aManifestIsReadToItsEndWhateverItsLengthIsSaidToBe() throws IOException {
        Table table = table(2, new Random(7));
        ManifestFile manifest = committed(table, new Random(8));
        Path path = rewrite(manifest, UnaryOperator.identity(), 1);
        byte[] whole = Files.readAllBytes(path);
        long files = decode(table, manifest).orElseThrow().liveFiles();
        for (long length = firstBlock(whole); length < whole.length; length++) {
            assertThat(decode(table, saidToBe(length, manifest)).orElseThrow().liveFiles())
                    .isEqualTo(files);
        }
    }

    @Example
    void boundsOfAnotherLengthAndFilesWithoutRecordsSayWhatIcebergSays() throws IOException {
        ByteBuffer eightBytes = Conversions.toByteBuffer(Types.LongType.get(), (1L << 40) + 7);
        Map<Integer, ByteBuffer> bounds = Map.of(2, eightBytes, 4, eightBytes, 7, eightBytes);
        for (Metrics metrics : List.of(
                new Metrics(5L, null, Map.of(), Map.of(), Map.of(), bounds, bounds),
                new Metrics(0L, null, Map.of(), Map.of(), Map.of(), Map.of(), Map.of()))) {
            Table table = catalog.createTable(
                    TableIdentifier.of("a", "t" + UUID.randomUUID().toString().replace("-", "")), SCHEMA);
            AppendFiles append = table.newFastAppend();
            for (int i = 0; i < 2; i++) {
                append.appendFile(DataFiles.builder(table.spec())
                        .withPath(table.location() + "/data/" + i + ".parquet")
                        .withFileSizeInBytes(1000)
                        .withMetrics(metrics)
                        .build());
            }
            append.commit();
            ManifestFile manifest =
                    table.currentSnapshot().allManifests(table.io()).get(0);
            TableMetadata metadata = ((HasTableOperations) table).operations().current();

            assertThat(ManifestSummary.read(
                                    manifest, table.io(), metadata.specsById(), TableStateReader.types(metadata))
                            .columns())
                    .isEqualTo(readByIceberg(table, manifest).columns());
        }
    }

    private static ManifestFile committed(Table table, Random random) throws IOException {
        table.newFastAppend().appendManifest(manifest(table, 2, random)).commit();
        return table.currentSnapshot().allManifests(table.io()).get(0);
    }

    private static Optional<ManifestSummary> decode(Table table, ManifestFile manifest) {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        return ManifestDecoder.read(manifest, table.io(), metadata.specsById(), TableStateReader.types(metadata));
    }

    private static ManifestSummary readByIceberg(Table table, ManifestFile manifest) {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        return ManifestSummary.readByIceberg(
                manifest, table.io(), metadata.specsById(), TableStateReader.types(metadata));
    }

    /** Puts the same files in place of the manifest, not compressed, as Avro's own library writes them. */
    private static Path rewrite(ManifestFile manifest, UnaryOperator<String> schema, int filesInBlock)
            throws IOException {
        Path path = Path.of(manifest.path().replaceFirst("^file:(//)?", ""));
        Path rewritten = Path.of(path + ".new");
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(path.toFile(), new GenericDatumReader<>());
                DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            String read = reader.getMetaString("avro.schema");
            writer.create(new org.apache.avro.Schema.Parser().parse(schema.apply(read)), rewritten.toFile());
            for (int files = 1; reader.hasNext(); files++) {
                writer.append(reader.next());
                if (files % filesInBlock == 0) {
                    writer.sync();
                }
            }
        }
        Files.move(rewritten, path, StandardCopyOption.REPLACE_EXISTING);
        return path;
    }

    /** Its header ends with the sync marker that ends the file, too. */
    private static int firstBlock(byte[] file) {
        byte[] sync = Arrays.copyOfRange(file, file.length - 16, file.length);
        int start = 0;
        while (!Arrays.equals(file, start, start + 16, sync, 0, 16)) {
            start++;
        }
        return start + 16;
    }

    private static ManifestFile saidToBe(long length, ManifestFile manifest) {
        return (ManifestFile) Proxy.newProxyInstance(
                ManifestFile.class.getClassLoader(),
                new Class<?>[] {ManifestFile.class},
                (proxy, method, arguments) ->
                        method.getName().equals("length") ? (Object) length : method.invoke(manifest, arguments));
    }

    /** Every live manifest, decoded and read by Iceberg. */
    static void agree(Table table) {
        table.refresh();
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        if (metadata.currentSnapshot() == null) {
            return;
        }
        Map<Integer, Type> types = TableStateReader.types(metadata);
        for (ManifestFile manifest : metadata.currentSnapshot().allManifests(table.io())) {
            ManifestSummary expected = ManifestSummary.readByIceberg(manifest, table.io(), metadata.specsById(), types);

            ManifestSummary decoded = ManifestDecoder.read(manifest, table.io(), metadata.specsById(), types)
                    .orElseThrow();

            assertThat(decoded.columns()).isEqualTo(expected.columns());
            assertThat(decoded.liveFiles()).isEqualTo(expected.liveFiles());
            assertThat(sorted(decoded)).usingRecursiveComparison().isEqualTo(sorted(expected));
        }
    }

    private static List<PartitionFiles> sorted(ManifestSummary summary) {
        return summary.partitions().stream()
                .sorted(Comparator.comparing(PartitionFiles::partition))
                .toList();
    }

    private static Table table(int formatVersion, Random random) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(SCHEMA);
        switch (random.nextInt(5)) {
            case 0 -> spec.identity("text").day("time").bucket("number", 4);
            case 1 -> spec.identity("flag").identity("small").identity("score").identity("amount");
            case 2 ->
                spec.identity("day").identity("clock").truncate("bytes", 3).identity("value");
            case 3 -> spec.identity("id").hour("time").truncate("number", 10);
            default -> {}
        }
        return catalog.createTable(
                TableIdentifier.of("a", "t" + UUID.randomUUID().toString().replace("-", "")),
                SCHEMA,
                spec.build(),
                Map.of("format-version", Integer.toString(formatVersion), "commit.manifest-merge.enabled", "false"));
    }

    private static ManifestFile manifest(Table table, int formatVersion, Random random) throws IOException {
        OutputFile file = table.io().newOutputFile(table.location() + "/metadata/" + UUID.randomUUID() + ".avro");
        ManifestWriter<DataFile> writer = ManifestFiles.write(formatVersion, table.spec(), file, null);
        try (writer) {
            int files = 1 + random.nextInt(40);
            for (int i = 0; i < files; i++) {
                writer.add(file(table, random));
            }
        }
        return writer.toManifestFile();
    }

    private static DataFile file(Table table, Random random) {
        PartitionData partition = new PartitionData(table.spec().partitionType());
        for (int i = 0; i < partition.size(); i++) {
            Type type = partition.getType(i);
            partition.set(i, random.nextInt(4) == 0 ? null : value(type, random));
        }
        long records = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(1000);
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(1 + random.nextInt(1 << 30))
                .withPartition(partition)
                .withMetrics(metrics(records, random))
                .build();
    }

    private static Metrics metrics(long records, Random random) {
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, Long> nans = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        List<NestedField> leaves = new ArrayList<>(SCHEMA.columns().subList(0, 13));
        leaves.add(SCHEMA.findField(15));
        int missing = random.nextInt(4) == 0 ? 10 : 40;
        for (NestedField field : leaves) {
            int id = field.fieldId();
            if (random.nextInt(missing) > 0) {
                values.put(id, records);
            }
            if (random.nextInt(missing) > 0) {
                nulls.put(id, random.nextInt(5) == 0 ? records : 0);
            }
            if (random.nextInt(3) == 0) {
                nans.put(id, random.nextInt(3) == 0 ? records : 1);
            }
            if (random.nextInt(missing) > 0) {
                lower.put(id, Conversions.toByteBuffer(field.type(), value(field.type(), random)));
                upper.put(id, Conversions.toByteBuffer(field.type(), value(field.type(), random)));
            }
        }
        return new Metrics(records, null, values, nulls, nans, lower, upper);
    }

    private static Object value(Type type, Random random) {
        return switch (type.typeId()) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER, DATE -> random.nextInt(20_000) - 5_000;
            case LONG -> random.nextLong();
            case TIME, TIMESTAMP -> random.nextLong(80_000_000_000L);
            case FLOAT -> random.nextInt(8) == 0 ? -0.0f : random.nextFloat() - 0.5f;
            case DOUBLE -> random.nextInt(8) == 0 ? -0.0 : random.nextGaussian();
            case DECIMAL -> new BigDecimal(random.nextLong()).movePointLeft(3);
            case STRING -> "s" + random.nextInt(5) + "/ä";
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case FIXED -> ByteBuffer.wrap(new byte[] {1, (byte) random.nextInt(), 0, 4});
            default -> ByteBuffer.wrap(new byte[] {9, (byte) random.nextInt(4), 7});
        };
    }
}
