package io.firn.maintenance.columnar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ParquetProperties.WriterVersion;

/** A table with a history that a seed decides: files of several schemas, writer versions and settings, and deletes. */
final class RandomTable {
    private static final List<String> CODECS = List.of("zstd", "snappy", "gzip", "lz4_raw", "uncompressed");

    private final Random random;
    private final RandomRows rows;
    private final Table table;
    private final List<DataFile> files = new ArrayList<>();
    private final Map<String, List<Record>> rowsOf = new HashMap<>();
    private int names;

    RandomTable(Table table, RandomRows rows, Random random) {
        this.random = random;
        this.rows = rows;
        this.table = table;
    }

    static Map<String, String> settings(Random random) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "format-version",
                String.valueOf(2 + random.nextInt(2)),
                "write.parquet.compression-codec",
                CODECS.get(random.nextInt(CODECS.size())),
                "write.parquet.page-size-bytes",
                String.valueOf(List.of(200, 5_000, 1 << 20).get(random.nextInt(3))),
                "write.parquet.page-row-limit",
                String.valueOf(List.of(10, 20_000).get(random.nextInt(2))),
                "write.parquet.dict-size-bytes",
                String.valueOf(List.of(100, 2_000, 2 << 20).get(random.nextInt(3))),
                "write.parquet.row-group-size-bytes",
                String.valueOf(List.of(3_000, 128 << 20).get(random.nextInt(2))),
                "write.metadata.metrics.default",
                List.of("none", "counts", "truncate(16)", "full").get(random.nextInt(4))));
        return settings;
    }

    /** Commits files, and between them changes of the schema and deletes. */
    void grow(boolean hasChanges, boolean hasDeletes) throws IOException {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int count = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(400);
            WriterVersion version = random.nextInt(4) == 0 ? WriterVersion.PARQUET_2_0 : WriterVersion.PARQUET_1_0;
            append(count, version);
            if (hasDeletes && random.nextBoolean()) {
                deletePositions();
            }
            if (hasDeletes && random.nextBoolean()) {
                deleteKeys();
            }
            if (hasChanges && random.nextBoolean()) {
                change();
            }
        }
    }

    private void append(int count, WriterVersion version) throws IOException {
        List<Record> some = rows.rows(table.schema(), count);
        DataFile file = write(table, "in-" + ++names, some, settings(random), version);
        table.newAppend().appendFile(file).commit();
        files.add(file);
        rowsOf.put(file.location(), some);
    }

    static DataFile write(
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

    List<FileScanTask> inputs() throws IOException {
        return MemoryTable.inputs(table);
    }

    private void deletePositions() throws IOException {
        DataFile file = files.get(random.nextInt(files.size()));
        int count = rowsOf.get(file.location()).size();
        TreeSet<Long> positions = new TreeSet<>();
        boolean isAll = random.nextInt(8) == 0;
        double share = random.nextDouble();
        for (long position = 0; position < count; position++) {
            if (isAll || random.nextDouble() < share * share) {
                positions.add(position);
            }
        }
        if (positions.isEmpty()) {
            return;
        }
        var delta = table.newRowDelta();
        if (TableUtil.formatVersion(table) >= 3) {
            // Of all deletes of a file there is one vector: the second to a file would have to replace the first.
            if (!inputs().stream()
                    .filter(task -> task.file().location().equals(file.location()))
                    .allMatch(task ->
                            task.deletes().stream().noneMatch(delete -> delete.format() == FileFormat.PUFFIN))) {
                return;
            }
            BaseDVFileWriter writer = new BaseDVFileWriter(
                    OutputFileFactory.builderFor(table, ++names, 1)
                            .format(FileFormat.PUFFIN)
                            .build(),
                    path -> null);
            try (writer) {
                positions.forEach(
                        position -> writer.delete(file.location(), position, PartitionSpec.unpartitioned(), null));
            }
            writer.result().deleteFiles().forEach(delta::addDeletes);
        } else {
            PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                    .build()
                    .newPositionDeleteWriter(newFile(table, "delete-" + ++names), PartitionSpec.unpartitioned(), null);
            try (writer) {
                for (long position : positions) {
                    PositionDelete<Record> delete = PositionDelete.create();
                    writer.write(delete.set(file.location(), position));
                }
            }
            delta.addDeletes(writer.toDeleteFile());
        }
        delta.commit();
    }

    private static EncryptedOutputFile newFile(Table table, String name) {
        OutputFile file = table.io().newOutputFile(table.location() + "/" + name + ".parquet");
        return EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY);
    }

    /** By one or two columns of the top, with values of rows that are there. */
    private void deleteKeys() throws IOException {
        DataFile file = files.get(random.nextInt(files.size()));
        List<Record> candidates = rowsOf.get(file.location());
        List<Types.NestedField> fields = new ArrayList<>(table.schema().columns().stream()
                .filter(field -> field.type().isPrimitiveType() && isComparable(field.type()))
                .filter(field -> candidates.get(0).struct().field(field.fieldId()) != null)
                .filter(field ->
                        candidates.get(0).struct().field(field.fieldId()).type().equals(field.type()))
                .toList());
        if (fields.isEmpty()) {
            return;
        }
        Collections.shuffle(fields, random);
        List<Integer> ids = fields.subList(0, Math.min(fields.size(), 1 + random.nextInt(2))).stream()
                .map(Types.NestedField::fieldId)
                .toList();
        List<Record> some = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            some.add(candidates.get(random.nextInt(candidates.size())));
        }
        Schema keys = TypeUtil.select(table.schema(), new TreeSet<>(ids));
        DeleteFile deletes = equalityDeletes(table, "delete-" + ++names, some, keys);
        table.newRowDelta().addDeletes(deletes).commit();
    }

    /** A delete file of the fields of some rows. */
    static DeleteFile equalityDeletes(Table table, String name, List<Record> rows, Schema keys) throws IOException {
        EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .equalityFieldIds(keys.columns().stream()
                        .mapToInt(Types.NestedField::fieldId)
                        .toArray())
                .equalityDeleteRowSchema(keys)
                .build()
                .newEqualityDeleteWriter(newFile(table, name), PartitionSpec.unpartitioned(), null);
        try (writer) {
            for (Record row : rows) {
                Record key = GenericRecord.create(keys);
                for (Types.NestedField field : keys.columns()) {
                    int position = row.struct().fields().indexOf(row.struct().field(field.fieldId()));
                    key.setField(field.name(), row.get(position));
                }
                writer.write(key);
            }
        }
        return writer.toDeleteFile();
    }

    /**
     * Of keys of bytes Iceberg keeps the last of a delete file only: its reader uses the array of one for the next. Bounds of
     * UUIDs it orders otherwise than Parquet where it merges row groups, and then takes a delete not to apply.
     */
    private static boolean isComparable(Type type) {
        return switch (type.typeId()) {
            case FLOAT, DOUBLE, FIXED, BINARY, UUID -> false;
            default -> true;
        };
    }

    private void change() {
        UpdateSchema update = table.updateSchema();
        List<Types.NestedField> columns = table.schema().columns();
        Types.NestedField any = columns.get(random.nextInt(columns.size()));
        String name = "new" + ++names;
        switch (random.nextInt(7)) {
            case 0 -> update.addColumn(name, rows.type());
            case 1 -> {
                if (columns.size() > 1) {
                    update.deleteColumn(any.name());
                }
            }
            case 2 -> update.renameColumn(any.name(), name);
            case 3 -> update.makeColumnOptional(any.name());
            case 4 -> update.moveFirst(any.name());
            case 5 -> widen(update, any);
            default -> addWithin(update, any, name);
        }
        update.commit();
    }

    private static void widen(UpdateSchema update, Types.NestedField field) {
        switch (field.type().typeId()) {
            case INTEGER -> update.updateColumn(field.name(), Types.LongType.get());
            case FLOAT -> update.updateColumn(field.name(), Types.DoubleType.get());
            case DECIMAL -> {
                Types.DecimalType old = (Types.DecimalType) field.type();
                update.updateColumn(field.name(), Types.DecimalType.of(Math.min(38, old.precision() + 7), old.scale()));
            }
            default -> update.makeColumnOptional(field.name());
        }
    }

    /** To a struct, be it in a list or the value of a map; to the table if there is none, with a default from version 3. */
    private void addWithin(UpdateSchema update, Types.NestedField field, String name) {
        String parent = field.name();
        Type type = field.type();
        while (type.isListType() || type.isMapType()) {
            parent += type.isListType() ? ".element" : ".value";
            type = type.isListType()
                    ? type.asListType().elementType()
                    : type.asMapType().valueType();
        }
        if (type.isStructType()) {
            update.addColumn(parent, name, rows.type());
        } else if (TableUtil.formatVersion(table) >= 3 && random.nextBoolean()) {
            update.addColumn(name, Types.StringType.get(), null, Literal.of("default"));
        } else if (TableUtil.formatVersion(table) >= 3 && random.nextBoolean()) {
            update.addColumn(name, Types.BooleanType.get(), null, Literal.of(true));
        } else if (TableUtil.formatVersion(table) >= 3) {
            update.addColumn(name, Types.TimestampNanoType.withoutZone());
        } else {
            update.addColumn(name, Types.LongType.get());
        }
    }
}
