package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnarMerge.Merged;
import io.firn.maintenance.columnar.SortInputs.Batch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/**
 * Puts the rows of inputs in order. The keys are decoded and sorted, then the rows are taken column by column in that order.
 * What does not fit into the memory is sorted in batches; each is written to the local disk, a file for each range of keys,
 * and then the ranges are sorted one after the other. One thread, but for the columns.
 */
final class SortedMerge {
    /** A range should take so much less than the memory, as no range is exactly as large as it should be. */
    private static final double RANGE_PART = 0.6;

    private static final int SAMPLES_OF_RANGE = 200;
    /** Decoded they take much more than encoded. */
    private static final int COLUMNS_AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final List<SortKey> keys;
    private final MessageType schema;
    private final List<ColumnDescriptor> columns;
    private final WriteSettings settings;
    private final InputReader reader;
    private final ColumnBuffers.Pool buffers;
    private final ExecutorService threads;
    private final SortCost nothing;
    private final long room;
    private final BooleanSupplier stopped;

    /** @param room bytes that it may take */
    SortedMerge(
            List<SortKey> keys,
            MessageType schema,
            WriteSettings settings,
            InputReader reader,
            ColumnBuffers.Pool buffers,
            ExecutorService threads,
            long room,
            BooleanSupplier stopped) {
        this.keys = keys;
        this.schema = schema;
        this.columns = schema.getColumns();
        this.settings = settings;
        this.reader = reader;
        this.buffers = buffers;
        this.threads = threads;
        this.nothing = SortCost.ofNothing(keys, columns.size(), COLUMNS_AT_ONCE);
        this.room = room;
        this.stopped = stopped;
    }

    /** Rows of the inputs, and those of them that are live. */
    record Rows(long all, long live) {
        Rows plus(Batch batch) {
            return new Rows(
                    all + batch.inputs().stream().mapToLong(MergeInput::rows).sum(), live + batch.liveRows());
        }
    }

    /**
     * Sorts them.
     *
     * @param outputs take the rows
     * @param merged told of each input once all of it is in an output or on the local disk
     */
    Rows run(List<FileScanTask> inputs, SortedOutputs outputs, Consumer<Merged> merged) throws IOException {
        try (SortInputs source = open(inputs)) {
            Rows rows = new Rows(0, 0);
            Batch batch = source.next().orElseThrow();
            if (source.isAtEnd()) {
                outputs.expect(batch.liveRows());
                RowOrder order = order(batch).sort();
                write(batch, order, outputs.slices(order.rows().length), settings, outputs);
                batch.ended().forEach(merged);
                return rows.plus(batch);
            }
            source.release(batch);
        }
        return spill(inputs, outputs, merged);
    }

    private SortInputs open(List<FileScanTask> inputs) {
        return new SortInputs(inputs, reader, nothing, room, threads, stopped);
    }

