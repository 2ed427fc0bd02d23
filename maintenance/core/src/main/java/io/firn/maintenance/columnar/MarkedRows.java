package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.EqualityDeletes.Part;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.iceberg.FileScanTask;

/**
 * The rows that equality deletes delete whose keys are too many to be held at once: they are divided by their hash, and for
 * one part after the other the delete files and the key columns of the inputs are read.
 */
final class MarkedRows implements DeletesByKey {
    /** More would mean that not even the keys of a few rows fit. */
    private static final int MOST_PARTS = 1 << 10;

    private final Map<String, BitSet> ofInputs = new HashMap<>();

    private MarkedRows() {}

    /**
     * Those of the inputs.
     *
     * @param keys of a part, if it fits
     * @param reader opens inputs, and knows of no equality deletes
     * @throws NotColumnarException if they can not even be held in very many parts
     */
    static MarkedRows of(
            List<FileScanTask> inputs,
            Function<Part, Optional<EqualityDeletes>> keys,
            InputReader reader,
            ColumnBuffers.Pool buffers,
            ExecutorService threads,
            BooleanSupplier stopped) {
        List<FileScanTask> concerned =
                inputs.stream().filter(EqualityDeletes::applyTo).toList();
        MarkedRows rows = new MarkedRows();
        int parts = 2;
        int part = 0;
        while (part < parts) {
            Optional<EqualityDeletes> ofPart = keys.apply(new Part(part, parts));
            if (ofPart.isPresent()) {
                rows.add(ofPart.get(), concerned, reader, buffers, threads, stopped);
                part++;
            } else if (parts < MOST_PARTS) {
                // What is marked already is marked once more.
                parts *= 2;
                part = 0;
            } else {
                throw new NotColumnarException("the equality deletes are too large for the memory");
            }
        }
        return rows;
    }

    private void add(
            EqualityDeletes keys,
            List<FileScanTask> inputs,
            InputReader reader,
            ColumnBuffers.Pool buffers,
            ExecutorService threads,
            BooleanSupplier stopped) {
        try (Tasks<BitSet> marking = new Tasks<>(threads, stopped)) {
            for (FileScanTask task : inputs) {
                marking.submit(given -> marked(keys, task, reader, buffers, given));
            }
            for (FileScanTask task : inputs) {
                ofInputs.computeIfAbsent(task.file().location(), any -> new BitSet())
                        .or(marking.next());
            }
        }
    }

    private static BitSet marked(
            EqualityDeletes keys,
            FileScanTask task,
            InputReader reader,
            ColumnBuffers.Pool buffers,
            BooleanSupplier stopped) {
        MergeInput input = reader.byChunks(task, stopped);
        ColumnBuffers own = buffers.take();
        try {
            keys.mark(task, input, own, stopped);
        } finally {
            buffers.give(own);
        }
        return input.deleted();
    }

    @Override
    public void mark(FileScanTask task, MergeInput input, ColumnBuffers buffers, BooleanSupplier stopped) {
        BitSet marked = ofInputs.get(task.file().location());
        if (marked != null) {
            input.deleted().or(marked);
        }
    }

    @Override
    public long bytes() {
        return ofInputs.values().stream()
                .mapToLong(rows -> rows.size() / Byte.SIZE)
                .sum();
    }
}
