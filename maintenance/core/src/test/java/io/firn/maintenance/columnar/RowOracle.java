package io.firn.maintenance.columnar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;

/** What a merge must come to, by Iceberg's own reading and writing of rows. */
final class RowOracle {
    private RowOracle() {}

    /** What a rewrite must write. */
    static Schema written(Table table) {
        return TableUtil.supportsRowLineage(table)
                ? MetadataColumns.schemaWithRowLineage(table.schema())
                : table.schema();
    }

    /** Those of all inputs, one after the other. */
    static List<Record> liveRows(Table table, List<FileScanTask> inputs) throws IOException {
        List<Record> rows = new ArrayList<>();
        for (FileScanTask input : inputs) {
            rows.addAll(liveRows(table, input));
        }
        return rows;
    }

    /** The live rows of an input in their order, as the table's schema has them. */
    static List<Record> liveRows(Table table, FileScanTask task) throws IOException {
        Schema schema = written(table);
        GenericDeleteFilter live = new GenericDeleteFilter(table.io(), task, table.schema(), schema);
        Map<Integer, ?> constants = PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = Parquet.read(table.io().newInputFile(task.file()))
                        .project(live.requiredSchema())
                        .createReaderFunc(
                                type -> GenericParquetReaders.buildReader(live.requiredSchema(), type, constants))
                        .build();
                CloseableIterable<Record> kept = live.filter(records)) {
            kept.forEach(row -> rows.add(row.copy()));
        }
        return rows;
    }

    /** The rows of an output, with what is stored of their lineage. */
    static List<Record> read(Table table, String location) throws IOException {
        Schema schema = written(table);
        Map<Integer, Long> lineage = TableUtil.supportsRowLineage(table)
                ? Map.of(
                        MetadataColumns.ROW_ID.fieldId(),
                        0L,
                        MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(),
                        0L)
                : Map.of();
        try (CloseableIterable<Record> records = Parquet.read(table.io().newInputFile(location))
                .project(schema)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type, lineage))
                .build()) {
            List<Record> rows = new ArrayList<>();
            records.forEach(rows::add);
            return rows;
        }
    }

    static DataFile write(Table table, FileScanTask like, List<Record> rows) throws IOException {
        OutputFile file = table.io().newOutputFile(table.location() + "/rows.parquet");
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .dataSchema(written(table))
                .build()
                .newDataWriter(
                        EncryptedFiles.encryptedOutput(file, EncryptionKeyMetadata.EMPTY),
                        like.spec(),
                        like.file().partition());
        try (writer) {
            writer.write(rows);
        }
        return writer.toDataFile();
    }

    /** Without fields past so many, which were read for deletes only. */
    static List<Object> comparable(Schema schema, List<Record> rows) {
        List<Object> all = new ArrayList<>();
        for (Record row : rows) {
            List<Object> fields = new ArrayList<>();
            schema.columns().forEach(column -> fields.add(comparable(row.getField(column.name()))));
            all.add(fields);
        }
        return all;
    }

    /** Arrays are equal to nobody but themselves. */
    private static Object comparable(Object value) {
        if (value instanceof Record record) {
            List<Object> fields = new ArrayList<>();
            for (int i = 0; i < record.size(); i++) {
                fields.add(comparable(record.get(i)));
            }
            return fields;
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(comparable(element)));
            return elements;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> entries = new HashMap<>();
            map.forEach((key, entry) -> entries.put(comparable(key), comparable(entry)));
            return entries;
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }
}
