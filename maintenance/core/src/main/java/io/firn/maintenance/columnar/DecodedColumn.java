package io.firn.maintenance.columnar;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/**
 * All rows of one column of some inputs in memory, so that they can be taken out in another order. Values that repeat are
 * there once, as far as the dictionary has room. One thread.
 */
final class DecodedColumn implements PageSink {
    private static final int NULL = Integer.MIN_VALUE;
    private static final int UNKNOWN = Integer.MIN_VALUE;
    /** So many plain values are looked up before it is known whether they repeat. */
    private static final int LOOKED_UP_AT_LEAST = 1 << 14;

    private final ValueLayout layout;
    private final int maxRepetition;
    private final int maxDefinition;
    private final long mostDictionaryBytes;
    /** Of each entry: an id of the dictionary, a boolean, {@code ~position} of a plain value, or {@link #NULL}. */
    private int[] numbers;

    private byte[] repetitions;
    private byte[] definitions;
    /** The first entry of each row, where a row may have several. */
    private int[] starts;

    private final ValueDictionary dictionary = new ValueDictionary();
    private byte[] plain = new byte[0];
    private int plainBytes;
    private int entries;
    private int rows;
    /** Of the plain values that came, those that were looked up in the dictionary, and those that were not in it. */
    private int lookedUp;

    private int unknown;
    /** Of the pages that come, and the number of each of its values. */
    private ValueDictionary own = dictionary;

    private int[] numbersOfOwn = new int[0];

    /**
     * Empty.
     *
     * @param expected entries
     * @param mostDictionaryBytes that distinct values may take; the rest is plain
     */
    DecodedColumn(ColumnDescriptor column, long expected, long mostDictionaryBytes) {
        this(
                ValueLayout.of(column.getPrimitiveType()),
                column.getMaxRepetitionLevel(),
                column.getMaxDefinitionLevel(),
                Math.toIntExact(expected),
                mostDictionaryBytes);
        if (Math.max(maxRepetition, maxDefinition) > Byte.MAX_VALUE) {
            throw new NotColumnarException("a column is nested too deep to be sorted");
        }
    }

    private DecodedColumn(
            ValueLayout layout, int maxRepetition, int maxDefinition, int expected, long mostDictionaryBytes) {
        this.layout = layout;
        this.maxRepetition = maxRepetition;
        this.maxDefinition = maxDefinition;
        this.mostDictionaryBytes = mostDictionaryBytes;
        this.numbers = new int[expected];
        this.repetitions = new byte[maxRepetition == 0 ? 0 : expected];
        this.definitions = new byte[maxDefinition == 0 ? 0 : expected];
        this.starts = new int[maxRepetition == 0 ? 0 : 1 << 10];
    }

    int entries() {
        return entries;
    }

    boolean isNull(int entry) {
        return numbers[entry] == NULL;
    }

    /** Equal ones are of equal values, others need not be of others. */
    int number(int entry) {
        return numbers[entry];
    }

    /** The array in which the value of an entry lies, which must not be null or a boolean. */
    byte[] bytes(int entry) {
        return numbers[entry] >= 0 ? dictionary.bytes() : plain;
    }

    int start(int entry) {
        int number = numbers[entry];
        return number >= 0 ? dictionary.start(number) : ~number + layout.prefix();
    }

    int length(int entry) {
        return lengthOf(numbers[entry]);
    }

    private int lengthOf(int number) {
        if (!layout.isVariable()) {
            return layout.width();
        }
        return number >= 0 ? dictionary.length(number) : LittleEndian.intAt(plain, ~number);
    }

    /** Whether each number is an id of {@link #dictionary()}, so that different ones are of different values. */
    boolean isAllDictionary() {
        return plainBytes == 0 && !layout.isBoolean();
    }

    ValueDictionary dictionary() {
        return dictionary;
    }

    @Override
    public void dictionary(ValueDictionary next, boolean isUsedInPart) {
        own = next;
        numbersOfOwn = new int[own.size()];
        Arrays.fill(numbersOfOwn, UNKNOWN);
    }

    @Override
    public Optional<Consumer<OutputPage>> stored() {
        return Optional.empty();
    }

    @Override
    public void add(InputPage page, Optional<Statistics<?>> known) {
        int more = page.levels();
        if (numbers.length < entries + more) {
            numbers = Arrays.copyOf(numbers, entries + more);
        }
        addLevels(page);
        int[] ofPage = page.definitions().array();
        int value = 0;
        int at = page.plainFrom();
        for (int i = 0; i < more; i++) {
            if (maxDefinition > 0 && ofPage[i] != maxDefinition) {
                numbers[entries + i] = NULL;
            } else if (page.isDictionary()) {
                numbers[entries + i] = numberOfOwn(page.numbers()[value++]);
            } else if (layout.isBoolean()) {
                numbers[entries + i] = page.numbers()[value++];
            } else {
                int length = layout.lengthAt(page.plain(), at, page.plainTo());
                numbers[entries + i] = numberOfPlain(page.plain(), at + layout.prefix(), length);
                at += layout.prefix() + length;
            }
        }
        entries += more;
        rows += page.rows();
    }

    private void addLevels(InputPage page) {
        int more = page.levels();
        if (maxDefinition > 0) {
            definitions = with(definitions, page.definitions().array(), more);
        }
        if (maxRepetition > 0) {
            int[] ofPage = page.repetitions().array();
            repetitions = with(repetitions, ofPage, more);
            int row = rows;
            for (int i = 0; i < more; i++) {
                if (ofPage[i] == 0) {
                    starts = LittleEndian.grown(starts, row + 1);
                    starts[row++] = entries + i;
                }
            }
        }
    }

