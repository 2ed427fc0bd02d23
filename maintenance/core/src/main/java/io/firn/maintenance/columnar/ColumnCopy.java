package io.firn.maintenance.columnar;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Makes one column chunk of the output of those of the inputs, one after the other. The dictionary of each is mapped into
 * the output's once, so that a value costs the renumbering of an id; a plain page that is large enough is copied as it is,
 * compressed; the others are decoded and put together. Once the dictionary is too large, the rest is plain. One thread.
 */
final class ColumnCopy {
    /** Smaller pages are worth putting together. */
    private static final int LEAST_COPIED_BYTES = 32 << 10;

    private static final int MOST_PLAIN_BYTES = 16 << 20;
    private static final ValueDictionary NONE = new ValueDictionary();

    private final int ordinal;
    private final WriteSettings settings;
    private final PageCodec codec;
    private final BooleanSupplier stopped;
    private final ColumnDescriptor column;
    private final ValueLayout layout;
    private final ValueDictionary dictionary = new ValueDictionary();
    private final PageAssembler assembler;
    private final InputPage page;
    private final FloatTotals floats;
    private boolean isDictionaryFull;
    private byte[] buffer = new byte[1 << 12];

    /**
     * @param ordinal of the column among the leaves of the schema
     * @param stopped asked at each page; once true, the copy is given up
     */
    ColumnCopy(ColumnDescriptor column, int ordinal, WriteSettings settings, PageCodec codec, BooleanSupplier stopped) {
        this.column = column;
        this.ordinal = ordinal;
        this.settings = settings;
        this.codec = codec;
        this.stopped = stopped;
        this.layout = ValueLayout.of(column.getPrimitiveType());
        this.assembler = new PageAssembler(column, layout, settings, codec, dictionary);
        this.page = new InputPage(column.getMaxRepetitionLevel(), column.getMaxDefinitionLevel(), layout, codec);
        this.floats = new FloatTotals(layout);
    }

    /**
     * A column chunk of the output.
     *
     * @param dictionary compressed, absent where no page needs it
     * @param values level entries of all pages
     */
    record Copied(
            Optional<DictionaryPage> dictionary, List<OutputPage> pages, long values, Optional<FloatTotals> floats) {}

