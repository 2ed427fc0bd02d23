package io.firn.maintenance.columnar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.schema.PrimitiveType;

/**
 * What an input's own statistics and indexes say of the pages of one column chunk. The bounds of a column index may be cut
 * short: they are narrowed by those of the chunk, which are whole, so that the output's are as exact as the inputs'.
 */
final class PageBounds {
    private final ColumnChunkMetaData chunk;
    private final PrimitiveType type;
    private final Optional<ColumnIndex> bounds;
    private final Optional<OffsetIndex> offsets;
    private final long rows;

    private PageBounds(
            ColumnChunkMetaData chunk, Optional<ColumnIndex> bounds, Optional<OffsetIndex> offsets, long rows) {
        this.chunk = chunk;
        this.type = chunk.getPrimitiveType();
        this.bounds = bounds;
        this.offsets = offsets;
        this.rows = rows;
    }

    /** @param rows of the chunk's row group */
    static PageBounds of(ColumnarInput input, ColumnChunkMetaData chunk, long rows) {
        try {
            Optional<ColumnIndex> bounds = Optional.empty();
            if (chunk.getColumnIndexReference() != null) {
                bounds = Optional.ofNullable(ParquetMetadataConverter.fromParquetColumnIndex(
                        chunk.getPrimitiveType(), Util.readColumnIndex(input.stream(chunk.getColumnIndexReference()))));
            }
            Optional<OffsetIndex> offsets = Optional.empty();
            if (chunk.getOffsetIndexReference() != null) {
                offsets = Optional.of(ParquetMetadataConverter.fromParquetOffsetIndex(
                        Util.readOffsetIndex(input.stream(chunk.getOffsetIndexReference()))));
            }
            return new PageBounds(chunk, bounds, offsets, rows);
        } catch (IOException | RuntimeException e) {
            throw new CorruptPageException("its index cannot be read", e);
        }
    }

    /** Rows of a page; empty where they have to be counted. */
    Optional<Integer> rows(int page) {
        return offsets.filter(index -> page < index.getPageCount())
                .map(index -> (int) (index.getLastRowIndex(page, rows) - index.getFirstRowIndex(page) + 1));
    }

    /** Null count and bounds of a page; empty where they have to be computed. */
    Optional<Statistics<?>> statistics(int page, int values) {
        Statistics<?> whole = chunk.getStatistics();
        boolean isKnown = whole != null && whole.isNumNullsSet();
        boolean isAllNull = isKnown && whole.getNumNulls() == chunk.getValueCount();
        if (!isKnown || (!isAllNull && !whole.hasNonNullValue())) {
            return Optional.empty();
        }
        if (values == chunk.getValueCount()) {
            return Optional.of(whole);
        }
        return bounds.filter(index -> index.getNullCounts() != null
                        && page < index.getNullCounts().size())
                .map(index -> ofIndex(index, page, whole));
    }

    private Statistics<?> ofIndex(ColumnIndex index, int page, Statistics<?> whole) {
        Statistics.Builder builder = Statistics.getBuilderForReading(type)
                .withNumNulls(index.getNullCounts().get(page));
        if (index.getNullPages().get(page)) {
            return builder.build();
        }
        byte[] min = bytes(index.getMinValues(), page);
        byte[] max = bytes(index.getMaxValues(), page);
        Statistics<?> said = Statistics.getBuilderForReading(type)
                .withMin(min)
                .withMax(max)
                .withNumNulls(0)
                .build();
        return builder.withMin(isBelow(said, whole) ? whole.getMinBytes() : min)
                .withMax(isAbove(said, whole) ? whole.getMaxBytes() : max)
                .build();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Both are of the column's type.
    private static boolean isBelow(Statistics said, Statistics whole) {
        return said.comparator().compare(said.genericGetMin(), whole.genericGetMin()) < 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Both are of the column's type.
    private static boolean isAbove(Statistics said, Statistics whole) {
        return said.comparator().compare(said.genericGetMax(), whole.genericGetMax()) > 0;
    }

    private static byte[] bytes(List<ByteBuffer> values, int page) {
        ByteBuffer value = values.get(page).duplicate();
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }
}
