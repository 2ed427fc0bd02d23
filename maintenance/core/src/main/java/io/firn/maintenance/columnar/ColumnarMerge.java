package io.firn.maintenance.columnar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/**
 * Merges the Parquet files of one partition into fewer, column by column. What it does not do is said as a {@link
 * NotColumnarException}, and then the rows have to be read and written.
 */
public final class ColumnarMerge {
    private static final int COPIES = 2;
    /** Of the memory, what the keys of equality deletes may take. */
    private static final int KEYS_PART = 4;

    private final Table table;
    private final Schema written;
    private final DeleteLoader deletes;
    private final ExecutorService threads;
    private final MemoryBudget memory;
    private final BooleanSupplier stopped;
    private final MessageType schema;
    private final Optional<NameMapping> names;
    private final List<DataFile> files = new ArrayList<>();
    private long rowsRead;
    private long rowsDeleted;

    /**
     * @param written the schema of the output: the table's and from format version 3 the columns of row lineage
     * @param deletes loads position deletes, asked by many threads
     * @param threads copy columns; none of them may be waiting for a merge
     * @param stopped asked at each page; once true, the merge is given up
     */
    public ColumnarMerge(
            Table table,
            Schema written,
            DeleteLoader deletes,
            ExecutorService threads,
            MemoryBudget memory,
            BooleanSupplier stopped) {
        this.table = table;
        this.written = written;
        this.deletes = deletes;
        this.threads = threads;
        this.memory = memory;
        this.stopped = stopped;
        this.schema = ParquetSchemaUtil.convert(written, "table");
        this.names = Optional.ofNullable(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING))
                .map(NameMappingParser::fromJson);
    }

    /** Rows of the inputs, deleted ones among them. */
    public long rowsRead() {
        return rowsRead;
    }

    /** Rows of the inputs that are not in the outputs, as deletes apply to them. */
    public long rowsDeleted() {
        return rowsDeleted;
    }

    /** The finished files. */
    public List<DataFile> files() {
        return List.copyOf(files);
    }

    /**
     * Merges them.
     *
     * @param inputs of one partition and spec
     * @param targetFileSize bytes that each output should have
     * @param output where the next output goes
     * @param read told of each input once all of it is in an output
     * @throws NotColumnarException if there is something among them that it does not do; some outputs may be written
     * @throws CorruptPageException if an input does not hold what it promises
     */
    public void run(
            List<FileScanTask> inputs, long targetFileSize, Supplier<OutputFile> output, Consumer<FileScanTask> read) {
        WriteSettings settings = WriteSettings.of(table.properties(), written);
        check(inputs);
        EqualityDeletes equality =
                EqualityDeletes.of(inputs, written, schema, table.io(), memory.bytes() / KEYS_PART, stopped);
        try {
            for (List<FileScanTask> ofFile : OutputSplit.of(inputs, FileScanTask::length, targetFileSize)) {
                write(ofFile, equality, settings, output, read);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot merge " + inputs.size() + " files", e);
        }
    }

    private void check(List<FileScanTask> inputs) {
        String format = table.properties()
                .getOrDefault(TableProperties.DEFAULT_FILE_FORMAT, TableProperties.DEFAULT_FILE_FORMAT_DEFAULT);
        if (FileFormat.fromString(format) != FileFormat.PARQUET) {
            throw new NotColumnarException("the table is written as " + FileFormat.fromString(format));
        }
        TypeUtil.indexById(written.asStruct()).values().forEach(field -> {
            switch (field.type().typeId()) {
                case UNKNOWN, VARIANT, GEOMETRY, GEOGRAPHY ->
                    throw new NotColumnarException("a column is of type "
                            + field.type().typeId().name().toLowerCase(Locale.ENGLISH));
                default -> {}
            }
        });
        for (FileScanTask input : inputs) {
            if (input.file().format() != FileFormat.PARQUET) {
                throw new NotColumnarException("a file is " + input.file().format());
            }
            if (input.file().keyMetadata() != null) {
                throw new NotColumnarException("a file is encrypted");
            }
            if (input.start() != 0 || input.length() != input.file().fileSizeInBytes()) {
                throw new NotColumnarException("a file is split");
            }
            if (input.length() * COPIES > memory.bytes()) {
                throw new NotColumnarException("a file is too large for the memory");
            }
        }
    }

    private void write(
            List<FileScanTask> inputs,
            EqualityDeletes equality,
            WriteSettings settings,
            Supplier<OutputFile> output,
            Consumer<FileScanTask> read)
            throws IOException {
        try (ColumnarFile file = new ColumnarFile(output, schema, settings)) {
            long most = Math.min(settings.rowGroupBytes(), memory.bytes() / COPIES);
            int from = 0;
            while (from < inputs.size()) {
                int to = from;
                long bytes = 0;
                while (to < inputs.size()
                        && (to == from || bytes + inputs.get(to).length() <= most)) {
                    bytes += inputs.get(to++).length();
                }
                List<FileScanTask> ofRowGroup = inputs.subList(from, to);
                try (MemoryBudget.Reservation reserved = memory.reserve(bytes * COPIES)) {
                    writeRowGroup(read(ofRowGroup, equality, settings), settings, file);
                }
                ofRowGroup.forEach(read);
                from = to;
            }
            file.finish(table, written, inputs).ifPresent(files::add);
        }
    }

    private void writeRowGroup(List<MergeInput> inputs, WriteSettings settings, ColumnarFile file) throws IOException {
        long all = inputs.stream().mapToLong(MergeInput::rows).sum();
        long live = inputs.stream().mapToLong(MergeInput::liveRows).sum();
        rowsRead += all;
        rowsDeleted += all - live;
        if (live == 0) {
            return;
        }
        file.startRowGroup(live);
        List<ColumnDescriptor> columns = schema.getColumns();
        try (Tasks<ColumnCopy.Copied> copies = new Tasks<>(threads, stopped)) {
            for (int i = 0; i < columns.size(); i++) {
                ColumnDescriptor column = columns.get(i);
                int ordinal = i;
                copies.submit(given -> {
                    try (PageCodec codec = new PageCodec(settings)) {
                        return new ColumnCopy(column, ordinal, settings, codec, given).copy(inputs);
                    }
                });
            }
            for (ColumnDescriptor column : columns) {
                file.write(column, copies.next());
            }
        }
        file.endRowGroup();
    }

    private List<MergeInput> read(List<FileScanTask> tasks, EqualityDeletes equality, WriteSettings settings) {
        List<MergeInput> read = new ArrayList<>();
        try (Tasks<MergeInput> reads = new Tasks<>(threads, stopped)) {
            for (FileScanTask task : tasks) {
                reads.submit(given -> read(task, equality, settings, given));
            }
            while (read.size() < tasks.size()) {
                read.add(reads.next());
            }
        }
        return read;
    }

    private MergeInput read(
            FileScanTask task, EqualityDeletes equality, WriteSettings settings, BooleanSupplier stoppedReading) {
        ColumnarInput file = ColumnarInput.read(table.io().newInputFile(task.file()), Math.toIntExact(task.length()));
        MessageType named = names.filter(mapping -> !ParquetSchemaUtil.hasIds(file.schema()))
                .map(mapping -> ParquetSchemaUtil.applyNameMapping(file.schema(), mapping))
                .orElse(file.schema());
        List<ColumnSource> sources = SchemaMapping.of(written, schema, named, PartitionUtil.constantsMap(task));
        MergeInput input = new MergeInput(file, sources, new BitSet());
        if (input.rows() > Integer.MAX_VALUE) {
            throw new NotColumnarException("a file has more than " + Integer.MAX_VALUE + " rows");
        }
        List<DeleteFile> positions = task.deletes().stream()
                .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
                .toList();
        if (!positions.isEmpty()) {
            long rows = input.rows();
            deletes.loadPositionDeletes(positions, task.file().location()).forEach(position -> {
                if (position < rows) {
                    input.deleted().set((int) position);
                }
            });
        }
        try (PageCodec codec = new PageCodec(settings)) {
            equality.mark(task, input, codec, stoppedReading);
        }
        return input;
    }
}
