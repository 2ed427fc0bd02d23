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
    private final Optional<Statistics<?>> whole;
    private final Optional<ColumnIndex> bounds;
    private final Optional<OffsetIndex> offsets;
    private final long rows;

    private PageBounds(
            ColumnChunkMetaData chunk,
            PrimitiveType type,
            Optional<Statistics<?>> whole,
            Optional<ColumnIndex> bounds,
            Optional<OffsetIndex> offsets,
            long rows) {
        this.chunk = chunk;
        this.type = type;
        this.whole = whole;
        this.bounds = bounds;
        this.offsets = offsets;
        this.rows = rows;
    }

    /**
     * Those of a chunk.
     *
     * @param rows of the chunk's row group
     * @param type as which the output has the column
     * @param conversion of its values, after which its bounds are others
     */
    static PageBounds of(
            ColumnarInput input, ColumnChunkMetaData chunk, long rows, PrimitiveType type, ValueConversion conversion) {
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
            Optional<Statistics<?>> whole = conversion.isNone() ? whole(chunk, type) : Optional.empty();
            return new PageBounds(chunk, type, whole, bounds, offsets, rows);
        } catch (IOException | RuntimeException e) {
            throw new CorruptPageException("its index cannot be read", e);
        }
    }

    /** Rows of a page; empty where they have to be counted. */
    Optional<Integer> rows(int page) {
        return offsets.filter(index -> page < index.getPageCount())
                .map(index -> (int) (index.getLastRowIndex(page, rows) - index.getFirstRowIndex(page) + 1));
    }

    /** Of all of the chunk; empty if something is not known or they do not hold for the output's column. */
    private static Optional<Statistics<?>> whole(ColumnChunkMetaData chunk, PrimitiveType type) {
        Statistics<?> said = chunk.getStatistics();
        boolean isKnown = said != null && said.isNumNullsSet();
        boolean isAllNull = isKnown && said.getNumNulls() == chunk.getValueCount();
        if (!isKnown || (!isAllNull && !said.hasNonNullValue())) {
            return Optional.empty();
        }
        return Optional.of(
                PageStatistics.of(type, isAllNull ? Optional.empty() : Optional.of(said), said.getNumNulls()));
    }

    /** Null count and bounds of a page; empty where they have to be computed. */
    Optional<Statistics<?>> statistics(int page, int values) {
        if (whole.isEmpty() || values == chunk.getValueCount()) {
            return whole;
        }
        return bounds.filter(index -> index.getNullCounts() != null
                        && page < index.getNullCounts().size())
                .map(index -> ofIndex(index, page, whole.get()));
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
