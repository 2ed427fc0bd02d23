package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.EqualityDeletes.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.TypeUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * Merges the Parquet files of one partition into fewer, column by column, and sorts their rows if it is wanted. What it does
 * not do is said as a {@link NotColumnarException}, and then the rows have to be read and written.
 */
public final class ColumnarMerge {
    private static final int CHUNKS_AHEAD = 4;
    /** Of the memory, what the keys of equality deletes may take. */
    private static final int KEYS_PART = 2;

    private final Table table;
    private final Schema written;
    private final SortOrder order;
    private final DeleteLoader deletes;
    private final ExecutorService threads;
    private final MemoryBudget memory;
    private final BooleanSupplier stopped;
    private final MessageType schema;
    private final List<ColumnDescriptor> columns;
    private final List<DataFile> files = new ArrayList<>();
    private long rowsRead;
    private long rowsDeleted;

    /**
     * @param written the schema of the output: the table's and from format version 3 the columns of row lineage
     * @param order in which the rows are to be, the table's; where it is unsorted they stay as they come
     * @param deletes loads position deletes, asked by many threads
     * @param threads copy columns; none of them may be waiting for a merge
     * @param stopped asked at each page; once true, the merge is given up
     */
    public ColumnarMerge(
            Table table,
            Schema written,
            SortOrder order,
            DeleteLoader deletes,
            ExecutorService threads,
            MemoryBudget memory,
            BooleanSupplier stopped) {
        this.table = table;
        this.written = written;
        this.order = order;
        this.deletes = deletes;
        this.threads = threads;
        this.memory = memory;
        this.stopped = stopped;
        this.schema = ParquetSchemaUtil.convert(written, "table");
        this.columns = schema.getColumns();
    }

    /** Rows of the inputs, deleted ones among them. */
    public long rowsRead() {
        return rowsRead;
    }

    /** Rows of the inputs that are not in the outputs, as deletes apply to them. */
    public long rowsDeleted() {
        return rowsDeleted;
    }

