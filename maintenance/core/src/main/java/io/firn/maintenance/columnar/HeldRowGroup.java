package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Stored;
import io.firn.maintenance.columnar.ColumnarMerge.Merged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.iceberg.FileScanTask;

/**
 * A row group of the output whose inputs are held in memory: other threads first read them and then copy its columns, those
 * of most bytes first, so that no thread is left with a large one in the end. For one thread.
 */
final class HeldRowGroup implements AutoCloseable {
    private final List<FileScanTask> tasks;
    private final InputReader reader;
    private final MemoryBudget.Reservation reserved;
    private final int columns;
    private final Copy copy;
    private final Tasks<MergeInput> reads;
    private final Tasks<OutputChunk.Finished> copies;
    private final List<MergeInput> inputs = new ArrayList<>();
    /** By column, once they are being copied. */
    private final Map<Integer, Future<OutputChunk.Finished>> copied = new HashMap<>();

    private boolean isBegun;

    /** Copies a column, until it is told to stop. */
    interface Copy {
        OutputChunk.Finished column(List<MergeInput> inputs, int ordinal, BooleanSupplier stopped);
    }

    /** Begins to read. */
    HeldRowGroup(
            List<FileScanTask> tasks,
            InputReader reader,
            MemoryBudget.Reservation reserved,
            int columns,
            ExecutorService threads,
            BooleanSupplier stopped,
            Copy copy) {
        this.tasks = tasks;
        this.reader = reader;
        this.reserved = reserved;
        this.columns = columns;
        this.copy = copy;
        this.reads = new Tasks<>(threads, stopped);
        this.copies = new Tasks<>(threads, stopped);
        tasks.forEach(task -> reads.submit(given -> reader.whole(task, given)));
    }

    /** Begins to copy, once all is read, unless it has begun. */
    void copy() {
        if (isBegun) {
            return;
        }
        isBegun = true;
        while (inputs.size() < tasks.size()) {
            inputs.add(reads.next());
        }
        if (liveRows() == 0) {
            return;
        }
        long[] bytes = new long[columns];
        for (MergeInput input : inputs) {
            for (int ordinal = 0; ordinal < columns; ordinal++) {
                if (input.sources().get(ordinal) instanceof Stored stored) {
                    bytes[ordinal] += input.file().rowGroups().stream()
                            .mapToLong(group ->
                                    group.getColumns().get(stored.leaf()).getTotalSize())
                            .sum();
                }
            }
        }
        IntStream.range(0, columns)
                .boxed()
                .sorted(Comparator.comparingLong((Integer ordinal) -> bytes[ordinal])
                        .reversed())
                .forEach(ordinal -> copied.put(ordinal, copies.start(given -> copy.column(inputs, ordinal, given))));
    }

    /** The same, but it does not wait. */
    void copyIfRead() {
        if (reads.areDone()) {
            copy();
        }
    }

    List<MergeInput> inputs() {
        return inputs;
    }

    long liveRows() {
        return inputs.stream().mapToLong(MergeInput::liveRows).sum();
    }

    /** Waits for a column; each may be asked for once. */
    OutputChunk.Finished column(int ordinal) {
        return copies.result(Objects.requireNonNull(copied.remove(ordinal), "a column is asked for once"));
    }

    /** The inputs, to be asked for once all columns are written; afterwards the inputs are gone. */
    List<Merged> ended() {
        List<Merged> ended = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            ended.add(new Merged(tasks.get(i), inputs.get(i).file().footer()));
        }
        return ended;
    }

    @Override
    public void close() {
        reads.close();
        copies.close();
        inputs.forEach(reader::release);
        reserved.close();
    }
}
