package io.firn.maintenance.run;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.CompactionStrategy;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.config.PolicyConfig;
import io.firn.lake.config.Verification;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.plan.Holds;
import io.firn.maintenance.plan.ManagedOptimizers;
import io.firn.maintenance.policy.Policies;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.h2.jdbcx.JdbcConnectionPool;

/** Real tables in a real catalog (SQLite) with real Parquet files, and maintenance over them with a ledger in H2. */
public final class Lakehouse implements Closeable {
    public static final String CATALOG = "firn";
    public static final Schema VISITS = new Schema(
            List.of(
                    Types.NestedField.required(1, "id", Types.LongType.get()),
                    Types.NestedField.optional(2, "site", Types.StringType.get()),
                    Types.NestedField.optional(3, "value", Types.DoubleType.get())),
            java.util.Set.of(1));

    public final Path directory;
    public final Catalog catalog;
    public final Ledger ledger;
    public final AdjustableClock clock = new AdjustableClock();
    private final JdbcConnectionPool database;
    private final List<Maintenance> opened = new ArrayList<>();

    /** With a ledger in memory. */
    public Lakehouse(Path directory) {
        this(directory, inMemory(), Map.of());
    }

    /** With tables elsewhere, as the catalog's properties say. */
    static Lakehouse over(Path directory, Map<String, String> properties) {
        return new Lakehouse(directory, inMemory(), properties);
    }

