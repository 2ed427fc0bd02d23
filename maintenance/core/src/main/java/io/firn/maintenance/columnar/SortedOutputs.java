package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.SortedMerge.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/** Cuts sorted rows into files of about the target size, as many rows each, and those into row groups. One thread. */
final class SortedOutputs implements SortedMerge.RowGroups, AutoCloseable {
    private final Table table;
    private final Schema written;
    private final MessageType schema;
    private final WriteSettings settings;
    private final List<FileScanTask> inputs;
    private final Supplier<OutputFile> output;
    private final long files;
    private final long rowGroups;
    private final List<DataFile> finished = new ArrayList<>();
    private ColumnarFile current;
    private long rowsPerFile;
    private long rowsPerRowGroup;
    /** In the file that is being written. */
    private long rows;

    private long left;

    SortedOutputs(
            Table table,
            Schema written,
            MessageType schema,
            WriteSettings settings,
            List<FileScanTask> inputs,
            long targetFileSize,
            Supplier<OutputFile> output) {
        this.table = table;
        this.written = written;
        this.schema = schema;
        this.settings = settings;
        this.inputs = inputs;
        this.output = output;
        long bytes = inputs.stream().mapToLong(FileScanTask::length).sum();
        this.files = OutputSplit.count(bytes, targetFileSize);
        this.rowGroups = Math.max(1, (bytes / files + settings.rowGroupBytes() - 1) / settings.rowGroupBytes());
        this.current = new ColumnarFile(output, schema, settings);
    }

    /** Says how many rows will come. */
    void expect(long all) {
        left = all;
        rowsPerFile = Math.max(1, (all + files - 1) / files);
        rowsPerRowGroup = Math.max(1, (rowsPerFile + rowGroups - 1) / rowGroups);
    }

    /** The row groups of the next so many rows. */
    List<Slice> slices(int count) {
        List<Slice> slices = new ArrayList<>();
        long inFile = rows;
        int from = 0;
        while (from < count) {
            long inRowGroup = inFile % rowsPerRowGroup;
            long room = Math.min(rowsPerFile - inFile, rowsPerRowGroup - inRowGroup);
            int to = (int) Math.min(count, from + room);
            slices.add(new Slice(from, to));
            inFile = (inFile + to - from) % rowsPerFile;
            from = to;
        }
        return slices;
    }

    @Override
    public void write(int count, List<OutputChunk.Finished> chunks) throws IOException {
        current.write(count, schema.getColumns(), chunks);
        rows += count;
        left -= count;
        if (rows >= rowsPerFile || left == 0) {
            current.finish(table, written, inputs, table.sortOrder()).ifPresent(finished::add);
            current.close();
            current = new ColumnarFile(output, schema, settings);
            rows = 0;
        }
    }

    List<DataFile> files() {
        return finished;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
