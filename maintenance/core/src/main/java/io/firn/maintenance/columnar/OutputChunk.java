package io.firn.maintenance.columnar;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.jspecify.annotations.Nullable;

/**
 * Makes one column chunk of the output of pages. Their dictionaries are mapped into its own once, so that a value costs the
 * renumbering of an id; once that is too large, the rest is plain. One thread.
 */
final class OutputChunk implements PageSink {
    private static final ValueDictionary NONE = new ValueDictionary();

    private final ColumnBuffers buffers;
    private final PageBytes bytes;
    private final ValueLayout layout;
    private final OutputDictionary dictionary;
    private final PageAssembler assembler;
    private final PageStatistics statistics;
    private final Optional<ColumnBloomFilter> bloomFilter;
    /** Of the pages that come, and the output's ids of its values, absent where they become plain. */
    private ValueDictionary own = NONE;

    private int @Nullable [] map;
    private boolean isMappedByPage;

    /**
     * Empty.
     *
     * @param buffers no other chunk uses until this one is finished
     * @param mostValues that there may be, nulls among them
     */
    OutputChunk(ColumnDescriptor column, WriteSettings settings, ColumnBuffers buffers, long mostValues) {
        this.buffers = buffers;
        this.bytes = new PageBytes(buffers.arrays);
        buffers.codec.write(settings);
        this.layout = ValueLayout.of(column.getPrimitiveType());
        this.dictionary = new OutputDictionary(layout, settings.dictionaryBytes(), buffers.dictionary);
        this.assembler = new PageAssembler(column, settings, dictionary, buffers, bytes);
        this.statistics = new PageStatistics(column.getPrimitiveType());
        this.bloomFilter = settings.bloomFilters().of(column, mostValues);
    }

    /**
     * The finished chunk.
     *
     * @param dictionary compressed, absent where no page needs it
     * @param values level entries of all pages
     * @param bytes of the pages that were not in an input, to be released once they are written
     */
    record Finished(
            Optional<DictionaryPage> dictionary,
            List<OutputPage> pages,
            long values,
            Optional<FloatTotals> floats,
            Optional<BloomFilter> bloomFilter,
            PageBytes bytes) {}

    Finished finish() {
        assembler.flush();
        long values = assembler.pages().stream().mapToLong(OutputPage::values).sum();
        return new Finished(
                dictionary.page(buffers.codec, bytes),
                assembler.pages(),
                values,
                statistics.floats(),
                bloomFilter.map(ColumnBloomFilter::filter),
                bytes);
    }

    @Override
    public void dictionary(ValueDictionary next, boolean isUsedInPart) {
        own = next;
        isMappedByPage = isUsedInPart;
        buffers.map = LittleEndian.grown(buffers.map, own.size());
        map = isUsedInPart ? dictionary.unmapped(own, buffers.map) : dictionary.mapped(own, buffers.map);
    }

    /** Where there is a Bloom filter, it wants the values. */
    @Override
    public Optional<Consumer<OutputPage>> stored() {
        return bloomFilter.isPresent() ? Optional.empty() : Optional.of(this::addStored);
    }

    private void addStored(OutputPage page) {
        statistics.addCopied(page.values(), page.statistics());
        assembler.add(page);
    }

    @Override
    public void add(InputPage page, Optional<Statistics<?>> known) {
        boolean isDictionary = page.isDictionary();
        // Values that no row has any more must not come into the output.
        if (isMappedByPage && isDictionary && map != null && !dictionary.map(page, own, map)) {
            map = null;
        }
        int count = page.values();
        boolean asIds = isDictionary && map != null;
        int plainBytes = isDictionary ? (asIds ? 0 : plainBytes(page)) : page.plainTo() - page.plainFrom();
        assembler.begin(asIds, page.rows(), page.levels(), plainBytes);
        bloomFilter.ifPresent(filterOfChunk -> filterOfChunk.add(page, own));
        assembler.addLevels(page, statistics.of(page, own, known));
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
    private int plainBytes(InputPage page) {
        long bytes = (long) layout.prefix() * page.values();
        for (int i = 0; i < page.values(); i++) {
            bytes += own.length(page.numbers()[i]);
        }
        return buffers.codec.checked(bytes);
    }
}
