package io.firn.maintenance.columnar;

import java.util.Optional;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;

/**
 * A data page as it will be in the output, compressed: {@code bytes[offset..offset + length)}, of an input file if it was
 * copied as it is.
 *
 * @param values level entries, nulls among them
 * @param sizes absent if it is not known of a page that is copied
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record OutputPage(
        byte[] bytes,
        int offset,
        int length,
        int uncompressedLength,
        int values,
        int rows,
        Statistics<?> statistics,
        Optional<SizeStatistics> sizes,
        Encoding encoding) {
    /** Of pages of ids and of their dictionary; the name is that of version 1 of the format, which every reader knows. */
    @SuppressWarnings("deprecation")
    static final Encoding IDS = Encoding.PLAIN_DICTIONARY;
}
