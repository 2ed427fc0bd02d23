package io.firn.maintenance.columnar;

import java.io.File;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Files;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;

/** Opens inputs, and finds where each column of the output is in them and which of their rows are live. For many threads. */
final class InputReader {
    private final Table table;
    private final Schema written;
    private final MessageType schema;
    private final DeleteLoader deletes;
    private final DeletesByKey equality;
    private final ColumnBuffers.Pool columns;
    private final Optional<NameMapping> names;
    private final ByteArrays arrays;

    /**
     * @param written the schema of the output
     * @param schema the same as Parquet's
     * @param deletes loads position deletes
     */
    InputReader(
            Table table,
            Schema written,
            MessageType schema,
            DeleteLoader deletes,
            DeletesByKey equality,
            ColumnBuffers.Pool columns,
            ByteArrays arrays) {
        this.table = table;
        this.written = written;
        this.schema = schema;
        this.deletes = deletes;
        this.equality = equality;
        this.columns = columns;
        this.arrays = arrays;
        this.names = Optional.ofNullable(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING))
                .map(NameMappingParser::fromJson);
    }

    /** An input that is held in memory. */
    MergeInput whole(FileScanTask task, BooleanSupplier stopped) {
        return of(
                task,
                ColumnarInput.whole(table.io().newInputFile(task.file()), Math.toIntExact(task.length()), arrays),
                stopped);
    }

    /** To be called once nothing of an input that was read whole is needed any more. */
    void release(MergeInput input) {
        input.file().release(arrays);
    }

    /** An input of which each column chunk is read when it is needed. */
    MergeInput byChunks(FileScanTask task, BooleanSupplier stopped) {
        return of(task, ColumnarInput.byChunks(table.io().newInputFile(task.file()), task.length()), stopped);
    }

    /** A local file that was written with the schema of the output, what there is of row lineage included. */
    MergeInput spilled(File local) {
        ColumnarInput file = ColumnarInput.byChunks(Files.localInput(local), local.length());
        Map<Integer, Long> lineage = Map.of(
                MetadataColumns.ROW_ID.fieldId(), 0L, MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), 0L);
        List<ColumnSource> sources = SchemaMapping.of(written, schema, file.schema(), file.columns(), lineage);
        return new MergeInput(file, sources, new BitSet());
    }

    /** The row groups of an input, one by one. */
    static List<MergeInput> rowGroups(MergeInput whole) {
        List<MergeInput> parts = new ArrayList<>();
        long first = 0;
        for (BlockMetaData rowGroup : whole.file().rowGroups()) {
            parts.add(whole.part(rowGroup, first));
            first += rowGroup.getRowCount();
        }
        return parts;
    }

    private MergeInput of(FileScanTask task, ColumnarInput file, BooleanSupplier stopped) {
        MergeInput input = new MergeInput(file, sources(task, file), new BitSet());
        if (input.rows() > Integer.MAX_VALUE) {
            throw new NotColumnarException("a file has more than " + Integer.MAX_VALUE + " rows");
        }
        markPositions(task, input);
        ColumnBuffers ofThread = columns.take();
        try {
            equality.mark(task, input, ofThread, stopped);
        } finally {
            columns.give(ofThread);
        }
        return input;
    }

    private List<ColumnSource> sources(FileScanTask task, ColumnarInput file) {
        try {
            boolean hasIds = ParquetSchemaUtil.hasIds(file.schema());
            if (hasIds && hasFieldWithoutId(file.schema())) {
                // It might be one that the table has, and would be taken for missing.
                throw new NotColumnarException("a column of a file has no field id");
            }
            MessageType named = names.filter(mapping -> !hasIds)
                    .map(mapping -> ParquetSchemaUtil.applyNameMapping(file.schema(), mapping))
                    .orElse(file.schema());
            return SchemaMapping.of(written, schema, named, file.columns(), PartitionUtil.constantsMap(task));
        } catch (NotColumnarException e) {
            throw e;
        } catch (RuntimeException e) {
            // Iceberg takes for granted what only a broken schema does not have.
            throw new CorruptPageException("the schema of its file cannot be read", e).in(file.name());
        }
    }

    /** The repeated group within a list or map never has one. */
    private static boolean hasFieldWithoutId(GroupType group) {
        return group.getFields().stream()
                .anyMatch(field -> (field.getId() == null && !field.isRepetition(Repetition.REPEATED))
                        || (!field.isPrimitive() && hasFieldWithoutId(field.asGroupType())));
    }

    private void markPositions(FileScanTask task, MergeInput input) {
        List<DeleteFile> positions = task.deletes().stream()
                .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
                .toList();
        if (positions.isEmpty()) {
            return;
        }
        long rows = input.rows();
        deletes.loadPositionDeletes(positions, task.file().location()).forEach(position -> {
            if (position < rows) {
                input.deleted().set((int) position);
            }
        });
    }
}
