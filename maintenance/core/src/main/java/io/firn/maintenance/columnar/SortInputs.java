package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnarMerge.Merged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.FileScanTask;

/**
 * Opens inputs a batch at a time, each as much as can be sorted within the memory: small files whole, the row groups of
 * others by themselves. One thread, but files are opened by others ahead of it.
 */
final class SortInputs implements AutoCloseable {
    private static final int FILES_AHEAD = 3;
    /** A file is read whole if so many of it would fit. */
    private static final int WHOLE_FILES = 4 * FILES_AHEAD;

    private final Iterator<FileScanTask> inputs;
    private final InputReader reader;
    private final SortCost nothing;
    private final long room;
    private final Tasks<List<Part>> opening;
    private final Deque<Part> opened = new ArrayDeque<>();
    private int inFlight;

    /**
     * Nothing opened yet.
     *
     * @param nothing the cost of no input
     * @param room bytes that a batch may take
     */
    SortInputs(
            List<FileScanTask> inputs,
            InputReader reader,
            SortCost nothing,
            long room,
            ExecutorService threads,
            BooleanSupplier stopped) {
        this.inputs = inputs.iterator();
        this.reader = reader;
        this.nothing = nothing;
        this.room = room;
        this.opening = new Tasks<>(threads, stopped);
    }

    /** @param ended the input, if it ends with it */
    private record Part(MergeInput input, boolean isWhole, Optional<Merged> ended) {}

    /**
     * Some inputs, or parts of them.
     *
     * @param ended files of which nothing is left
     * @param bytes that sorting them takes
     */
    record Batch(List<MergeInput> inputs, List<MergeInput> readWhole, List<Merged> ended, long bytes) {
        int liveRows() {
            return Math.toIntExact(
                    inputs.stream().mapToLong(MergeInput::liveRows).sum());
        }
    }

    /** @throws NotColumnarException if a row group alone takes more than the memory */
    Optional<Batch> next() {
        List<Part> parts = new ArrayList<>();
        SortCost cost = nothing;
        for (Optional<Part> next = peek(); next.isPresent(); next = peek()) {
            SortCost with = cost.plus(next.get().input(), next.get().isWhole());
            if (with.bytes() > room) {
                if (parts.isEmpty()) {
                    throw new NotColumnarException("a row group is too large to be sorted within the memory");
                }
                break;
            }
            cost = with;
            parts.add(opened.remove());
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Batch(
                        parts.stream().map(Part::input).toList(),
                        parts.stream().filter(Part::isWhole).map(Part::input).toList(),
                        parts.stream().flatMap(part -> part.ended().stream()).toList(),
                        cost.bytes()));
    }

    /** Whether there is no more. */
    boolean isAtEnd() {
        return peek().isEmpty();
    }

    /** Ends the use of a batch. */
    void release(Batch batch) {
        batch.readWhole().forEach(reader::release);
    }

    private Optional<Part> peek() {
        while (opened.isEmpty() && (inputs.hasNext() || inFlight > 0)) {
            for (; inFlight < FILES_AHEAD && inputs.hasNext(); inFlight++) {
                FileScanTask task = inputs.next();
                opening.submit(stopped -> open(task, stopped));
            }
            opened.addAll(opening.next());
            inFlight--;
        }
        return Optional.ofNullable(opened.peek());
    }

    private List<Part> open(FileScanTask task, BooleanSupplier stopped) {
        if (task.length() <= room / WHOLE_FILES) {
            MergeInput whole = reader.whole(task, stopped);
            return List.of(new Part(
                    whole, true, Optional.of(new Merged(task, whole.file().footer()))));
        }
        MergeInput whole = reader.byChunks(task, stopped);
        List<MergeInput> rowGroups = InputReader.rowGroups(whole);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < rowGroups.size(); i++) {
            Optional<Merged> ended = i < rowGroups.size() - 1
                    ? Optional.empty()
                    : Optional.of(new Merged(task, whole.file().footer()));
            parts.add(new Part(rowGroups.get(i), false, ended));
        }
        return parts;
    }

    @Override
    public void close() {
        opening.close();
    }
}
