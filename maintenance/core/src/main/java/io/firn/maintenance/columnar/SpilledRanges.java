package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.SortInputs.Batch;
import io.firn.maintenance.columnar.SortedMerge.RowGroups;
import io.firn.maintenance.columnar.SortedMerge.Slice;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.apache.parquet.schema.MessageType;

/**
 * Sorted batches on the local disk: of each a Parquet file for each range of keys that it has rows of, so that a range is read
 * without what belongs to others. They are gone once it is closed. One thread.
 */
final class SpilledRanges implements AutoCloseable {
    private final MessageType schema;
    private final WriteSettings settings;
    private final InputReader reader;
    private final SpillDirectory directory;
    private final List<List<File>> files = new ArrayList<>();
    private int batches;

    /** @throws LocalDiskException if there is no place for them */
    SpilledRanges(int ranges, MessageType schema, WriteSettings settings, InputReader reader) {
        this.schema = schema;
        this.settings = settings;
        this.reader = reader;
        for (int range = 0; range < ranges; range++) {
            files.add(new ArrayList<>());
        }
        try {
            this.directory = SpillDirectory.inTemporary();
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }

    /** The ranges that have rows. */
    static List<Slice> slices(int[] starts) {
        return ranges(starts)
                .mapToObj(range -> new Slice(starts[range], starts[range + 1]))
                .toList();
    }

    private static IntStream ranges(int[] starts) {
        return IntStream.range(0, starts.length - 1).filter(range -> starts[range + 1] > starts[range]);
    }

    /** Takes the {@link #slices} of the next batch. */
    RowGroups next(int[] starts) {
        int batch = batches++;
        PrimitiveIterator.OfInt ranges = ranges(starts).iterator();
        return (rows, chunks) -> write(batch, ranges.nextInt(), rows, chunks);
    }

    private void write(int batch, int range, int rows, List<OutputChunk.Finished> chunks) {
        File file = directory.file(batch, range).toFile();
        try (ColumnarFile written =
                new ColumnarFile(() -> org.apache.iceberg.Files.localOutput(file), schema, settings)) {
            written.write(rows, schema.getColumns(), chunks);
            written.end();
        } catch (IOException | UncheckedIOException e) {
            throw new LocalDiskException(e);
        }
        files.get(range).add(file);
    }

    /**
     * The rows of a range, as they came.
     *
     * @throws NotColumnarException if they are too large to be sorted
     */
    Batch range(int range, SortCost nothing, long room) {
        List<MergeInput> parts = new ArrayList<>();
        SortCost cost = nothing;
        for (File file : files.get(range)) {
            MergeInput part = reader.spilled(file);
            cost = cost.plus(part, false);
            parts.add(part);
        }
        if (cost.bytes() > room) {
            throw new NotColumnarException("rows of about the same key are too large to be sorted within the memory");
        }
        return new Batch(parts, List.of(), List.of(), cost.bytes());
    }

    @Override
    public void close() {
        try {
            directory.close();
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