    private Rows spill(List<FileScanTask> inputs, SortedOutputs outputs, Consumer<Merged> merged) throws IOException {
        KeyRanges ranges = ranges(inputs);
        WriteSettings ofSpilled = settings.ofSpilled();
        Rows rows = new Rows(0, 0);
        try (SpilledRanges spilled = new SpilledRanges(ranges.count(), schema, ofSpilled, reader);
                SortInputs source = open(inputs)) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                Batch batch = next.get();
                RowOrder order = order(batch).sort();
                int[] starts = ranges.starts(order, rows.live());
                // They are sorted again with the rest of their range, and memory likes to be read in order.
                order.unsortWithin(starts);
                write(batch, order, SpilledRanges.slices(starts), ofSpilled, spilled.next(starts));
                batch.ended().forEach(merged);
                rows = rows.plus(batch);
                source.release(batch);
            }
            outputs.expect(rows.live());
            for (int range = 0; range < ranges.count(); range++) {
                Batch batch = spilled.range(range, nothing, room);
                if (batch.liveRows() > 0) {
                    RowOrder order = order(batch).sort();
                    write(batch, order, outputs.slices(order.rows().length), settings, outputs);
                }
            }
        }
        return rows;
    }

    /** Such that each can be sorted by itself. */
    private KeyRanges ranges(List<FileScanTask> inputs) {
        long records =
                inputs.stream().mapToLong(task -> task.file().recordCount()).sum();
        long bytes = inputs.stream().mapToLong(FileScanTask::length).sum();
        // Far more than are needed: how many ranges there are is known only once all inputs have been looked at.
        long guess = 16 * (1 + bytes / room) * SAMPLES_OF_RANGE;
        KeyRanges.Samples samples = new KeyRanges.Samples(Math.max(1, records / guess));
        long live = 0;
        long cost = 0;
        try (SortInputs source = open(inputs)) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                Batch batch = next.get();
                samples.add(order(batch), live);
                live += batch.liveRows();
                cost += batch.bytes();
                source.release(batch);
            }
        }
        return samples.ranges(1 + (int) (cost / (room * RANGE_PART)));
    }

    /** Not sorted yet. */
    private RowOrder order(Batch batch) {
        List<DecodedColumn> ordered = new ArrayList<>();
        try (Tasks<DecodedColumn> decoding = new Tasks<>(threads, stopped)) {
            for (SortKey key : keys) {
                decoding.submit(given -> key.of(decoded(batch, key.ordinal(), 1, given)));
            }
            for (int i = 0; i < keys.size(); i++) {
                ordered.add(decoding.next());
            }
        }
        return RowOrder.unsorted(keys, ordered, batch.liveRows());
    }

    private DecodedColumn decoded(Batch batch, int ordinal, int slices, BooleanSupplier given) {
        ColumnDescriptor column = columns.get(ordinal);
        DecodedColumn decoded = new DecodedColumn(
                column, ColumnCopy.entries(batch.inputs(), ordinal), (long) slices * settings.dictionaryBytes());
        ColumnBuffers own = buffers.take();
        try {
            new ColumnCopy(column, ordinal, settings, own, given, decoded).copy(batch.inputs());
        } finally {
            buffers.give(own);
        }
        return decoded;
    }

    /** So many rows of an order. */
    record Slice(int from, int to) {
        int rows() {
            return to - from;
        }
    }

    /** Takes row groups in order. */
    interface RowGroups {
        void write(int rows, List<OutputChunk.Finished> chunks) throws IOException;
    }

    private void write(Batch batch, RowOrder order, List<Slice> slices, WriteSettings written, RowGroups to)
            throws IOException {
        List<List<OutputChunk.Finished>> rowGroups = new ArrayList<>();
        slices.forEach(slice -> rowGroups.add(new ArrayList<>()));
        Tasks.<List<OutputChunk.Finished>>inOrder(
                columns.size(),
                COLUMNS_AT_ONCE,
                threads,
                stopped,
                ordinal -> given -> chunks(batch, ordinal, order, slices, written, given),
                (ordinal, ofColumn) -> {
                    for (int slice = 0; slice < slices.size(); slice++) {
                        rowGroups.get(slice).add(ofColumn.get(slice));
                    }
                });
        for (int slice = 0; slice < slices.size(); slice++) {
            to.write(slices.get(slice).rows(), rowGroups.get(slice));
            rowGroups.set(slice, List.of());
        }
    }

    private List<OutputChunk.Finished> chunks(
            Batch batch,
            int ordinal,
            RowOrder order,
            List<Slice> slices,
            WriteSettings written,
            BooleanSupplier given) {
        DecodedColumn decoded = decoded(batch, ordinal, slices.size(), given);
        List<OutputChunk.Finished> chunks = new ArrayList<>();
        ColumnBuffers own = buffers.take();
        try {
            for (Slice slice : slices) {
                OutputChunk chunk = new OutputChunk(columns.get(ordinal), written, own, decoded.entries());
                own.page.of(columns.get(ordinal));
                decoded.gather(order.rows(), slice.from(), slice.to(), written, own.page, chunk);
                chunks.add(chunk.finish());
            }
        } finally {
            buffers.give(own);
        }
        return chunks;
    }
}
