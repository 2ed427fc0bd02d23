package io.firn.daemon;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.Provenance;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/** A real lake in a directory: SQLite catalog, Parquet files, written as a streaming writer would. */
public final class SmallLake implements AutoCloseable {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "note", Types.StringType.get()));

    private final CatalogConfig config;
    private final Catalog catalog;
    private final AtomicInteger fileNumber = new AtomicInteger();

    public SmallLake(Path directory) {
        this.config = new CatalogConfig(
                "firn",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("catalog.db")
                                + "?journal_mode=WAL&busy_timeout=30000&transaction_mode=IMMEDIATE",
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        "file://" + directory.resolve("warehouse")));
        this.catalog = Catalogs.open(config);
    }

    public CatalogConfig config() {
        return config;
    }

    public Table create(String name) {
        return create(name, PartitionSpec.unpartitioned());
    }

    public Table create(String name, PartitionSpec spec) {
        TableIdentifier identifier = TableIdentifier.parse(name);
        createNamespace(identifier.namespace());
        return catalog.createTable(
                identifier, SCHEMA, spec, Map.of("format-version", "2", "commit.retry.num-retries", "20"));
    }

    /** A table with one commit of rows that say that they come from these offsets of the first partition of a topic. */
    public Table createLanded(String name, String topic, long offsets) {
        AtomicInteger ids = new AtomicInteger();
        Schema schema = new Schema(
                Provenance.column(ids::incrementAndGet),
                Types.NestedField.optional(ids.incrementAndGet(), "note", Types.StringType.get()));
        TableIdentifier identifier = TableIdentifier.parse(name);
        createNamespace(identifier.namespace());
        Table table = catalog.createTable(identifier, schema);
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .build();
        DataWriter<Record> writer = writers.newDataWriter(output(table), table.spec(), null);
        try (writer) {
            for (long offset = 0; offset < offsets; offset++) {
                GenericRecord origin =
                        GenericRecord.create(schema.findType(Provenance.COLUMN).asStructType());
                origin.setField(Provenance.TOPIC, topic);
                origin.setField(Provenance.PARTITION, 0);
                origin.setField(Provenance.OFFSET, offset);
                GenericRecord row = GenericRecord.create(schema);
                row.setField(Provenance.COLUMN, origin);
                writer.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
        return table;
    }

    public static PartitionSpec bucketed() {
        return PartitionSpec.builderFor(SCHEMA).bucket("id", 2).build();
    }

    private void createNamespace(Namespace namespace) {
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (!namespaces.namespaceExists(namespace)) {
            namespaces.createNamespace(namespace);
        }
    }

    public void drop(String name) {
        catalog.dropTable(TableIdentifier.parse(name), false);
    }

    /** Each call is one commit of one file with a Flink checkpoint in its summary. */
    public DataFile append(Table table, long firstId, int rows) {
        DataFile file = data(table, firstId, rows);
        AppendFiles append = table.newAppend().appendFile(file);
        append.set("flink.job-id", "job-1")
                .set("flink.operator-id", "sink")
                .set("flink.max-committed-checkpoint-id", String.valueOf(fileNumber.get()));
        append.commit();
        return file;
    }

    /** Deletes the rows with these ids and writes them again, in one commit, as an upsert stream does. */
    public void upsert(Table table, long firstId, int rows) {
        RowDelta delta = table.newRowDelta();
        delta.addRows(data(table, firstId, rows));
        delta.addDeletes(equalityDeletes(table, firstId, rows));
        delta.commit();
    }

    public void delete(Table table, long firstId, int rows) {
        table.newRowDelta().addDeletes(equalityDeletes(table, firstId, rows)).commit();
    }

    public void deletePosition(Table table, DataFile file, long... positions) {
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table).build();
        try {
            PositionDeleteWriter<Record> writer = writers.newPositionDeleteWriter(output(table), table.spec(), null);
            try (writer) {
                for (long position : positions) {
                    PositionDelete<Record> delete = PositionDelete.create();
                    writer.write(delete.set(file.location(), position));
                }
            }
            table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ((Closeable) catalog).close();
    }

    private DataFile data(Table table, long firstId, int rows) {
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .build();
        DataWriter<Record> writer = writers.newDataWriter(output(table), table.spec(), null);
        try (writer) {
            for (long id = firstId; id < firstId + rows; id++) {
                writer.write(record(table.schema(), id));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    private DeleteFile equalityDeletes(Table table, long firstId, int rows) {
        Schema key = table.schema().select("id");
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(FileFormat.PARQUET)
                .equalityFieldIds(new int[] {1})
                .equalityDeleteRowSchema(key)
                .build();
        EqualityDeleteWriter<Record> writer = writers.newEqualityDeleteWriter(output(table), table.spec(), null);
        try (writer) {
            for (long id = firstId; id < firstId + rows; id++) {
                writer.write(record(key, id));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    private org.apache.iceberg.encryption.EncryptedOutputFile output(Table table) {
        return OutputFileFactory.builderFor(table, fileNumber.incrementAndGet(), 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build()
                .newOutputFile();
    }

    private static Record record(Schema schema, long id) {
        GenericRecord record = GenericRecord.create(schema);
        record.setField("id", id);
        if (schema.findField("note") != null) {
            record.setField("note", "note " + id);
        }
        return record;
    }
}