    private byte[] with(byte[] levels, int[] more, int count) {
        byte[] longer = levels.length < entries + count ? Arrays.copyOf(levels, entries + count) : levels;
        for (int i = 0; i < count; i++) {
            longer[entries + i] = (byte) more[i];
        }
        return longer;
    }

    private int numberOfOwn(int id) {
        if (numbersOfOwn[id] == UNKNOWN) {
            numbersOfOwn[id] = number(own.bytes(), own.start(id), own.length(id));
        }
        return numbersOfOwn[id];
    }

    /** Values that hardly repeat would only fill the dictionary. */
    private int numberOfPlain(byte[] bytes, int at, int length) {
        if (lookedUp >= LOOKED_UP_AT_LEAST && unknown > lookedUp / 2) {
            return append(bytes, at, length);
        }
        int before = dictionary.size();
        int number = number(bytes, at, length);
        lookedUp++;
        unknown += number < 0 || dictionary.size() > before ? 1 : 0;
        return number;
    }

    private int number(byte[] bytes, int at, int length) {
        return dictionary.byteCount() + (long) length <= mostDictionaryBytes
                ? dictionary.id(bytes, at, length)
                : append(bytes, at, length);
    }

    private int append(byte[] bytes, int at, int length) {
        int position = plainBytes;
        plain = LittleEndian.grown(plain, Math.addExact(position, layout.prefix() + length));
        if (layout.isVariable()) {
            LittleEndian.putInt(plain, position, length);
        }
        System.arraycopy(bytes, at, plain, position + layout.prefix(), length);
        plainBytes += layout.prefix() + length;
        return ~position;
    }

    /** The same rows of a column of the top with other values; null stays null. */
    DecodedColumn transformed(ValueLayout to, UnaryOperator<byte[]> function) {
        DecodedColumn other = new DecodedColumn(to, 0, maxDefinition, entries, mostDictionaryBytes);
        int[] ofDictionary = new int[dictionary.size()];
        Arrays.fill(ofDictionary, UNKNOWN);
        for (int entry = 0; entry < entries; entry++) {
            int number = numbers[entry];
            if (number == NULL) {
                other.numbers[entry] = NULL;
            } else if (number < 0 || ofDictionary[number] == UNKNOWN) {
                byte[] value = Arrays.copyOfRange(bytes(entry), start(entry), start(entry) + length(entry));
                byte[] result = function.apply(value);
                other.numbers[entry] = other.number(result, 0, result.length);
                if (number >= 0) {
                    ofDictionary[number] = other.numbers[entry];
                }
            } else {
                other.numbers[entry] = ofDictionary[number];
            }
        }
        other.entries = entries;
        other.rows = rows;
        return other;
    }

    /** Gives rows in an order to a column chunk, in pages of its size at most. */
    void gather(int[] order, int from, int to, WriteSettings settings, InputPage page, PageSink chunk) {
        chunk.dictionary(dictionary, true);
        int row = from;
        while (row < to) {
            int end = row;
            long size = 0;
            int levels = 0;
            boolean hasPlain = false;
            while (end < to && end - row < settings.pageRows() && Math.max(size, levels) < settings.pageBytes()) {
                int first = first(order[end]);
                int last = end(order[end++]);
                for (int entry = first; entry < last; entry++) {
                    int number = numbers[entry];
                    if (number != NULL && !layout.isBoolean()) {
                        size += layout.prefix() + lengthOf(number);
                        hasPlain |= number < 0;
                    }
                }
                levels += last - first;
            }
            fill(page, order, row, end, levels, hasPlain ? page.codec().checked(size) : 0);
            chunk.add(page, Optional.empty());
            row = end;
        }
    }

    private int first(int row) {
        return maxRepetition == 0 ? row : starts[row];
    }

    private int end(int row) {
        return maxRepetition == 0 ? row + 1 : row + 1 < rows ? starts[row + 1] : entries;
    }

    /** @param size of the values where they are to be plain, 0 where they are ids or booleans */
    private void fill(InputPage page, int[] order, int from, int to, int levels, int size) {
        page.prepare(levels, size);
        byte[] out = page.plain();
        int[] ofRepetition = page.repetitions().array();
        int[] ofDefinition = page.definitions().array();
        int level = 0;
        int value = 0;
        int at = 0;
        for (int i = from; i < to; i++) {
            int last = end(order[i]);
            for (int entry = first(order[i]); entry < last; entry++) {
                if (maxRepetition > 0) {
                    ofRepetition[level] = repetitions[entry];
                }
                if (maxDefinition > 0) {
                    ofDefinition[level] = definitions[entry];
                }
                level++;
                int number = numbers[entry];
                if (number == NULL) {
                    continue;
                }
                if (size == 0) {
                    page.numbers()[value] = number;
                } else {
                    int length = lengthOf(number);
                    if (layout.isVariable()) {
                        LittleEndian.putInt(out, at, length);
                    }
                    System.arraycopy(bytes(entry), start(entry), out, at + layout.prefix(), length);
                    at += layout.prefix() + length;
                }
                value++;
            }
        }
        page.filled(levels, value, to - from, size == 0 && !layout.isBoolean());
    }
}
