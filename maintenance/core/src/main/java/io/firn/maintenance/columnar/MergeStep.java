package io.firn.maintenance.columnar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;

/**
 * What is merged at once: inputs that are held in memory and become one row group, or one input that is too large for that
 * and keeps its row groups.
 *
 * @param bytes that it takes if it is held
 * @param ends the inputs of the output file that it ends, if it does
 */
record MergeStep(List<FileScanTask> inputs, boolean isHeld, long bytes, Optional<List<FileScanTask>> ends) {
    /** What is read, and what becomes of it. */
    static final int COPIES = 2;
    /** What the footer of an input takes in memory for each column chunk, about. */
    private static final int CHUNK_BYTES = 1 << 10;
    /** One row group is written while the next is read. */
    private static final int AT_ONCE = 2;

    /**
     * Steps in the order of the inputs.
     *
     * @param ofFiles the inputs of each output file
     * @param columns of the output
     * @param rowGroupBytes that a row group should have at most
     * @param room bytes that may be held
     */
    static List<MergeStep> of(List<List<FileScanTask>> ofFiles, int columns, long rowGroupBytes, long room) {
        List<MergeStep> steps = new ArrayList<>();
        for (List<FileScanTask> inputs : ofFiles) {
            int from = 0;
            while (from < inputs.size()) {
                int to = from + 1;
                long bytes = inputs.get(from).length();
                long held = held(inputs.get(from), columns);
                boolean isHeld = held <= room;
                while (isHeld && to < inputs.size()) {
                    FileScanTask next = inputs.get(to);
                    bytes += next.length();
                    long more = held(next, columns);
                    if (bytes > rowGroupBytes || held + more > room / AT_ONCE) {
                        break;
                    }
                    held += more;
                    to++;
                }
                steps.add(new MergeStep(
                        inputs.subList(from, to),
                        isHeld,
                        held,
                        to == inputs.size() ? Optional.of(inputs) : Optional.empty()));
                from = to;
            }
        }
        return steps;
    }

    /** What an input takes that is held: its bytes, about as many of the output, and the footer. */
    private static long held(FileScanTask input, int columns) {
        List<Long> rowGroups = input.file().splitOffsets();
        long chunks = (long) columns * (rowGroups == null ? 1 : rowGroups.size());
        return input.length() * COPIES + chunks * CHUNK_BYTES;
    }
}
