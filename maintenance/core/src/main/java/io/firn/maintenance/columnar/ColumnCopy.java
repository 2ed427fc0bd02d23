package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Constant;
import io.firn.maintenance.columnar.ColumnSource.Lineage;
import io.firn.maintenance.columnar.ColumnSource.Stored;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Makes one column chunk of the output of those of the inputs, one after the other. The dictionary of each is mapped into
 * the output's once, so that a value costs the renumbering of an id; a plain page that is large enough and loses no row is
 * copied as it is, compressed; the others are decoded and put together. Once the dictionary is too large, the rest is
 * plain. One thread.
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
    private final OutputDictionary dictionary;
    private final PageAssembler assembler;
    private final InputPage page;
    private final RowFilter filter;
    private final PageStatistics statistics;
    private Optional<ColumnBloomFilter> bloomFilter = Optional.empty();
    /** Of the chunk that is being read, and the output's ids of its values, absent where they become plain. */
    private ValueDictionary own = NONE;

    private int @Nullable [] map;

    /**
     * @param ordinal of the column among the leaves of the schema
     * @param stopped asked at each page; once true, the copy is given up
     */
    ColumnCopy(
            ColumnDescriptor column,
            int ordinal,
            WriteSettings settings,
            ColumnBuffers buffers,
            BooleanSupplier stopped) {
        this.column = column;
        this.ordinal = ordinal;
        this.settings = settings;
        this.buffers = buffers;
        this.stopped = stopped;
        this.layout = ValueLayout.of(column.getPrimitiveType());
        this.dictionary = new OutputDictionary(layout, settings.dictionaryBytes());
        this.assembler = new PageAssembler(column, settings, dictionary, buffers);
        this.page = buffers.page;
        this.filter = new RowFilter(column);
        this.statistics = new PageStatistics(column.getPrimitiveType());
    }

    /**
     * A column chunk of the output.
     *
     * @param dictionary compressed, absent where no page needs it
     * @param values level entries of all pages
     */
    record Copied(
            Optional<DictionaryPage> dictionary,
            List<OutputPage> pages,
            long values,
            Optional<FloatTotals> floats,
            Optional<BloomFilter> bloomFilter) {}

    /** @throws CorruptPageException if an input does not hold what it promises */
    Copied copy(List<MergeInput> inputs) {
        long most = inputs.stream().mapToLong(this::entries).sum();
        bloomFilter = settings.bloomFilters().of(column, most);
        for (MergeInput input : inputs) {
            try {
                long first = 0;
                for (BlockMetaData rowGroup : input.file().rowGroups()) {
                    copy(input, rowGroup, first);
                    first += rowGroup.getRowCount();
                }
            } catch (CorruptPageException e) {
                throw e.in(input.file().name());
            } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
                throw new CorruptPageException("a position beyond its end", e)
                        .in(input.file().name());
            }
        }
        assembler.flush();
        long values = assembler.pages().stream().mapToLong(OutputPage::values).sum();
        return new Copied(
                dictionary.page(buffers.codec),
                assembler.pages(),
                values,
                statistics.floats(),
                bloomFilter.map(ColumnBloomFilter::filter));
    }

    /** That the column has in an input, nulls among them; rows where the input lacks it. */
    private long entries(MergeInput input) {
        return input.sources().get(ordinal) instanceof Stored stored
                ? input.file().rowGroups().stream()
                        .mapToLong(
                                group -> group.getColumns().get(stored.leaf()).getValueCount())
                        .sum()
                : input.rows();
    }

    private void copy(MergeInput input, BlockMetaData rowGroup, long first) {
        own = NONE;
        map = null;
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
        ChunkReader chunk = new ChunkReader(input.file(), rowGroup, source, page, buffers.codec, stopped);
        PageBounds bounds = PageBounds.of(input.file(), chunk.chunk(), rowGroup.getRowCount(), column, source);
        boolean losesRows = input.hasDeleted(first, rowGroup.getRowCount());
        long row = 0;
        for (int index = 0; chunk.next(); index++) {
            if (own != chunk.dictionary()) {
                own = chunk.dictionary();
                map = losesRows ? dictionary.unmapped(own) : dictionary.mapped(own);
            }
            int rows = copyAsItIs(input, first + row, chunk, index, bounds, source);
            if (rows == 0) {
                chunk.decode();
                rows = page.rows();
                append(input, first + row, bounds.statistics(index, page.levels()), losesRows);
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
        if (!source.isAsIs() || !canCopy(chunk)) {
            return 0;
        }
        ChunkPages.Page stored = chunk.stored();
        int count = stored.header().getData_page_header().getNum_values();
        Optional<Integer> rows = column.getMaxRepetitionLevel() == 0 ? Optional.of(count) : bounds.rows(index);
        Optional<Statistics<?>> known = bounds.statistics(index, count);
        if (rows.isEmpty() || rows.get() <= 0 || known.isEmpty() || input.hasDeleted(first, rows.get())) {
            return 0;
        }
        statistics.addCopied(count, known.get());
        assembler.add(new OutputPage(
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
                && bloomFilter.isEmpty()
                && stored.body().uncompressedLength() >= LEAST_COPIED_BYTES;
    }

    private void copyBeside(MergeInput input, BlockMetaData rowGroup, long first, Constant source, Stored levels) {
        ChunkReader chunk = new ChunkReader(input.file(), rowGroup, levels, page, buffers.codec, stopped);
        takeConstant(source.value());
        int struct = Arrays.stream(levels.definitions()).max().orElse(0);
        int value = source.value().isPresent() ? column.getMaxDefinitionLevel() : struct;
        long row = 0;
        while (chunk.next()) {
            chunk.decode();
            int rows = page.rows();
            page.replace(source.maxRepetition(), struct, value);
            holdBooleans(source.value());
            append(input, first + row, Optional.empty(), false);
            row += rows;
        }
        checkRows(row, rowGroup);
    }

    private void copyLineage(MergeInput input, BlockMetaData rowGroup, long first, Lineage source, Stored stored) {
        ChunkReader chunk = new ChunkReader(input.file(), rowGroup, stored, page, buffers.codec, stopped);
        long row = 0;
        while (chunk.next()) {
            chunk.decode();
            int rows = page.rows();
            page.number(source.first() + (first + row) * source.step(), source.step(), chunk.dictionary());
            append(input, first + row, Optional.empty(), false);
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
            append(input, row, Optional.empty(), false);
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
            appendLive(Optional.empty());
        }
    }

    private void takeConstant(Optional<byte[]> value) {
        own = NONE;
        if (value.isPresent() && !layout.isBoolean()) {
            own = new ValueDictionary();
            own.append(value.get(), 0, value.get().length);
        }
        map = dictionary.mapped(own);
    }

    private void holdBooleans(Optional<byte[]> value) {
        if (layout.isBoolean()) {
            page.holdBooleans(value.map(bytes -> (int) bytes[0]).orElse(0));
        }
    }

    /** @param isMappedByPage whether only ids that are left may come into the output's dictionary */
    private void append(MergeInput input, long first, Optional<Statistics<?>> known, boolean isMappedByPage) {
        Optional<Statistics<?>> left = known;
        if (input.hasDeleted(first, page.rows())) {
            left = PageStatistics.without(known, filter.drop(page, input.deleted(), first, own));
        }
        if (isMappedByPage && page.isDictionary() && map != null && !dictionary.map(page, own, map)) {
            map = null;
        }
        if (page.rows() > 0) {
            appendLive(left);
        }
    }

    private void appendLive(Optional<Statistics<?>> known) {
        int count = page.values();
        boolean isDictionary = page.isDictionary();
        boolean asIds = isDictionary && map != null;
        int plainBytes = isDictionary ? (asIds ? 0 : plainBytes()) : page.plainTo() - page.plainFrom();
        assembler.begin(asIds, page.rows(), page.levels(), plainBytes);
        bloomFilter.ifPresent(filterOfChunk -> filterOfChunk.add(page, own));
        assembler.addLevels(
                page.repetitions(), page.definitions(), page.levels(), page.rows(), statistics.of(page, own, known));
        if (isDictionary && map != null) {
            assembler.addIds(page.numbers(), count, map);
        } else if (isDictionary) {
            assembler.addPlain(page.numbers(), count, own);
        } else if (layout.isBoolean()) {
            assembler.addBooleans(page.numbers(), count);
        } else {
            assembler.addPlain(page.plain(), page.plainFrom(), plainBytes, count);
        }
    }

    /** What a page of ids comes to when its values are written out; few long values that repeat may come to very much. */
    private int plainBytes() {
        long bytes = (long) layout.prefix() * page.values();
        for (int i = 0; i < page.values(); i++) {
            bytes += own.length(page.numbers()[i]);
        }
        return buffers.codec.checked(bytes);
    }
}
