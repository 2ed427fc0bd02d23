package io.firn.maintenance.columnar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/**
 * Merges the Parquet files of one partition into fewer, column by column. What it does not do is said as a {@link
 * NotColumnarException}, and then the rows have to be read and written.
 */
public final class ColumnarMerge {
    private static final int COPIES = 2;

    private final Table table;
    private final ExecutorService threads;
    private final MemoryBudget memory;
    private final BooleanSupplier stopped;
    private final MessageType schema;
    private final List<DataFile> written = new ArrayList<>();
    private long rows;

    /**
     * @param threads copy columns; none of them may be waiting for a merge
     * @param stopped asked at each page; once true, the merge is given up
     */
    public ColumnarMerge(Table table, ExecutorService threads, MemoryBudget memory, BooleanSupplier stopped) {
        this.table = table;
        this.threads = threads;
        this.memory = memory;
        this.stopped = stopped;
        this.schema = ParquetSchemaUtil.convert(table.schema(), "table");
    }

    /** Rows that were read, and written. */
    public long rows() {
        return rows;
    }

    /** The finished files. */
    public List<DataFile> files() {
        return List.copyOf(written);
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
        WriteSettings settings = WriteSettings.of(table.properties());
        check(inputs);
        try {
            for (List<FileScanTask> ofFile : OutputSplit.of(inputs, FileScanTask::length, targetFileSize)) {
                write(ofFile, settings, output.get(), read);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot merge " + inputs.size() + " files", e);
        }
    }

    private void check(List<FileScanTask> inputs) {
        if (TableUtil.supportsRowLineage(table)) {
            throw new NotColumnarException("format version 3 keeps the lineage of rows");
        }
        String format = table.properties()
                .getOrDefault(TableProperties.DEFAULT_FILE_FORMAT, TableProperties.DEFAULT_FILE_FORMAT_DEFAULT);
        if (FileFormat.fromString(format) != FileFormat.PARQUET) {
            throw new NotColumnarException("the table is written as " + FileFormat.fromString(format));
        }
        for (FileScanTask input : inputs) {
            if (input.file().format() != FileFormat.PARQUET) {
                throw new NotColumnarException("a file is " + input.file().format());
            }
            if (!input.deletes().isEmpty()) {
                throw new NotColumnarException("deletes apply");
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
            List<FileScanTask> inputs, WriteSettings settings, OutputFile output, Consumer<FileScanTask> read)
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
                    writeRowGroup(ofRowGroup, settings, file);
                }
                ofRowGroup.forEach(read);
                from = to;
            }
            FileScanTask first = inputs.get(0);
            written.add(file.finish(table, first.spec(), first.file().partition()));
        }
    }

    private void writeRowGroup(List<FileScanTask> inputs, WriteSettings settings, ColumnarFile file)
            throws IOException {
        List<ColumnarInput> read = read(inputs);
        long count = 0;
        for (ColumnarInput input : read) {
            if (!input.schema().getFields().equals(schema.getFields())) {
                throw new NotColumnarException("a file has another schema than the table");
            }
            count += input.rowGroups().stream()
                    .mapToLong(group -> group.getRowCount())
                    .sum();
        }
        if (count == 0) {
            return;
        }
        file.startRowGroup(count);
        List<ColumnDescriptor> columns = schema.getColumns();
        try (Tasks<ColumnCopy.Copied> copies = new Tasks<>(threads, stopped)) {
            for (int i = 0; i < columns.size(); i++) {
                ColumnDescriptor column = columns.get(i);
                int ordinal = i;
                copies.submit(given -> {
                    try (PageCodec codec = new PageCodec(settings)) {
                        return new ColumnCopy(column, ordinal, settings, codec, given).copy(read);
                    }
                });
            }
            for (ColumnDescriptor column : columns) {
                file.write(column, copies.next());
            }
        }
        file.endRowGroup();
        rows += count;
    }

    private List<ColumnarInput> read(List<FileScanTask> inputs) {
        List<ColumnarInput> read = new ArrayList<>();
        try (Tasks<ColumnarInput> reads = new Tasks<>(threads, stopped)) {
            for (FileScanTask input : inputs) {
                reads.submit(given ->
                        ColumnarInput.read(table.io().newInputFile(input.file()), Math.toIntExact(input.length())));
            }
            while (read.size() < inputs.size()) {
                read.add(reads.next());
            }
        }
        return read;
    }
}
