package io.firn.daemon.privacy;

import io.firn.daemon.SmallLake;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
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
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/** Tables with a column of every kind, of which each value is a {@link Mark}; partitioned by one of them where asked for. */
final class MarkedTables implements AutoCloseable {
    private static final Types.StructType INNER = Types.StructType.of(
            Types.NestedField.optional(30, "text", Types.StringType.get()),
            Types.NestedField.optional(31, "number", Types.LongType.get()));

    private static final Schema SCHEMA = new Schema(
            Types.NestedField.optional(1, "subject", Types.StringType.get()),
            Types.NestedField.optional(2, "whole", Types.IntegerType.get()),
            Types.NestedField.optional(3, "large", Types.LongType.get()),
            Types.NestedField.optional(4, "single", Types.FloatType.get()),
            Types.NestedField.optional(5, "twice", Types.DoubleType.get()),
            Types.NestedField.optional(6, "exact", Types.DecimalType.of(18, 4)),
            Types.NestedField.optional(7, "born", Types.DateType.get()),
            Types.NestedField.optional(8, "at", Types.TimeType.get()),
            Types.NestedField.optional(9, "local", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(10, "moment", Types.TimestampType.withZone()),
            Types.NestedField.optional(11, "uid", Types.UUIDType.get()),
            Types.NestedField.optional(12, "raw", Types.BinaryType.get()),
            Types.NestedField.optional(13, "short_raw", Types.FixedType.ofLength(8)),
            Types.NestedField.optional(14, "many", Types.ListType.ofOptional(20, Types.StringType.get())),
            Types.NestedField.optional(
                    15, "named", Types.MapType.ofOptional(21, 22, Types.StringType.get(), Types.StringType.get())),
            Types.NestedField.optional(16, "inner", INNER),
            Types.NestedField.optional(17, "yes", Types.BooleanType.get()));

    private static final LocalDateTime LOCAL = LocalDateTime.parse("1947-11-23T05:17:41.926535");
    private static final OffsetDateTime MOMENT = OffsetDateTime.parse("1953-02-17T06:19:43.171819Z");

    /** Newest value of the column that a table's property allows to be shown. */
    static final Mark SHOWN = Mark.of("moment", Types.TimestampType.withZone(), MOMENT);

    private final CatalogConfig config;
    private final Catalog catalog;
    private int files;

    MarkedTables(SmallLake lake) {
        this.config = lake.config();
        this.catalog = Catalogs.open(config);
    }

    /** Of every column but {@code moment} where that is allowed to be shown. */
    static List<Mark> marks(boolean alsoMoment) {
        List<Mark> marks = new ArrayList<>();
        values().forEach((name, value) -> {
            if (!name.equals("moment") || alsoMoment) {
                marks.add(Mark.of(name, SCHEMA.findType(name), value));
            }
        });
        for (String nested : List.of("MRK-list-7315", "MRK-key-7315", "MRK-value-7315", "MRK-text-7315")) {
            marks.add(Mark.of("nested", Types.StringType.get(), nested));
        }
        marks.add(Mark.of("inner.number", Types.LongType.get(), 7_364_519_028_374_651L));
        return marks;
    }

    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("subject", "MRK-subject-Wagenknecht 7315/ä");
        values.put("whole", 918_273_641);
        values.put("large", 8_273_645_190_273_645L);
        values.put("single", 73_519.625f);
        values.put("twice", 918_273.640625);
        values.put("exact", new BigDecimal("73645189.2736"));
        values.put("born", LocalDate.parse("1931-07-19"));
        values.put("at", LocalTime.parse("03:14:15.926535"));
        values.put("local", LOCAL);
        values.put("moment", MOMENT);
        values.put("uid", UUID.fromString("d3adbeef-5ca1-4b1e-8bad-f00dcafe4711"));
        values.put("raw", "MRK-raw-binary".getBytes(StandardCharsets.UTF_8));
        values.put("short_raw", "MRKfixed".getBytes(StandardCharsets.UTF_8));
        return values;
    }

    Table create(String name, boolean partitioned, Map<String, String> properties) {
        TableIdentifier identifier = TableIdentifier.parse(name);
        Namespace namespace = identifier.namespace();
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (!namespaces.namespaceExists(namespace)) {
            namespaces.createNamespace(namespace);
        }
        PartitionSpec spec = partitioned
                ? PartitionSpec.builderFor(SCHEMA)
                        .identity("subject")
                        .identity("born")
                        .build()
                : PartitionSpec.unpartitioned();
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.put("format-version", "2");
        return catalog.createTable(identifier, SCHEMA, spec, all);
    }

    Table load(String name) {
        return catalog.loadTable(TableIdentifier.parse(name));
    }

    /** Commits once more, and makes what the commit has written one that no reader understands. */
    void breakManifests(String name) throws IOException {
        Table table = load(name);
        append(table);
        Files.writeString(path(table.currentSnapshot().manifestListLocation()), "broken");
    }

    /** One commit of one file of one row. */
    DataFile append(Table table) throws IOException {
        Record row = row(table.schema());
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .build();
        PartitionKey key = key(table, row);
        DataWriter<Record> writer = writers.newDataWriter(output(table, key), table.spec(), key);
        try (writer) {
            writer.write(row);
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
        return writer.toDataFile();
    }

    /** Deletes the rows of the marked subject. */
    void delete(Table table) throws IOException {
        Record row = row(table.schema());
        Schema subject = table.schema().select("subject");
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(FileFormat.PARQUET)
                .equalityFieldIds(new int[] {1})
                .equalityDeleteRowSchema(subject)
                .build();
        PartitionKey key = key(table, row);
        EqualityDeleteWriter<Record> writer = writers.newEqualityDeleteWriter(output(table, key), table.spec(), key);
        try (writer) {
            writer.write(GenericRecord.create(subject).copy("subject", row.getField("subject")));
        }
        DeleteFile deletes = writer.toDeleteFile();
        table.newRowDelta().addDeletes(deletes).commit();
    }

    /** Makes each live data file one that no reader understands. */
    static void breakFiles(List<DataFile> files) throws IOException {
        for (DataFile file : files) {
            Files.writeString(path(file.location()), "broken");
        }
    }

    /** A file beside another, old enough for an orphan. */
    static void leaveOrphan(DataFile beside) throws IOException {
        Path orphan = path(beside.location()).resolveSibling("left-behind.parquet");
        Files.writeString(orphan, "left behind");
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(10))));
    }

    static Path path(String location) {
        return Path.of(location.replaceFirst("^file:/*", "/"));
    }

    private static PartitionKey key(Table table, Record row) {
        if (table.spec().isUnpartitioned()) {
            return null;
        }
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
        return key;
    }

    private EncryptedOutputFile output(Table table, PartitionKey key) {
        OutputFileFactory factory = OutputFileFactory.builderFor(table, ++files, 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build();
        return key == null ? factory.newOutputFile() : factory.newOutputFile(table.spec(), key);
    }

    private static Record row(Schema schema) {
        GenericRecord row = GenericRecord.create(schema);
        values().forEach(row::setField);
        row.setField("raw", ByteBuffer.wrap((byte[]) row.getField("raw")));
        row.setField("many", List.of("MRK-list-7315"));
        row.setField("named", Map.of("MRK-key-7315", "MRK-value-7315"));
        GenericRecord inner = GenericRecord.create(INNER);
        inner.setField("text", "MRK-text-7315");
        inner.setField("number", 7_364_519_028_374_651L);
        row.setField("inner", inner);
        row.setField("yes", true);
        return row;
    }

    @Override
    public void close() throws IOException {
        ((Closeable) catalog).close();
    }
}