    /** @throws CorruptPageException if an input does not hold what it promises */
    Copied copy(List<ColumnarInput> inputs) {
        for (ColumnarInput input : inputs) {
            for (BlockMetaData rowGroup : input.rowGroups()) {
                try {
                    copy(input, rowGroup.getColumns().get(ordinal), rowGroup.getRowCount());
                } catch (CorruptPageException e) {
                    throw e.in(input.name());
                } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
                    throw new CorruptPageException("a position beyond its end", e).in(input.name());
                }
            }
        }
        assembler.flush();
        long values = assembler.pages().stream().mapToLong(OutputPage::values).sum();
        return new Copied(
                dictionaryPage(),
                assembler.pages(),
                values,
                layout.isFloatingPoint() ? Optional.of(floats) : Optional.empty());
    }

    private void copy(ColumnarInput input, ColumnChunkMetaData chunk, long rowsOfGroup) {
        if (!WriteSettings.isKnown(chunk.getCodec())) {
            throw new NotColumnarException("a file is compressed by " + chunk.getCodec());
        }
        ChunkPages pages = new ChunkPages(input, chunk);
        PageBounds bounds = PageBounds.of(input, chunk, rowsOfGroup);
        ValueDictionary own = NONE;
        int @Nullable [] map = null;
        long values = 0;
        long rows = 0;
        int index = 0;
        while (values < chunk.getValueCount()) {
            if (stopped.getAsBoolean()) {
                throw new CancellationException("the run was interrupted");
            }
            ChunkPages.Page next = pages.next();
            PageHeader header = next.header();
            if (header.isSetDictionary_page_header()) {
                if (own != NONE) {
                    throw new CorruptPageException("its column has a second dictionary");
                }
                own = read(header.getDictionary_page_header(), next.body(), chunk);
                map = isDictionaryFull ? null : merged(own);
                continue;
            }
            if (canCopy(header, chunk, next.body())) {
                int count = header.getData_page_header().getNum_values();
                Optional<Integer> pageRows =
                        column.getMaxRepetitionLevel() == 0 ? Optional.of(count) : bounds.rows(index);
                Optional<Statistics<?>> known = bounds.statistics(index, count);
                if (pageRows.isPresent() && known.isPresent()) {
                    assembler.add(new OutputPage(
                            next.body().bytes(),
                            next.body().offset(),
                            next.body().length(),
                            next.body().uncompressedLength(),
                            count,
                            pageRows.get(),
                            known.get(),
                            Encoding.PLAIN));
                    values += count;
                    rows += pageRows.get();
                    index++;
                    continue;
                }
            }
            decode(header, next.body(), chunk);
            append(bounds.statistics(index, page.levels()), own, map);
            values += page.levels();
            rows += page.rows();
            index++;
        }
        if (values != chunk.getValueCount() || rows != rowsOfGroup) {
            throw new CorruptPageException(
                    "its column has " + rows + " rows in pages and " + rowsOfGroup + " by the footer");
        }
    }

    /** The NaNs of a column of floating-point numbers are counted, so that its pages have to be decoded. */
    private boolean canCopy(PageHeader header, ColumnChunkMetaData chunk, ChunkPages.Body body) {
        return header.isSetData_page_header()
                && header.getData_page_header().getEncoding() == org.apache.parquet.format.Encoding.PLAIN
                && chunk.getCodec() == settings.codec()
                && !layout.isFloatingPoint()
                && body.uncompressedLength() >= LEAST_COPIED_BYTES;
    }

    private void decode(PageHeader header, ChunkPages.Body body, ColumnChunkMetaData chunk) {
        if (header.isSetData_page_header()) {
            page.decode(header.getData_page_header(), body, chunk.getCodec());
        } else if (header.isSetData_page_header_v2()) {
            page.decode(header.getData_page_header_v2(), body, chunk.getCodec());
        } else {
            throw new NotColumnarException("a page is of type " + header.getType());
        }
    }

    private ValueDictionary read(DictionaryPageHeader header, ChunkPages.Body body, ColumnChunkMetaData chunk) {
        int size = body.uncompressedLength();
        buffer = LittleEndian.grown(buffer, size);
        codec.decompress(chunk.getCodec(), body.bytes(), body.offset(), body.length(), buffer, 0, size);
        ValueDictionary read = new ValueDictionary();
        int at = 0;
        for (int i = 0; i < header.getNum_values(); i++) {
            int length = layout.lengthAt(buffer, at, size);
            read.append(buffer, at + layout.prefix(), length);
            at += layout.prefix() + length;
        }
        return read;
    }

    /** The output's ids of an input's values; absent if the dictionary would get too large, and from then on. */
    private int @Nullable [] merged(ValueDictionary own) {
        int before = dictionary.size();
        int[] map = new int[own.size()];
        for (int i = 0; i < map.length; i++) {
            map[i] = dictionary.id(own.bytes(), own.start(i), own.length(i));
        }
        long bytes = dictionary.byteCount() + (long) layout.prefix() * dictionary.size();
        if (bytes <= settings.dictionaryBytes() || before == 0) {
            return map;
        }
        isDictionaryFull = true;
        dictionary.truncate(before);
        assembler.flush();
        return null;
    }

    /** @param map the output's ids of the dictionary's values, absent where they become plain */
    private void append(Optional<Statistics<?>> known, ValueDictionary own, int @Nullable [] map) {
        int count = page.values();
        boolean isDictionary = page.isDictionary();
        if (isDictionary) {
            check(page.numbers(), count, own.size());
        }
        Statistics<?> statistics =
                known.filter(any -> !layout.isFloatingPoint()).orElseGet(() -> isDictionary ? ofIds(own) : ofPlain());
        boolean asIds = isDictionary && map != null;
        int plainBytes = isDictionary ? (asIds ? 0 : plainBytes(own)) : page.plainTo() - page.plainFrom();
        assembler.begin(asIds, page.rows(), page.levels(), plainBytes);
        assembler.addLevels(page.repetitions(), page.definitions(), page.levels(), page.rows(), statistics);
        if (isDictionary && map != null) {
            assembler.addIds(page.numbers(), count, map);
        } else if (isDictionary) {
            assembler.addPlain(page.numbers(), count, own);
        } else if (layout.isBoolean()) {
            assembler.addBooleans(page.numbers(), count);
        } else {
            assembler.addPlain(page.bytes(), page.plainFrom(), plainLength(), count);
        }
    }

    private static void check(int[] ids, int count, int size) {
        for (int i = 0; i < count; i++) {
            if (Integer.compareUnsigned(ids[i], size) >= 0) {
                throw new CorruptPageException("an id beyond its dictionary");
            }
        }
    }

    /** What a page of ids comes to when its values are written out; few long values that repeat may come to very much. */
    private int plainBytes(ValueDictionary own) {
        long bytes = (long) layout.prefix() * page.values();
        for (int i = 0; i < page.values(); i++) {
            bytes += own.length(page.numbers()[i]);
        }
        if (bytes > MOST_PLAIN_BYTES) {
            throw new NotColumnarException("long values repeat too often for a page without a dictionary");
        }
        return (int) bytes;
    }

    /** Of exactly the page's values, whatever follows them. */
    private int plainLength() {
        int from = page.plainFrom();
        if (!layout.isVariable()) {
            long length = (long) layout.width() * page.values();
            if (length > page.plainTo() - from) {
                throw new CorruptPageException("values that are cut off");
            }
            return (int) length;
        }
        int at = from;
        for (int i = 0; i < page.values(); i++) {
            at += layout.prefix() + layout.lengthAt(page.bytes(), at, page.plainTo());
        }
        return at - from;
    }

    private Statistics<?> ofIds(ValueDictionary own) {
        Statistics<?> statistics = nulls();
        int[] ids = page.numbers();
        BitSet seen = new BitSet(own.size());
        for (int i = 0; i < page.values(); i++) {
            if (layout.isFloatingPoint()) {
                floats.add(own.bytes(), own.start(ids[i]));
            }
            if (!seen.get(ids[i])) {
                seen.set(ids[i]);
                layout.update(statistics, own.bytes(), own.start(ids[i]), own.length(ids[i]));
            }
        }
        return statistics;
    }

    private Statistics<?> ofPlain() {
        Statistics<?> statistics = nulls();
        if (layout.isBoolean()) {
            for (int i = 0; i < page.values(); i++) {
                statistics.updateStats(page.numbers()[i] == 1);
            }
            return statistics;
        }
        int at = page.plainFrom();
        for (int i = 0; i < page.values(); i++) {
            int length = layout.lengthAt(page.bytes(), at, page.plainTo());
            at += layout.prefix();
            if (layout.isFloatingPoint()) {
                floats.add(page.bytes(), at);
            }
            layout.update(statistics, page.bytes(), at, length);
            at += length;
        }
        return statistics;
    }

    private Statistics<?> nulls() {
        Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
        statistics.incrementNumNulls(page.levels() - page.values());
        floats.addEntries(page.levels());
        return statistics;
    }

    private Optional<DictionaryPage> dictionaryPage() {
        int count = dictionary.size();
        if (count == 0) {
            return Optional.empty();
        }
        int length = Math.addExact(dictionary.byteCount(), layout.prefix() * count);
        byte[] plain = dictionary.bytes();
        if (layout.isVariable()) {
            plain = LittleEndian.grown(buffer, length);
            int at = 0;
            for (int id = 0; id < count; id++) {
                LittleEndian.putInt(plain, at, dictionary.length(id));
                System.arraycopy(
                        dictionary.bytes(), dictionary.start(id), plain, at + Integer.BYTES, dictionary.length(id));
                at += Integer.BYTES + dictionary.length(id);
            }
        }
        return Optional.of(
                new DictionaryPage(BytesInput.from(codec.compress(plain, length)), length, count, OutputPage.IDS));
    }
}