    private static JdbcConnectionPool inMemory() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    }

    /** With a ledger on disk, so that another process can open the same lake after this one. */
    static Lakehouse onDisk(Path directory) {
        return new Lakehouse(
                directory,
                JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("ledger") + ";WRITE_DELAY=0", "", ""),
                Map.of());
    }

    private Lakehouse(Path directory, JdbcConnectionPool database, Map<String, String> properties) {
        this.directory = directory;
        this.database = database;
        Map<String, String> all = new HashMap<>(Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + directory.resolve("catalog.db")
                        + "?journal_mode=WAL&busy_timeout=30000&transaction_mode=IMMEDIATE",
                "jdbc.schema-version",
                "V1",
                "warehouse",
                directory.resolve("warehouse").toString()));
        all.putAll(properties);
        this.catalog = Catalogs.open(new CatalogConfig(CATALOG, all));
        if (!((SupportsNamespaces) catalog).namespaceExists(Namespace.of("clinical"))) {
            ((SupportsNamespaces) catalog).createNamespace(Namespace.of("clinical"));
        }
        this.ledger = new Ledger(database, clock);
    }

    public static TableIdentifier name(String table) {
        return TableIdentifier.of("clinical", table);
    }

    public Table create(String table, PartitionSpec spec, Map<String, String> properties) {
        return catalog.buildTable(name(table), VISITS)
                .withPartitionSpec(spec)
                .withProperty("format-version", "2")
                .withProperty("commit.retry.num-retries", "20")
                .withProperties(properties)
                .create();
    }

    public Table create(String table) {
        return create(table, PartitionSpec.unpartitioned(), Map.of());
    }

    public static PartitionSpec bySite() {
        return PartitionSpec.builderFor(VISITS).identity("site").build();
    }

    public static Record row(long id, String site, double value) {
        Record row = GenericRecord.create(VISITS);
        row.set(0, id);
        row.set(1, site);
        row.set(2, value);
        return row;
    }

    /** A data file with the rows, all of one partition, committed by nobody yet. */
    public static DataFile write(Table table, Record... rows) {
        try {
            DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                    .build()
                    .newDataWriter(output(table, partition(table, rows[0])), table.spec(), partition(table, rows[0]));
            try (writer) {
                for (Record row : rows) {
                    writer.write(fitted(table, row));
                }
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static DataFile append(Table table, Record... rows) {
        return append(table, Map.of(), rows);
    }

    /** One commit with one file and the given entries in its summary. */
    public static DataFile append(Table table, Map<String, String> summary, Record... rows) {
        DataFile file = write(table, rows);
        AppendFiles append = table.newFastAppend().appendFile(file);
        stamp(append, summary).commit();
        return file;
    }

    /** What a Flink sink stamps on its commits. */
    public static Map<String, String> checkpoint(String job, String operator, long checkpoint) {
        return Map.of(
                "flink.job-id", job,
                "flink.operator-id", operator,
                "flink.max-committed-checkpoint-id", Long.toString(checkpoint));
    }

    /** As a streaming upsert: an equality delete of the keys, and the rows, in one commit. */
    public static void upsert(Table table, Record... rows) {
        RowDelta delta = table.newRowDelta().addRows(write(table, rows));
        delta.addDeletes(equalityDelete(table, rows)).commit();
    }

    public static DeleteFile equalityDelete(Table table, Record... rows) {
        Schema keys = table.schema().select("id");
        try {
            EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                    .equalityFieldIds(new int[] {1})
                    .equalityDeleteRowSchema(keys)
                    .build()
                    .newEqualityDeleteWriter(
                            output(table, partition(table, rows[0])), table.spec(), partition(table, rows[0]));
            try (writer) {
                for (Record row : rows) {
                    Record key = GenericRecord.create(keys);
                    key.set(0, row.get(0));
                    writer.write(key);
                }
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static DeleteFile positionDelete(Table table, DataFile file, long... positions) {
        try {
            PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                    .build()
                    .newPositionDeleteWriter(output(table, file.partition()), table.spec(), file.partition());
            try (writer) {
                for (long position : positions) {
                    PositionDelete<Record> delete = PositionDelete.create();
                    writer.write(delete.set(file.location(), position));
                }
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static <T extends SnapshotUpdate<T>> T stamp(T update, Map<String, String> summary) {
        summary.forEach(update::set);
        return update;
    }

    /** Every row of the table as text, sorted. */
    public List<String> rows(String table) {
        return rows(catalog.loadTable(name(table)), Optional.empty());
    }

    public static List<String> rows(Table table, Optional<Long> snapshot) {
        List<String> rows = new ArrayList<>();
        IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table);
        snapshot.ifPresent(scan::useSnapshot);
        Schema scanned = snapshot.isPresent() ? SnapshotUtil.schemaFor(table, snapshot.get()) : table.schema();
        try (CloseableIterable<Record> records = scan.build()) {
            int columns = scanned.columns().size();
            // The reader leaves columns that it needed for deletes at the end of a row.
            records.forEach(record -> rows.add(IntStream.range(0, columns)
                    .mapToObj(i -> String.valueOf(record.get(i)))
                    .collect(Collectors.joining(" "))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.sort(null);
        return rows;
    }

    public long dataFiles(String table) {
        try (CloseableIterable<?> files =
                catalog.loadTable(name(table)).newScan().planFiles()) {
            long count = 0;
            for (Object file : files) {
                count += file == null ? 0 : 1;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files under the table's data directory, whether anything refers to them or not. */
    public List<Path> storedData(String table) {
        try (Stream<Path> files = Files.walk(directory.resolve("warehouse"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/" + table + "/data/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Maintenance maintenance(PolicyConfig... policies) {
        return maintenance(catalog, policies);
    }

    /** Maintenance through another view of the catalog, for instance one that loses answers. */
    public Maintenance maintenance(Catalog view, PolicyConfig... policies) {
        return maintenance(view, Steps.NONE, policies);
    }

    public Maintenance maintenance(Catalog view, Steps steps, PolicyConfig... policies) {
        return maintenance(
                view,
                steps,
                new MaintenanceConfig(true, Duration.ofSeconds(1), 2, defaults(), Arrays.asList(policies)));
    }

    Maintenance maintenance(Catalog view, Steps steps, MaintenanceConfig config) {
        return maintenance(view, steps, config, clock);
    }

    /** @param runsClock of the runs only; leases and the ledger go by the lake's */
    Maintenance maintenance(Catalog view, Steps steps, MaintenanceConfig config, Clock runsClock) {
        Maintenance maintenance = new Maintenance(
                view,
                CATALOG,
                new TableStateReader(new ManifestSummaryCache(16 << 20)),
                new Policies(config),
                ledger,
                ManagedOptimizers.NONE,
                Holds.NONE,
                runsClock,
                steps);
        opened.add(maintenance);
        return maintenance;
    }

    /** Five files to compact, snapshots of an hour, at least one kept. */
    public static PolicyConfig defaults() {
        return new PolicyConfig(
                "*",
                new PolicyConfig.Compaction(
                        Optional.of(true),
                        Optional.of(5),
                        Optional.of(DataSize.megabytes(128)),
                        Optional.of(0.1),
                        Optional.of(CompactionStrategy.BIN_PACK),
                        Optional.of(Verification.COUNTS),
                        Optional.empty()),
                new PolicyConfig.Snapshots(
                        Optional.of(true),
                        Optional.of(Duration.ofHours(1)),
                        Optional.of(1),
                        List.of(),
                        List.of(),
                        Optional.of(false),
                        Optional.of(Duration.ofDays(7)),
                        Optional.empty()),
                new PolicyConfig.Manifests(
                        Optional.of(true), Optional.of(10), Optional.of(DataSize.megabytes(8)), Optional.empty()),
                new PolicyConfig.DeleteFiles(Optional.of(true), Optional.of(5), Optional.empty()),
                new PolicyConfig.Orphans(
                        Optional.of(true),
                        Optional.of(Duration.ofDays(3)),
                        Optional.of(Duration.ofDays(1)),
                        Optional.of(Duration.ofDays(7)),
                        Optional.of(0.2),
                        Optional.empty(),
                        Optional.empty()),
                List.of());
    }

    @Override
    public void close() throws IOException {
        opened.forEach(Maintenance::close);
        ((Closeable) catalog).close();
        // A database in memory stays until somebody says so: thousands of histories would fill the heap.
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw new IOException("Cannot close the ledger's database", e);
        }
        database.dispose();
    }

    /** The row with nulls for columns that the table got later. */
    private static Record fitted(Table table, Record row) {
        Record fitted = GenericRecord.create(table.schema());
        for (int i = 0; i < row.size(); i++) {
            fitted.set(i, row.get(i));
        }
        return fitted;
    }

    private static StructLike partition(Table table, Record row) {
        if (table.spec().isUnpartitioned()) {
            return new PartitionKey(table.spec(), table.schema());
        }
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        key.partition(row);
        return key;
    }

    private static EncryptedOutputFile output(Table table, StructLike partition) {
        OutputFileFactory files =
                OutputFileFactory.builderFor(table, 0, System.nanoTime()).build();
        return table.spec().isUnpartitioned() ? files.newOutputFile() : files.newOutputFile(partition);
    }
}
