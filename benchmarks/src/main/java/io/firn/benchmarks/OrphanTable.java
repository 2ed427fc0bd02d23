package io.firn.benchmarks;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * A table of many data files, with orphans among them. The files are there but empty, as nobody opens them: what a scan costs is
 * their number, their names and the manifests, which have the statistics of ten columns as a real table's have.
 *
 * @param directory holds catalog and warehouse
 */
record OrphanTable(Path directory) {
    static final TableIdentifier NAME = TableIdentifier.of("benchmark", "orphans");
    static final Duration AGE = Duration.ofDays(3);

    private static final int FILES_IN_PARTITION = 1_000;
    private static final int FILES_IN_COMMIT = 20_000;
    private static final int COLUMNS = 10;
    private static final int ONE_ORPHAN_IN = 500;

    /** What a scan has to find. */
    record Planted(long orphans, long names) {}

    CatalogConfig catalog() {
        return new CatalogConfig("benchmark", LocalCatalog.in(directory));
    }

    /** Makes the table; one file in 500 is an orphan, and as many again are too young to be one. */
    Planted create(long files) throws IOException {
        Catalog catalog = Catalogs.open(catalog());
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("benchmark"));
        Schema schema = schema();
        PartitionSpec spec =
                PartitionSpec.builderFor(schema).identity("column_1").build();
        Table table = catalog.buildTable(NAME, schema)
                .withPartitionSpec(spec)
                .withProperty("format-version", "2")
                .withProperty("commit.manifest-merge.enabled", "false")
                .create();
        Metrics metrics = metrics();
        FileTime old = FileTime.from(Instant.now().minus(AGE.multipliedBy(10)));
        Path data = directory.resolve("warehouse/benchmark/orphans/data");
        long orphans = 0;
        long names = 0;
        AppendFiles append = table.newFastAppend();
        for (long file = 0; file < files; file++) {
            long partition = file / FILES_IN_PARTITION;
            Path folder = data.resolve("column_1=" + partition);
            if (file % FILES_IN_PARTITION == 0) {
                Files.createDirectories(folder);
            }
            String name = "00000-" + file + "-5f1c7a52-6f0e-4e0b-9d53-a7c1f7f0c0de-00001.parquet";
            touch(folder.resolve(name), old);
            append.appendFile(DataFiles.builder(spec)
                    .withPath("file://" + folder.resolve(name))
                    .withFileSizeInBytes(1_000_000)
                    .withPartitionPath("column_1=" + partition)
                    .withMetrics(metrics)
                    .build());
            if (file % ONE_ORPHAN_IN == 0) {
                String orphan = "orphan-" + name;
                touch(folder.resolve(orphan), old);
                touch(folder.resolve("young-" + name), FileTime.from(Instant.now()));
                orphans++;
                names += orphan.hashCode();
            }
            if ((file + 1) % FILES_IN_COMMIT == 0 || file + 1 == files) {
                append.commit();
                append = table.newFastAppend();
            }
        }
        return new Planted(orphans, names);
    }

    private static void touch(Path file, FileTime modified) {
        try {
            Files.setLastModifiedTime(Files.createFile(file), modified);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make file " + file, e);
        }
    }

    private static Schema schema() {
        Types.NestedField[] columns = new Types.NestedField[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = Types.NestedField.optional(i + 1, "column_" + (i + 1), Types.LongType.get());
        }
        return new Schema(columns);
    }

    private static Metrics metrics() {
        Map<Integer, Long> counts = new HashMap<>();
        Map<Integer, ByteBuffer> bounds = new HashMap<>();
        for (int id = 1; id <= COLUMNS; id++) {
            counts.put(id, 10_000L);
            bounds.put(id, Conversions.toByteBuffer(Types.LongType.get(), 1_234_567L * id));
        }
        return new Metrics(10_000L, counts, counts, counts, Map.of(), bounds, bounds);
    }
}
