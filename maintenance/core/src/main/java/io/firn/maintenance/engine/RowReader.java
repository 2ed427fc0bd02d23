package io.firn.maintenance.engine;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.DeleteFilter;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.DeleteCounter;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;

/** Reads the live rows of data files, counting the rows read and the rows deleted. One thread, one group of files. */
final class RowReader {
    private final Table table;
    private final Schema schema;
    private final DeleteLoader deletes;
    private final AtomicLong read = new AtomicLong();
    private final DeleteCounter deleted = new DeleteCounter();

    RowReader(Table table, Schema schema) {
        this.table = table;
        this.schema = schema;
        this.deletes = new DeleteCache(table.io());
    }

    /**
     * The table's columns and, from format version 3, each row's id and the sequence number of its last change: a rewrite
     * must write them, or readers would take its rows for new ones (hazard H18).
     */
    static Schema rowSchema(Table table) {
        return TableUtil.supportsRowLineage(table)
                ? MetadataColumns.schemaWithRowLineage(table.schema())
                : table.schema();
    }

    /** How files without field ids are read, such as those that were imported. */
    static Optional<NameMapping> nameMapping(Table table) {
        return Optional.ofNullable(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING))
                .map(NameMappingParser::fromJson);
    }

    /** A row is valid until the next one is read. Fields past those of the schema are for applying deletes. */
    CloseableIterable<Record> open(FileScanTask task) {
        LiveRows liveRows = new LiveRows(task);
        ReadBuilder<Record, ?> builder = FormatModelRegistry.readBuilder(
                task.file().format(), Record.class, table.io().newInputFile(task.file()));
        nameMapping(table).ifPresent(builder::withNameMapping);
        CloseableIterable<Record> rows = builder.reuseContainers()
                .project(liveRows.requiredSchema())
                .idToConstant(PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant))
                .split(task.start(), task.length())
                .build();
        return liveRows.filter(CloseableIterable.transform(rows, row -> {
            read.incrementAndGet();
            return row;
        }));
    }

    long rowsRead() {
        return read.get();
    }

    long rowsDeleted() {
        return deleted.get();
    }

    /** A delete may name a column that has been dropped since: it is looked up in the newest schema that had it. */
    private static Types.NestedField field(Table table, int id) {
        return table.schemas().values().stream()
                .sorted(Comparator.comparingInt(Schema::schemaId).reversed())
                .filter(candidate -> candidate.findField(id) != null)
                .findFirst()
                .map(candidate -> candidate.findField(id))
                .orElseThrow(() -> new IllegalStateException("Cannot apply deletes: no schema has field " + id));
    }

    private final class LiveRows extends DeleteFilter<Record> {
        private final InternalRecordWrapper wrapper;

        LiveRows(FileScanTask task) {
            super(task.file().location(), task.deletes(), id -> field(table, id), schema, deleted, true);
            this.wrapper = new InternalRecordWrapper(requiredSchema().asStruct());
        }

        @Override
        protected StructLike asStructLike(Record row) {
            return wrapper.wrap(row);
        }

        @Override
        protected InputFile getInputFile(String location) {
            return table.io().newInputFile(location);
        }

        @Override
        protected DeleteLoader newDeleteLoader() {
            return deletes;
        }
    }
}
