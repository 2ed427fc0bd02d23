package io.firn.maintenance.columnar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The repetition or the definition levels of a page, and how often each is there. In most pages all are the same; then there
 * is that one and their count, and no array until somebody asks for it. One thread.
 */
final class Levels {
    private static final int NONE = -1;

    private int[] array = new int[1 << 12];
    private int count;
    /** The level that all have, {@link #NONE} if the array has them. */
    private int same;

    private int[] counts = new int[2];
    /** For every other level, as the next of the same level would wait for the count of this one. */
    private int[] others = new int[2];

    /** Takes all out. */
    void clear() {
        count = 0;
        same = 0;
        Arrays.fill(counts, 0);
    }

    int count() {
        return count;
    }

    /** Of the first entry, which there must be. */
    int first() {
        return same == NONE ? array[0] : same;
    }

    /** How often a level is there. */
    int of(int level) {
        return level < counts.length ? counts[level] : 0;
    }

    /** How often each level up to the highest is there. */
    List<Long> counts(int max) {
        return IntStream.rangeClosed(0, max).mapToObj(level -> (long) of(level)).toList();
    }

    /** All, with room for one more at least; who changes them says so by {@link #changed}. */
    int[] array() {
        if (same != NONE) {
            array = LittleEndian.grown(array, count);
            Arrays.fill(array, 0, count, same);
        }
        return array;
    }

    /** Makes room for so many, to be filled from outside; {@link #changed} says when. */
    int[] prepare(int most) {
        array = LittleEndian.grown(array, most);
        return array;
    }

    /** Says that the array has so many other ones now. */
    void changed(int newCount) {
        clear();
        count = newCount;
        same = NONE;
        tally(0, newCount);
    }

    /** Makes all of them the same. */
    void fill(int level, int newCount) {
        clear();
        count = newCount;
        same = level;
        grow(level);
        counts[level] = newCount;
    }

    /**
     * Reads so many.
     *
     * @param max the highest that there may be
     * @throws CorruptPageException if they are not all there, or one is higher
     */
    void decode(byte[] bytes, int from, int to, int max, int newCount) {
        int width = RunLengths.width(max);
        int level = RunLengths.only(bytes, from, to, width, newCount);
        if (level >= 0) {
            fill(level, newCount);
        } else {
            RunLengths.decode(bytes, from, to, width, newCount, prepare(newCount));
            clear();
            count = newCount;
            same = NONE;
            grow((1 << width) - 1);
            tallyKnown(0, newCount);
        }
        for (int higher = max + 1; higher < counts.length; higher++) {
            if (counts[higher] > 0) {
                throw new CorruptPageException("a level beyond its column's");
            }
        }
    }

    void append(Levels more) {
        if (count == 0) {
            same = more.same;
        } else if (same == NONE || same != more.same) {
            array = array();
            same = NONE;
        }
        if (same == NONE) {
            array = LittleEndian.grown(array, count + more.count);
            if (more.same == NONE) {
                System.arraycopy(more.array, 0, array, count, more.count);
            } else {
                Arrays.fill(array, count, count + more.count, more.same);
            }
        }
        count += more.count;
        grow(more.counts.length - 1);
        for (int level = 0; level < more.counts.length; level++) {
            counts[level] += more.counts[level];
        }
    }

    /** Writes them, after which they are lost, and says where they end. */
    int encode(int max, byte[] bytes, int from) {
        int width = RunLengths.width(max);
        return same == NONE
                ? RunLengths.encode(array, count, width, bytes, from)
                : RunLengths.encodeRun(same, count, width, bytes, from);
    }

    private void grow(int level) {
        if (level >= counts.length) {
            counts = Arrays.copyOf(counts, level + 1);
            others = new int[level + 1];
        }
    }

    private void tally(int from, int to) {
        int highest = 0;
        for (int i = from; i < to; i++) {
            highest = Math.max(highest, array[i]);
        }
        grow(highest);
        tallyKnown(from, to);
    }

    private void tallyKnown(int from, int to) {
        Arrays.fill(others, 0);
        int i = from;
        for (; i + 1 < to; i += 2) {
            counts[array[i]]++;
            others[array[i + 1]]++;
        }
        if (i < to) {
            counts[array[i]]++;
        }
        for (int level = 0; level < counts.length; level++) {
            counts[level] += others[level];
        }
    }
}
