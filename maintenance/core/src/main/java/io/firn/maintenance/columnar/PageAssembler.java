package io.firn.maintenance.columnar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Puts the levels and values of input pages together to pages of the output's size, and encodes them: plain, or as ids of
 * the output's dictionary. One column chunk, one thread.
 */
final class PageAssembler {
    private final PrimitiveType type;
    private final int maxRepetition;
    private final int maxDefinition;
    private final ValueLayout layout;
    private final WriteSettings settings;
    private final OutputDictionary dictionary;
    private final ColumnBuffers buffers;
    private final PageBytes bytes;
    private final List<OutputPage> pages = new ArrayList<>();

    private int levels;
    private int values;
    private int rows;
    private int plainBytes;
    private boolean isDictionary;
    private Optional<Statistics<?>> statistics = Optional.empty();

    /** @param bytes take the pages */
    PageAssembler(
            ColumnDescriptor column,
            WriteSettings settings,
            OutputDictionary dictionary,
            ColumnBuffers buffers,
            PageBytes bytes) {
        this.type = column.getPrimitiveType();
        this.maxRepetition = column.getMaxRepetitionLevel();
        this.maxDefinition = column.getMaxDefinitionLevel();
        this.layout = ValueLayout.of(type);
        this.settings = settings;
        this.dictionary = dictionary;
        this.buffers = buffers;
        this.bytes = bytes;
        clearLevels();
    }

    private void clearLevels() {
        levels = 0;
        buffers.repetitions.clear();
        buffers.definitions.clear();
    }

    /** The finished pages, in order. */
    List<OutputPage> pages() {
        return pages;
    }

    /**
     * Makes room for the content of one more page: ends the one that is being built if it is of the other kind or would
     * get too large. A level and its id count as a byte, which is enough to keep lists of very many elements apart.
     */
    void begin(boolean asDictionary, int moreRows, int moreLevels, int moreBytes) {
        boolean isFull = rows + moreRows > settings.pageRows()
                || levels + moreLevels > settings.pageBytes()
                || (!asDictionary && plainBytes + moreBytes > settings.pageBytes());
        if (levels > 0 && (isDictionary != asDictionary || isFull)) {
            flush();
        }
        isDictionary = asDictionary;
    }

    /** @param more bounds and null count of the page */
    void addLevels(InputPage page, Statistics<?> more) {
        if (maxRepetition > 0) {
            buffers.repetitions.append(page.repetitions());
        }
        if (maxDefinition > 0) {
            buffers.definitions.append(page.definitions());
        }
        levels += page.levels();
        rows += page.rows();
        statistics.ifPresentOrElse(known -> merge(known, more), () -> statistics = Optional.of(more.copy()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Both are of the column's type.
    private static void merge(Statistics known, Statistics<?> more) {
        known.mergeStatistics(more);
    }

    /** Ids of the input's dictionary, which {@code map} translates into those of the output's. */
    void addIds(int[] ids, int count, int[] map) {
        buffers.numbers = LittleEndian.grown(buffers.numbers, values + count);
        for (int i = 0; i < count; i++) {
            buffers.numbers[values + i] = map[ids[i]];
        }
        values += count;
    }

    void addBooleans(int[] more, int count) {
        buffers.numbers = LittleEndian.grown(buffers.numbers, values + count);
        System.arraycopy(more, 0, buffers.numbers, values, count);
        values += count;
        plainBytes += count / Byte.SIZE;
    }

    void addPlain(byte[] more, int from, int length, int count) {
        buffers.plain = LittleEndian.grown(buffers.plain, Math.addExact(plainBytes, length));
        System.arraycopy(more, from, buffers.plain, plainBytes, length);
        plainBytes += length;
        values += count;
    }

    /** The values behind ids, where they can be no ids in the output. */
    void addPlain(int[] ids, int count, ValueDictionary of) {
        for (int i = 0; i < count; i++) {
            int size = of.length(ids[i]);
            buffers.plain = LittleEndian.grown(buffers.plain, plainBytes + layout.prefix() + size);
            if (layout.isVariable()) {
                LittleEndian.putInt(buffers.plain, plainBytes, size);
            }
            System.arraycopy(of.bytes(), of.start(ids[i]), buffers.plain, plainBytes + layout.prefix(), size);
            plainBytes += layout.prefix() + size;
        }
        values += count;
    }

    /** A page that goes into the output as it is. */
    void add(OutputPage finished) {
        flush();
        pages.add(finished);
    }

    void flush() {
        if (levels == 0) {
            return;
        }
        // Without a dictionary there was no value, and a page of nulls has neither ids nor plain values.
        boolean hasIds = isDictionary && dictionary.size() > 0;
        int valueWidth = hasIds ? RunLengths.width(dictionary.size() - 1) : 0;
        buffers.encoded = LittleEndian.grown(
                buffers.encoded,
                Math.addExact(
                        RunLengths.mostBytes(levels, RunLengths.width(maxRepetition))
                                + RunLengths.mostBytes(levels, RunLengths.width(maxDefinition)),
                        hasIds ? RunLengths.mostBytes(values, valueWidth) : plainBytes + values));
        int end = addLevels(buffers.definitions, maxDefinition, addLevels(buffers.repetitions, maxRepetition, 0));
        if (hasIds) {
            buffers.encoded[end] = (byte) valueWidth;
            end = RunLengths.encode(buffers.numbers, values, valueWidth, buffers.encoded, end + 1);
        } else if (layout.isBoolean()) {
            Arrays.fill(buffers.encoded, end, end + (values + 7) / 8, (byte) 0);
            for (int i = 0; i < values; i++) {
                buffers.encoded[end + (i >> 3)] |= (byte) (buffers.numbers[i] << (i & 7));
            }
            end += (values + 7) / 8;
        } else {
            System.arraycopy(buffers.plain, 0, buffers.encoded, end, plainBytes);
            end += plainBytes;
        }
        PageBytes.Slice compressed = buffers.codec.compress(buffers.encoded, end, bytes);
        pages.add(new OutputPage(
                compressed.bytes(),
                compressed.offset(),
                compressed.length(),
                end,
                levels,
                rows,
                statistics.orElseThrow(),
                Optional.of(sizes(hasIds)),
                hasIds ? OutputPage.IDS : Encoding.PLAIN));
        values = 0;
        rows = 0;
        plainBytes = 0;
        clearLevels();
        statistics = Optional.empty();
    }

    private SizeStatistics sizes(boolean hasIds) {
        long unencoded = 0;
        if (layout.isVariable()) {
            unencoded =
                    hasIds ? dictionary.bytesOf(buffers.numbers, values) : plainBytes - (long) layout.prefix() * values;
        }
        return new SizeStatistics(
                type,
                unencoded,
                maxRepetition < PageBounds.LEAST_REPETITION ? List.of() : buffers.repetitions.counts(maxRepetition),
                maxDefinition < PageBounds.LEAST_DEFINITION ? List.of() : buffers.definitions.counts(maxDefinition));
    }

    private int addLevels(Levels ofColumn, int max, int from) {
        if (max == 0) {
            return from;
        }
        int end = ofColumn.encode(max, buffers.encoded, from + Integer.BYTES);
        LittleEndian.putInt(buffers.encoded, from, end - from - Integer.BYTES);
        return end;
    }
}
