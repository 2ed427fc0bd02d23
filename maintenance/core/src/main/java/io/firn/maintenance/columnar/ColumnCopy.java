package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Constant;
import io.firn.maintenance.columnar.ColumnSource.Lineage;
import io.firn.maintenance.columnar.ColumnSource.Stored;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/**
 * Reads one column of inputs, one after the other, as the output has it, and gives it page by page to a {@link PageSink}: a
 * plain page that is large enough and loses no row as it is, compressed; the others decoded, without the rows that are
 * deleted. One thread.
 */
final class ColumnCopy {
    /** Smaller pages are worth putting together. */
    private static final int LEAST_COPIED_BYTES = 32 << 10;

    private static final ValueDictionary NONE = new ValueDictionary();

    private final int ordinal;
    private final WriteSettings settings;
    private final ColumnBuffers buffers;
    private final BooleanSupplier stopped;
    private final ColumnDescriptor column;
    private final ValueLayout layout;
    private final InputPage page;
    private final RowFilter filter;
    private final PageSink sink;
    /** Of the chunk that is being read. */
    private ValueDictionary own = NONE;

    /**
     * @param ordinal of the column among the leaves of the schema
     * @param stopped asked at each page; once true, the copy is given up
     */
    ColumnCopy(
            ColumnDescriptor column,
            int ordinal,
            WriteSettings settings,
            ColumnBuffers buffers,
            BooleanSupplier stopped,
            PageSink sink) {
        this.column = column;
        this.ordinal = ordinal;
        this.settings = settings;
        this.buffers = buffers;
        this.stopped = stopped;
        this.sink = sink;
        this.layout = ValueLayout.of(column.getPrimitiveType());
        this.page = buffers.page;
        this.filter = new RowFilter(column);
    }

    /** Entries that the column has in inputs at most, nulls among them; rows where an input lacks it. */
    static long entries(List<MergeInput> inputs, int ordinal) {
        return inputs.stream()
                .mapToLong(input -> input.sources().get(ordinal) instanceof Stored stored
                        ? input.file().rowGroups().stream()
                                .mapToLong(group ->
                                        group.getColumns().get(stored.leaf()).getValueCount())
                                .sum()
                        : input.rows())
                .sum();
    }

