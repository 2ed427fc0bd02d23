package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.SortInputs.Batch;
import io.firn.maintenance.columnar.SortedMerge.Slice;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;

/**
 * Sorted batches on the local disk, each a Parquet file with a row group for each range of keys that it has rows of. Only the
 * user of this process may read them, and they are gone once closed. One thread.
 */
final class SpilledRanges implements AutoCloseable {
    private final MessageType schema;
    private final WriteSettings settings;
    private final InputReader reader;
    private final Path directory;
    private final List<Run> runs = new ArrayList<>();

    /** @throws IOException if there is no room for them */
    SpilledRanges(MessageType schema, WriteSettings settings, InputReader reader) throws IOException {
        this.schema = schema;
        this.settings = settings;
        this.reader = reader;
        this.directory = Files.createTempDirectory("firn-sort-");
    }

    /** @param rowGroups of each range its ordinal, below zero where there is none */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    private record Run(File file, int[] rowGroups) {}

    /** The ranges that have rows. */
    static List<Slice> slices(int[] starts) {
        List<Slice> slices = new ArrayList<>();
        for (int range = 0; range + 1 < starts.length; range++) {
            if (starts[range + 1] > starts[range]) {
                slices.add(new Slice(starts[range], starts[range + 1]));
            }
        }
        return slices;
    }

    /** Takes the {@link #slices} of the next batch. */
    RunFile next(int[] starts) {
        int[] rowGroups = new int[starts.length - 1];
        int count = 0;
        for (int range = 0; range < rowGroups.length; range++) {
            rowGroups[range] = starts[range + 1] > starts[range] ? count++ : -1;
        }
        File file = directory.resolve("run-" + runs.size() + ".parquet").toFile();
        runs.add(new Run(file, rowGroups));
        return new RunFile(file);
    }

    /** One batch while it is written; whole once closed. */
    final class RunFile implements SortedMerge.RowGroups, AutoCloseable {
        private final ColumnarFile file;

        private RunFile(File file) {
            this.file = new ColumnarFile(() -> org.apache.iceberg.Files.localOutput(file), schema, settings);
        }

        @Override
        public void write(int rows, List<OutputChunk.Finished> chunks) throws IOException {
            file.write(rows, schema.getColumns(), chunks);
        }

        @Override
        public void close() throws IOException {
            file.end();
            file.close();
        }
    }

    /**
     * The rows of a range, as they came.
     *
     * @throws NotColumnarException if they are too large to be sorted
     */
    Batch range(int range, SortCost nothing, long room) {
        List<MergeInput> parts = new ArrayList<>();
        SortCost cost = nothing;
        for (Run run : runs) {
            if (run.rowGroups()[range] >= 0) {
                MergeInput part = InputReader.rowGroups(reader.spilled(run.file())).get(run.rowGroups()[range]);
                cost = cost.plus(part, false);
                parts.add(part);
            }
        }
        if (cost.bytes() > room) {
            throw new NotColumnarException("rows of about the same key are too large to be sorted within the memory");
        }
        return new Batch(parts, List.of(), List.of(), cost.bytes());
    }

    @Override
    public void close() throws IOException {
        for (Run run : runs) {
            Files.deleteIfExists(run.file().toPath());
        }
        Files.deleteIfExists(directory);
    }
}