    /**
     * An input of which all is in an output.
     *
     * @param footer as it is in storage; who wants to compare it need not read it again
     */
    public record Merged(FileScanTask input, ParquetMetadata footer) {}

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
     * @param merged told of each input
     * @throws NotColumnarException if there is something among them that it does not do; some outputs may be written
     * @throws CorruptPageException if an input does not hold what it promises
     * @throws OversizedPageException if the memory of this process is too small for a page, whoever reads it
     */
    public void run(
            List<FileScanTask> inputs, long targetFileSize, Supplier<OutputFile> output, Consumer<Merged> merged) {
        WriteSettings settings = WriteSettings.of(table.properties(), written);
        check(inputs);
        boolean hasKeys = inputs.stream().anyMatch(EqualityDeletes::applyTo);
        ByteArrays arrays = new ByteArrays();
        // Keys are held beside row groups, and a sort takes what there is: two such merges could wait for each other.
        boolean isAlone = hasKeys || order.isSorted();
        try (MemoryBudget.Reservation all = isAlone ? memory.reserve(memory.bytes()) : () -> {};
                ColumnBuffers.Pool buffers = new ColumnBuffers.Pool(settings, memory.pageBytes(), arrays)) {
            DeletesByKey keys = deletesByKey(inputs, buffers, arrays);
            Tools tools = new Tools(
                    settings,
                    reader(keys, buffers, arrays),
                    buffers,
                    isAlone ? new MemoryBudget(memory.bytes() - keys.bytes()) : memory,
                    merged);
            if (order.isSorted()) {
                sort(inputs, targetFileSize, tools, output);
                return;
            }
            List<List<FileScanTask>> ofFiles = OutputSplit.of(inputs, FileScanTask::length, targetFileSize);
            write(
                    MergeStep.of(
                            ofFiles,
                            columns.size(),
                            settings.rowGroupBytes(),
                            tools.memory().bytes()),
                    tools,
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot merge " + inputs.size() + " files", e);
        }
    }

    private DeletesByKey deletesByKey(List<FileScanTask> inputs, ColumnBuffers.Pool buffers, ByteArrays arrays) {
        Function<Part, Optional<EqualityDeletes>> keys = part ->
                EqualityDeletes.of(inputs, written, schema, table.io(), memory.bytes() / KEYS_PART, part, stopped);
        Optional<EqualityDeletes> all = keys.apply(Part.ALL);
        return all.isPresent()
                ? all.get()
                : MarkedRows.of(inputs, keys, reader(DeletesByKey.NONE, buffers, arrays), buffers, threads, stopped);
    }

    private InputReader reader(DeletesByKey keys, ColumnBuffers.Pool buffers, ByteArrays arrays) {
        return new InputReader(table, written, schema, deletes, keys, buffers, arrays);
    }

    /** @param memory that row groups may take */
    private record Tools(
            WriteSettings settings,
            InputReader reader,
            ColumnBuffers.Pool buffers,
            MemoryBudget memory,
            Consumer<Merged> merged) {}

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
        }
    }

    private void sort(List<FileScanTask> inputs, long targetFileSize, Tools tools, Supplier<OutputFile> output)
            throws IOException {
        List<SortKey> keys = SortKey.of(order, written, columns);
        SortedMerge merge = new SortedMerge(
                keys,
                schema,
                tools.settings(),
                tools.reader(),
                tools.buffers(),
                threads,
                tools.memory().bytes(),
                stopped);
        try (SortedOutputs outputs =
                new SortedOutputs(table, written, schema, tools.settings(), inputs, targetFileSize, output)) {
            SortedMerge.Rows rows = merge.run(inputs, outputs, tools.merged());
            rowsRead += rows.all();
            rowsDeleted += rows.all() - rows.live();
            files.addAll(outputs.files());
        }
    }

    /** One row group of the output while another is written; the next is read and copied meanwhile, if the memory lasts. */
    private void write(List<MergeStep> steps, Tools tools, Supplier<OutputFile> output) throws IOException {
        ColumnarFile file = new ColumnarFile(output, schema, tools.settings());
        Deque<HeldRowGroup> ahead = new ArrayDeque<>();
        try {
            for (int i = 0; i < steps.size(); i++) {
                MergeStep step = steps.get(i);
                if (step.isHeld()) {
                    if (ahead.isEmpty()) {
                        ahead.add(read(step, tools.memory().reserve(step.bytes()), tools));
                    }
                    HeldRowGroup current = ahead.element();
                    current.copy();
                    if (i + 1 < steps.size() && steps.get(i + 1).isHeld()) {
                        MergeStep following = steps.get(i + 1);
                        tools.memory()
                                .tryReserve(following.bytes())
                                .ifPresent(reserved -> ahead.add(read(following, reserved, tools)));
                    }
                    write(current, ahead, file);
                    current.ended().forEach(tools.merged());
                    ahead.remove().close();
                } else {
                    writeByChunks(step.inputs().get(0), tools, file);
                }
                if (step.ends().isPresent()) {
                    List<FileScanTask> ofFile = step.ends().get();
                    file.finish(table, written, ofFile, OutputSortOrder.of(table, ofFile))
                            .ifPresent(files::add);
                    file.close();
                    file = new ColumnarFile(output, schema, tools.settings());
                }
            }
        } finally {
            ahead.forEach(HeldRowGroup::close);
            file.close();
        }
    }

    private HeldRowGroup read(MergeStep step, MemoryBudget.Reservation reserved, Tools tools) {
        return new HeldRowGroup(
                step.inputs(),
                tools.reader(),
                reserved,
                columns.size(),
                threads,
                stopped,
                (inputs, ordinal, given) -> copy(inputs, ordinal, tools, given));
    }

    private void write(HeldRowGroup current, Deque<HeldRowGroup> ahead, ColumnarFile file) throws IOException {
        if (!count(current.inputs())) {
            return;
        }
        file.startRowGroup(current.liveRows());
        for (int ordinal = 0; ordinal < columns.size(); ordinal++) {
            file.write(columns.get(ordinal), current.column(ordinal));
            if (ahead.getLast() != current) {
                ahead.getLast().copyIfRead();
            }
        }
        file.endRowGroup();
    }

    /** Each row group of a large input becomes one of the output; a few columns of it are in memory at a time. */
    private void writeByChunks(FileScanTask input, Tools tools, ColumnarFile file) throws IOException {
        MergeInput whole = tools.reader().byChunks(input, stopped);
        for (MergeInput part : InputReader.rowGroups(whole)) {
            long held = MergeStep.COPIES
                    * part.file().rowGroups().get(0).getColumns().stream()
                            .map(ColumnChunkMetaData::getTotalSize)
                            .sorted(Comparator.reverseOrder())
                            .limit(CHUNKS_AHEAD)
                            .mapToLong(Long::longValue)
                            .sum();
            if (held > tools.memory().bytes()) {
                throw new NotColumnarException("a column is too large for the memory");
            }
            if (count(List.of(part))) {
                try (MemoryBudget.Reservation reserved = tools.memory().reserve(held)) {
                    writeByChunks(List.of(part), tools, file);
                }
            }
        }
        tools.merged().accept(new Merged(input, whole.file().footer()));
    }

    private void writeByChunks(List<MergeInput> part, Tools tools, ColumnarFile file) throws IOException {
        file.startRowGroup(part.get(0).liveRows());
        Tasks.<OutputChunk.Finished>inOrder(
                columns.size(),
                CHUNKS_AHEAD,
                threads,
                stopped,
                ordinal -> given -> copy(part, ordinal, tools, given),
                (ordinal, copied) -> file.write(columns.get(ordinal), copied));
        file.endRowGroup();
    }

    /** Whether any row is live. */
    private boolean count(List<MergeInput> inputs) {
        long all = inputs.stream().mapToLong(MergeInput::rows).sum();
        long live = inputs.stream().mapToLong(MergeInput::liveRows).sum();
        rowsRead += all;
        rowsDeleted += all - live;
        return live > 0;
    }

    private OutputChunk.Finished copy(
            List<MergeInput> inputs, int ordinal, Tools tools, BooleanSupplier stoppedCopying) {
        ColumnBuffers buffers = tools.buffers().take();
        try {
            ColumnDescriptor column = columns.get(ordinal);
            OutputChunk chunk = new OutputChunk(column, tools.settings(), buffers, ColumnCopy.entries(inputs, ordinal));
            new ColumnCopy(column, ordinal, tools.settings(), buffers, stoppedCopying, chunk).copy(inputs);
            return chunk.finish();
        } finally {
            tools.buffers().give(buffers);
        }
    }
}
