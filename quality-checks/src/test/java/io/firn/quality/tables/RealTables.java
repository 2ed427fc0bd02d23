package io.firn.quality.tables;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.Provenance;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
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
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types.NestedField;

/** Real tables in a directory: a SQLite catalog and Parquet files, written as the pipeline would. */
public final class RealTables implements AutoCloseable {
    private final Catalog catalog;
    private final AtomicInteger number = new AtomicInteger();
    private long offset;

    public RealTables(Path directory) {
        this.catalog = Catalogs.open(new CatalogConfig(
                "firn",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("catalog.db"),
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        "file://" + directory.resolve("warehouse"))));
    }

    public Catalog catalog() {
        return catalog;
    }

    /** Columns with the origin before them, as the pipeline makes tables. */
    public static Schema withOrigin(NestedField... columns) {
        AtomicInteger ids = new AtomicInteger(100);
        List<NestedField> all = new ArrayList<>();
        all.add(Provenance.column(ids::incrementAndGet));
        all.addAll(List.of(columns));
        return new Schema(all);
    }

    public Table create(String name, Schema schema) {
        return create(name, schema, PartitionSpec.unpartitioned(), 2);
    }

    public Table create(String name, Schema schema, PartitionSpec spec, int formatVersion) {
        TableIdentifier identifier = TableIdentifier.parse(name);
        Namespace namespace = identifier.namespace();
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (!namespaces.namespaceExists(namespace)) {
            namespaces.createNamespace(namespace);
        }
        return catalog.createTable(identifier, schema, spec, Map.of("format-version", String.valueOf(formatVersion)));
    }

    /** A row with the next offset of topic {@code visits}, partition 0, where the table has an origin. */
    public Record row(Table table, Object... namesAndValues) {
        Record row = GenericRecord.create(table.schema());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.setField((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        NestedField origin = table.schema().findField(Provenance.COLUMN);
        if (origin != null) {
            Record from = GenericRecord.create(origin.type().asStructType());
            from.setField(Provenance.TOPIC, "visits");
            from.setField(Provenance.PARTITION, 0);
            from.setField(Provenance.OFFSET, offset++);
            from.setField(Provenance.TIMESTAMP, Instant.EPOCH.atOffset(ZoneOffset.UTC));
            row.setField(Provenance.COLUMN, from);
        }
        return row;
    }

    /** One commit of one file, with a Flink checkpoint in its summary. */
    public long append(Table table, List<Record> rows) {
        AppendFiles append = table.newAppend().appendFile(data(table, rows));
        commit(table, append);
        return table.currentSnapshot().snapshotId();
    }

    /** Replaces rows by their keys, as an upsert stream does. */
    public long upsert(Table table, String key, List<Record> rows) {
        RowDelta delta = table.newRowDelta();
        delta.addRows(data(table, rows));
        delta.addDeletes(equalityDeletes(table, key, rows));
        commit(table, delta);
        return table.currentSnapshot().snapshotId();
    }

    /** Appends rows of which some are deleted again in the same commit, as by an upsert stream that got a key twice. */
    public long appendWithout(Table table, List<Record> rows, long... positions) {
        DataFile file = data(table, rows);
        RowDelta delta = table.newRowDelta();
        delta.addRows(file);
        delta.addDeletes(positionDeletes(table, file, positions));
        commit(table, delta);
        return table.currentSnapshot().snapshotId();
    }

    private void commit(Table table, SnapshotUpdate<?> update) {
        update.set("flink.job-id", "job-1");
        update.set("flink.operator-id", "sink");
        update.set("flink.max-committed-checkpoint-id", String.valueOf(number.incrementAndGet()));
        update.commit();
        table.refresh();
    }

    public DataFile data(Table table, List<Record> rows) {
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newDataWriter(output(table), table.spec(), partition(table, rows));
        try (writer) {
            rows.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    private DeleteFile equalityDeletes(Table table, String key, List<Record> rows) {
        Schema keys = table.schema().select(key);
        EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .equalityFieldIds(new int[] {keys.findField(key).fieldId()})
                .equalityDeleteRowSchema(keys)
                .build()
                .newEqualityDeleteWriter(output(table), table.spec(), partition(table, rows));
        try (writer) {
            for (Record row : rows) {
                Record deleted = GenericRecord.create(keys);
                deleted.setField(key, row.getField(key));
                writer.write(deleted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    private DeleteFile positionDeletes(Table table, DataFile file, long... positions) {
        PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newPositionDeleteWriter(output(table), table.spec(), null);
        try (writer) {
            for (long position : positions) {
                writer.write(PositionDelete.<Record>create().set(file.location(), position));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    private static StructLike partition(Table table, List<Record> rows) {
        if (table.spec().isUnpartitioned()) {
            return null;
        }
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(rows.get(0)));
        return key;
    }

    private EncryptedOutputFile output(Table table) {
        return OutputFileFactory.builderFor(table, number.incrementAndGet(), 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build()
                .newOutputFile();
    }

    @Override
    public void close() throws IOException {
        ((Closeable) catalog).close();
    }
}
