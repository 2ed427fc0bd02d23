package io.firn.maintenance.columnar;

import java.util.BitSet;
import java.util.List;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/**
 * One input as the output sees it.
 *
 * @param sources of each column of the output
 * @param deleted positions of rows that are not live
 */
record MergeInput(ColumnarInput file, List<ColumnSource> sources, BitSet deleted) {

    /** One row group of it, of which the first row is at a position. */
    MergeInput part(BlockMetaData rowGroup, long first) {
        return new MergeInput(
                file.only(rowGroup),
                sources.stream().map(source -> source.from(first)).toList(),
                deleted.get((int) first, (int) (first + rowGroup.getRowCount())));
    }

    long liveRows() {
        return rows() - deleted.cardinality();
    }

    long rows() {
        return file.rowGroups().stream().mapToLong(BlockMetaData::getRowCount).sum();
    }

    /** Whether any of so many rows from a position on is deleted. */
    boolean hasDeleted(long first, long count) {
        int next = deleted.nextSetBit((int) first);
        return next >= 0 && next < first + count;
    }

    /** Of so many rows from a position on. */
    int liveRows(long first, long count) {
        return hasDeleted(first, count)
                ? (int) count - deleted.get((int) first, (int) (first + count)).cardinality()
                : (int) count;
    }
}
