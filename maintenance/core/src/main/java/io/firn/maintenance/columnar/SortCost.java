package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Stored;
import java.util.List;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/** What sorting some inputs takes in memory: what is read, what becomes of it, the order, and some columns decoded. */
final class SortCost {
    private static final int LEVEL_BYTES = 1;
    private static final int NUMBER_BYTES = Integer.BYTES;
    /** Its place, and the same while places are sorted. */
    private static final int ROW_BYTES = 2 * Integer.BYTES;

    private static final int RANK_BYTES = Long.BYTES;
    /** Arrays double when they grow. */
    private static final int GROWTH = 2;

    private final List<SortKey> keys;
    private final int columnsAtOnce;
    private final long held;
    private final long[] decoded;

    private SortCost(List<SortKey> keys, int columnsAtOnce, long held, long[] decoded) {
        this.keys = keys;
        this.columnsAtOnce = columnsAtOnce;
        this.held = held;
        this.decoded = decoded;
    }

    /** @param columnsAtOnce that are decoded at the same time */
    static SortCost ofNothing(List<SortKey> keys, int columns, int columnsAtOnce) {
        return new SortCost(keys, columnsAtOnce, 0, new long[columns]);
    }

    /** @param isWhole whether all of it is held, or each column chunk while it is decoded */
    SortCost plus(MergeInput input, boolean isWhole) {
        long rows = input.rows();
        long more = held + rows * (ROW_BYTES + (long) RANK_BYTES * keys.size());
        long[] sum = decoded.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += rows * (NUMBER_BYTES + LEVEL_BYTES);
            if (input.sources().get(i) instanceof Stored stored) {
                for (BlockMetaData rowGroup : input.file().rowGroups()) {
                    ColumnChunkMetaData chunk = rowGroup.getColumns().get(stored.leaf());
                    more += chunk.getTotalSize() * (isWhole ? 2 : 1);
                    sum[i] += GROWTH * chunk.getTotalUncompressedSize()
                            + chunk.getValueCount() * (NUMBER_BYTES + 2 * LEVEL_BYTES)
                            + (isWhole ? 0 : chunk.getTotalSize());
                }
            }
        }
        return new SortCost(keys, columnsAtOnce, more, sum);
    }

    /** Keys are decoded all at once, and what they come to lies beside them. */
    long bytes() {
        long ofKeys = keys.stream().mapToLong(key -> 2 * decoded[key.ordinal()]).sum();
        long widest = 0;
        for (long bytes : decoded) {
            widest = Math.max(widest, bytes);
        }
        return held + Math.max(ofKeys, columnsAtOnce * widest);
    }
}
