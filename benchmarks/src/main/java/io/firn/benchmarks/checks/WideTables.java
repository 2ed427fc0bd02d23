package io.firn.benchmarks.checks;

import io.firn.benchmarks.LocalCatalog;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * Many tables of many columns with real metadata and manifests; the data files are not there, as nobody opens them. Each file
 * has counts, nulls and bounds of all columns.
 */
final class WideTables {
    private static final int FILES_IN_COMMIT = 4;
    private static final long ROWS = 10_000;

    private final Catalog catalog;
    private final Schema schema;
    private final Metrics metrics;
    private int commits;

    WideTables(Path directory, int columns) {
        this.catalog = Catalogs.open(new CatalogConfig("benchmark", LocalCatalog.in(directory)));
        this.schema = schema(columns);
        this.metrics = metrics(columns);
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("wide"));
    }

    /** Each with so many commits. */
    List<Table> create(long tables, int commitsEach) {
        List<Table> created = new ArrayList<>();
        for (long i = 0; i < tables; i++) {
            Table table = catalog.buildTable(TableIdentifier.of("wide", "table_" + i), schema)
                    .withProperty("format-version", "2")
                    .withProperty("write.metadata.metrics.max-inferred-column-defaults", "1000")
                    .create();
            for (int commit = 0; commit < commitsEach; commit++) {
                append(table);
            }
            created.add(table);
        }
        return created;
    }

    /** One commit of a Flink writer. */
    void append(Table table) {
        commits++;
        AppendFiles append = table.newFastAppend();
        for (int file = 0; file < FILES_IN_COMMIT; file++) {
            append.appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                    .withPath(table.location() + "/data/" + commits + "-" + file + ".parquet")
                    .withFileSizeInBytes(1_000_000)
                    .withMetrics(metrics)
                    .build());
        }
        append.set("flink.job-id", "job")
                .set("flink.operator-id", "sink")
                .set("flink.max-committed-checkpoint-id", String.valueOf(commits));
        append.commit();
    }

    private static Schema schema(int columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (int id = 1; id <= columns; id++) {
            fields.add(
                    id % 2 == 0
                            ? Types.NestedField.optional(id, "column_" + id, Types.DoubleType.get())
                            : Types.NestedField.optional(id, "column_" + id, Types.StringType.get()));
        }
        return new Schema(fields);
    }

    private static Metrics metrics(int columns) {
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, Long> nans = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        for (int id = 1; id <= columns; id++) {
            values.put(id, ROWS);
            nulls.put(id, id % 10L);
            if (id % 2 == 0) {
                nans.put(id, 0L);
                lower.put(id, Conversions.toByteBuffer(Types.DoubleType.get(), 1.5));
                upper.put(id, Conversions.toByteBuffer(Types.DoubleType.get(), 98.5));
            } else {
                lower.put(id, Conversions.toByteBuffer(Types.StringType.get(), "FIRN-001-101-000"));
                upper.put(id, Conversions.toByteBuffer(Types.StringType.get(), "FIRN-003-115-001"));
            }
        }
        return new Metrics(ROWS, values, values, nulls, nans, lower, upper);
    }
}