    /** @throws CorruptPageException if an input does not hold what it promises */
    void copy(List<MergeInput> inputs) {
        for (MergeInput input : inputs) {
            try {
                long first = 0;
                for (BlockMetaData rowGroup : input.file().rowGroups()) {
                    copy(input, rowGroup, first);
                    first += rowGroup.getRowCount();
                }
            } catch (CorruptPageException e) {
                throw e.in(input.file().name());
            } catch (OversizedPageException e) {
                throw e.in(input.file().name());
            } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
                throw new CorruptPageException("a position beyond its end", e)
                        .in(input.file().name());
            }
        }
    }

    private void copy(MergeInput input, BlockMetaData rowGroup, long first) {
        own = NONE;
        ColumnSource source = input.sources().get(ordinal);
        if (source instanceof Stored stored) {
            copyStored(input, rowGroup, first, stored);
        } else if (source instanceof Constant constant && constant.levels().isPresent()) {
            copyBeside(input, rowGroup, first, constant, constant.levels().get());
        } else if (source instanceof Constant constant) {
            fill(input.liveRows(first, rowGroup.getRowCount()), constant.value());
        } else if (source instanceof Lineage lineage && lineage.stored().isPresent()) {
            copyLineage(input, rowGroup, first, lineage, lineage.stored().get());
        } else if (source instanceof Lineage lineage) {
            number(input, rowGroup, first, lineage);
        }
    }

    private void copyStored(MergeInput input, BlockMetaData rowGroup, long first, Stored source) {
        ChunkReader chunk = new ChunkReader(input.file(), rowGroup, source, buffers, stopped);
        PageBounds bounds = PageBounds.of(input.file(), chunk.chunk(), rowGroup.getRowCount(), column, source);
        boolean losesRows = input.hasDeleted(first, rowGroup.getRowCount());
        long row = 0;
        for (int index = 0; chunk.next(); index++) {
            if (own != chunk.dictionary()) {
                own = chunk.dictionary();
                sink.dictionary(own, losesRows);
            }
            int rows = copyAsItIs(input, first + row, chunk, index, bounds, source);
            if (rows == 0) {
                chunk.decode();
                rows = page.rows();
                append(input, first + row, bounds.statistics(index, page.levels()));
            }
            row += rows;
        }
        checkRows(row, rowGroup);
    }

    private static void checkRows(long rows, BlockMetaData rowGroup) {
        if (rows != rowGroup.getRowCount()) {
            throw new CorruptPageException(
                    "its column has " + rows + " rows in pages and " + rowGroup.getRowCount() + " by the footer");
        }
    }

    /** Its rows; none if it has to be decoded. */
    private int copyAsItIs(
            MergeInput input, long first, ChunkReader chunk, int index, PageBounds bounds, Stored source) {
        Optional<Consumer<OutputPage>> taking = sink.stored();
        if (taking.isEmpty() || !source.isAsIs() || !canCopy(chunk)) {
            return 0;
        }
        ChunkPages.Page stored = chunk.stored();
        int count = stored.header().getData_page_header().getNum_values();
        Optional<Integer> rows = column.getMaxRepetitionLevel() == 0 ? Optional.of(count) : bounds.rows(index);
        Optional<Statistics<?>> known = bounds.statistics(index, count);
        if (rows.isEmpty() || rows.get() <= 0 || known.isEmpty() || input.hasDeleted(first, rows.get())) {
            return 0;
        }
        taking.get()
                .accept(new OutputPage(
                        stored.body().bytes(),
                        stored.body().offset(),
                        stored.body().length(),
                        stored.body().uncompressedLength(),
                        count,
                        rows.get(),
                        known.get(),
                        bounds.sizes(index, count),
                        Encoding.PLAIN));
        chunk.passed(count);
        return rows.get();
    }

    private boolean canCopy(ChunkReader chunk) {
        ChunkPages.Page stored = chunk.stored();
        return stored.header().isSetData_page_header()
                && stored.header().getData_page_header().getEncoding() == org.apache.parquet.format.Encoding.PLAIN
                && chunk.chunk().getCodec() == settings.codec()
                && stored.body().uncompressedLength() >= LEAST_COPIED_BYTES;
    }

    private void copyBeside(MergeInput input, BlockMetaData rowGroup, long first, Constant source, Stored levels) {
        ChunkReader chunk = new ChunkReader(input.file(), rowGroup, levels, buffers, stopped);
        takeConstant(source.value());
        int struct = Arrays.stream(levels.definitions()).max().orElse(0);
        int value = source.value().isPresent() ? column.getMaxDefinitionLevel() : struct;
        long row = 0;
        while (chunk.next()) {
            chunk.decode();
            int rows = page.rows();
            page.replace(source.maxRepetition(), struct, value);
            holdBooleans(source.value());
            append(input, first + row, Optional.empty());
            row += rows;
        }
        checkRows(row, rowGroup);
    }

    private void copyLineage(MergeInput input, BlockMetaData rowGroup, long first, Lineage source, Stored stored) {
        ChunkReader chunk = new ChunkReader(input.file(), rowGroup, stored, buffers, stopped);
        long row = 0;
        while (chunk.next()) {
            chunk.decode();
            int rows = page.rows();
            page.number(source.first() + (first + row) * source.step(), source.step(), chunk.dictionary());
            append(input, first + row, Optional.empty());
            row += rows;
        }
        checkRows(row, rowGroup);
    }

    private void number(MergeInput input, BlockMetaData rowGroup, long first, Lineage source) {
        long end = first + rowGroup.getRowCount();
        for (long row = first; row < end; row += settings.pageRows()) {
            int rows = (int) Math.min(settings.pageRows(), end - row);
            page.fill(rows, 0, 0);
            page.number(source.first() + row * source.step(), source.step(), NONE);
            append(input, row, Optional.empty());
        }
    }

    /** So many rows of the same value, or of nulls. */
    private void fill(int count, Optional<byte[]> value) {
        takeConstant(value);
        int definition = value.isPresent() ? column.getMaxDefinitionLevel() : 0;
        for (int left = count; left > 0; left -= settings.pageRows()) {
            int rows = Math.min(left, settings.pageRows());
            page.fill(rows, definition, value.isPresent() ? rows : 0);
            holdBooleans(value);
            sink.add(page, Optional.empty());
        }
    }

    private void takeConstant(Optional<byte[]> value) {
        own = NONE;
        if (value.isPresent() && !layout.isBoolean()) {
            own = new ValueDictionary();
            own.append(value.get(), 0, value.get().length);
        }
        sink.dictionary(own, false);
    }

    private void holdBooleans(Optional<byte[]> value) {
        if (layout.isBoolean()) {
            page.holdBooleans(value.map(bytes -> (int) bytes[0]).orElse(0));
        }
    }

    private void append(MergeInput input, long first, Optional<Statistics<?>> known) {
        Optional<Statistics<?>> left = known;
        if (input.hasDeleted(first, page.rows())) {
            left = PageStatistics.without(known, filter.drop(page, input.deleted(), first, own));
        }
        if (page.rows() > 0) {
            sink.add(page, left);
        }
    }
}
