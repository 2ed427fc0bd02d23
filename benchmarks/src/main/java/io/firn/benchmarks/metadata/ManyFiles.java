package io.firn.benchmarks.metadata;

import io.firn.benchmarks.LocalCatalog;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A table of many manifests with the statistics of twenty columns; the data files are named and not there, as nobody opens them.
 *
 * @param directory holds catalog and warehouse
 */
record ManyFiles(Path directory) {
    static final TableIdentifier NAME = TableIdentifier.of("benchmark", "many");
    static final long SMALL_BYTES = 96L << 20;

    private static final int FILES_IN_MANIFEST = 100;
    private static final int MANIFESTS_IN_COMMIT = 10;
    private static final int RECORDS = 10_000;
    private static final int LONGS = 12;
    private static final int DOUBLES = 4;
    private static final int TEXTS = 3;

    CatalogConfig catalog() {
        return new CatalogConfig("benchmark", LocalCatalog.in(directory));
    }

    void create(long manifests) throws IOException {
        Catalog catalog = Catalogs.open(catalog());
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("benchmark"));
        PartitionSpec spec = PartitionSpec.builderFor(schema()).identity("day").build();
        Table table = catalog.buildTable(NAME, schema())
                .withPartitionSpec(spec)
                .withProperty("format-version", "2")
                .withProperty("commit.manifest-merge.enabled", "false")
                .create();
        long file = 0;
        for (long manifest = 0; manifest < manifests; manifest += MANIFESTS_IN_COMMIT) {
            AppendFiles append = table.newFastAppend();
            for (long i = manifest; i < Math.min(manifests, manifest + MANIFESTS_IN_COMMIT); i++) {
                append.appendManifest(manifest(table, file));
                file += FILES_IN_MANIFEST;
            }
            append.commit();
        }
    }

    /** Commits one further file, as a writer would. */
    void commit(long number) {
        Table table = Catalogs.open(catalog()).loadTable(NAME);
        table.newFastAppend().appendFile(file(table, number)).commit();
    }

    private ManifestFile manifest(Table table, long first) throws IOException {
        ManifestWriter<DataFile> writer = ManifestFiles.write(
                2,
                table.spec(),
                table.io().newOutputFile(table.location() + "/metadata/" + UUID.randomUUID() + "-m0.avro"),
                null);
        try (writer) {
            for (long i = first; i < first + FILES_IN_MANIFEST; i++) {
                writer.add(file(table, i));
            }
        }
        return writer.toManifestFile();
    }

    private static DataFile file(Table table, long number) {
        long day = number / FILES_IN_MANIFEST / MANIFESTS_IN_COMMIT;
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/day=" + day + "/00000-" + number + "-" + UUID.randomUUID()
                        + "-00001.parquet")
                .withFileSizeInBytes((64L << 20) + number % 997 * (1 << 17))
                .withPartitionPath("day=" + day)
                .withMetrics(metrics(number))
                .build();
    }

    private static Metrics metrics(long number) {
        Map<Integer, Long> sizes = new HashMap<>();
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        for (Types.NestedField field : schema().columns()) {
            int id = field.fieldId();
            sizes.put(id, 100_000L + number * id % 10_000);
            values.put(id, (long) RECORDS);
            nulls.put(id, number * id % 7);
            long least = id * 1_000_000L + number * 31 % 100_000;
            lower.put(id, bound(field.type(), least));
            upper.put(id, bound(field.type(), least + 1000));
        }
        return new Metrics((long) RECORDS, sizes, values, nulls, Map.of(), lower, upper);
    }

    private static ByteBuffer bound(Type type, long number) {
        return switch (type.typeId()) {
            case INTEGER -> Conversions.toByteBuffer(type, (int) number);
            case DOUBLE -> Conversions.toByteBuffer(type, (double) number);
            case STRING -> Conversions.toByteBuffer(type, "subject-" + number);
            default -> Conversions.toByteBuffer(type, number);
        };
    }

    private static Schema schema() {
        List<Types.NestedField> columns = new ArrayList<>();
        columns.add(Types.NestedField.optional(1, "day", Types.IntegerType.get()));
        add(columns, LONGS, "number", Types.LongType.get());
        add(columns, DOUBLES, "value", Types.DoubleType.get());
        add(columns, TEXTS, "text", Types.StringType.get());
        return new Schema(columns);
    }

    private static void add(List<Types.NestedField> columns, int count, String name, Type type) {
        for (int i = 1; i <= count; i++) {
            columns.add(Types.NestedField.optional(columns.size() + 1, name + "_" + i, type));
        }
    }
}
