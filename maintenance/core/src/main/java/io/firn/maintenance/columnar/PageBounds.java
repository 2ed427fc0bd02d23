package io.firn.maintenance.columnar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.SizeStatistics;
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
    /** The lowest maximum of levels of which Parquet stores how often each is there: of others the counts say it. */
    static final int LEAST_REPETITION = 1;

    static final int LEAST_DEFINITION = 2;

    private final ColumnChunkMetaData chunk;
    private final ColumnDescriptor column;
    private final Optional<Statistics<?>> whole;
    private final Optional<ColumnIndex> bounds;
    private final Optional<OffsetIndex> offsets;
    private final long rows;

    private PageBounds(
            ColumnChunkMetaData chunk,
            ColumnDescriptor column,
            Optional<Statistics<?>> whole,
            Optional<ColumnIndex> bounds,
            Optional<OffsetIndex> offsets,
            long rows) {
        this.chunk = chunk;
        this.column = column;
        this.whole = whole;
        this.bounds = bounds;
        this.offsets = offsets;
        this.rows = rows;
    }

    /**
     * Those of a chunk.
     *
     * @param rows of the chunk's row group
     * @param column as which the output has it
     * @param source of it; if its values are converted, its bounds are others
     */
    static PageBounds of(
            ColumnarInput input,
            ColumnChunkMetaData chunk,
            long rows,
            ColumnDescriptor column,
            ColumnSource.Stored source) {
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
            boolean isOfOutput = source.conversion().isNone()
                    && (input.boundsExcludeNaN() || !layout(column).isFloatingPoint());
            return new PageBounds(
                    chunk,
                    column,
                    isOfOutput ? whole(chunk, column.getPrimitiveType()) : Optional.empty(),
                    bounds,
                    offsets,
                    rows);
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
            return whole.filter(this::isExact);
        }
        return bounds.filter(index -> index.getNullCounts() != null
                        && page < index.getNullCounts().size())
                .<Statistics<?>>map(index -> ofIndex(index, page, whole.get()))
                .filter(this::isExact);
    }

    /** Of zero the bounds do not say which of the two it was. */
    private boolean isExact(Statistics<?> of) {
        return !layout(column).isFloatingPoint()
                || !of.hasNonNullValue()
                || (((Number) of.genericGetMin()).doubleValue() != 0
                        && ((Number) of.genericGetMax()).doubleValue() != 0);
    }

    /** Levels and bytes of a page that is copied as it is, as far as the input says them. */
    Optional<SizeStatistics> sizes(int page, int values) {
        PrimitiveType type = column.getPrimitiveType();
        Optional<Long> bytes = layout(column).isVariable()
                ? offsets.filter(index -> page < index.getPageCount())
                        .flatMap(index -> index.getUnencodedByteArrayDataBytes(page))
                : Optional.of(0L);
        Optional<List<Long>> repetitions = histogram(
                bounds.map(ColumnIndex::getRepetitionLevelHistogram),
                page,
                column.getMaxRepetitionLevel(),
                LEAST_REPETITION,
                values);
        Optional<List<Long>> definitions = histogram(
                bounds.map(ColumnIndex::getDefinitionLevelHistogram),
                page,
                column.getMaxDefinitionLevel(),
                LEAST_DEFINITION,
                values);
        return bytes.isEmpty() || repetitions.isEmpty() || definitions.isEmpty()
                ? Optional.empty()
                : Optional.of(new SizeStatistics(type, bytes.get(), repetitions.get(), definitions.get()));
    }

    private static Optional<List<Long>> histogram(
            Optional<List<Long>> ofAll, int page, int max, int least, int values) {
        if (max < least) {
            return Optional.of(List.of());
        }
        int from = page * (max + 1);
        return ofAll.filter(counts -> from + max < counts.size())
                .map(counts -> List.copyOf(counts.subList(from, from + max + 1)))
                .filter(counts -> counts.stream().mapToLong(Long::longValue).sum() == values);
    }

    private static ValueLayout layout(ColumnDescriptor column) {
        return ValueLayout.of(column.getPrimitiveType());
    }

    private Statistics<?> ofIndex(ColumnIndex index, int page, Statistics<?> whole) {
        Statistics.Builder builder = Statistics.getBuilderForReading(column.getPrimitiveType())
                .withNumNulls(index.getNullCounts().get(page));
        if (index.getNullPages().get(page)) {
            return builder.build();
        }
        byte[] min = bytes(index.getMinValues(), page);
        byte[] max = bytes(index.getMaxValues(), page);
        Statistics<?> said = Statistics.getBuilderForReading(column.getPrimitiveType())
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
