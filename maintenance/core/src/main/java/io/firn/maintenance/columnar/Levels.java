package io.firn.maintenance.columnar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The repetition or the definition levels of a page, and how often each is there. Where all are the same there is that one and
 * their count, and where they are 0 or 1 there are bits; an array is made only for who asks for it. One thread.
 */
final class Levels {
    /** What holds the levels. */
    private enum Form {
        SAME,
        BITS,
        ARRAY
    }

    private static final int MOST_BITS = 8;

    private int[] array = new int[1 << 12];
    private int count;
    private Form form = Form.SAME;
    private int same;
    private final Bits bits = new Bits();

    private int[] counts = new int[2];
    /** For every other level, as the next of the same level would wait for the count of this one. */
    private int[] others = new int[2];

    /** Takes all out. */
    void clear() {
        count = 0;
        form = Form.SAME;
        same = 0;
        Arrays.fill(counts, 0);
    }

    int count() {
        return count;
    }

    /** Of the first entry, which there must be. */
    int first() {
        return switch (form) {
            case SAME -> same;
            case BITS -> bits.first() ? 1 : 0;
            case ARRAY -> array[0];
        };
    }

    /** How often a level is there. */
    int count(int level) {
        return level < counts.length ? counts[level] : 0;
    }

    /** How often each level up to the highest is there. */
    List<Long> counts(int max) {
        return IntStream.rangeClosed(0, max)
                .mapToObj(level -> (long) count(level))
                .toList();
    }

    /** All, with room for one more at least; who changes them says so by {@link #changed}. */
    int[] array() {
        array = LittleEndian.grown(array, count);
        switch (form) {
            case SAME -> Arrays.fill(array, 0, count, same);
            case BITS -> bits.copyTo(array);
            case ARRAY -> {}
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
        form = Form.ARRAY;
        int highest = 0;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, array[i]);
        }
        grow(highest);
        tally();
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
        int level = width > MOST_BITS ? -1 : RunLengths.only(bytes, from, to, newCount);
        if (level >= 0) {
            fill(level, newCount);
        } else if (width == 1) {
            clear();
            bits.decode(bytes, from, to, newCount);
            count = newCount;
            form = Form.BITS;
            counts[1] = bits.ones();
            counts[0] = count - counts[1];
        } else {
            RunLengths.decode(bytes, from, to, width, newCount, prepare(newCount));
            clear();
            count = newCount;
            form = Form.ARRAY;
            grow((1 << width) - 1);
            tally();
        }
        for (int higher = max + 1; higher < counts.length; higher++) {
            if (counts[higher] > 0) {
                throw new CorruptPageException("a level beyond its column's");
            }
        }
    }

    /** How often a level is there from one entry to another. */
    int count(int level, int from, int to) {
        return switch (form) {
            case SAME -> level == same ? to - from : 0;
            case BITS -> level == 1 ? bits.ones(from, to) : to - from - bits.ones(from, to);
            case ARRAY -> {
                int found = 0;
                for (int i = from; i < to; i++) {
                    found += array[i] == level ? 1 : 0;
                }
                yield found;
            }
        };
    }

    void append(Levels more) {
        begin(more);
        add(more, 0, more.count);
        grow(more.counts.length - 1);
        for (int level = 0; level < more.counts.length; level++) {
            counts[level] += more.counts[level];
        }
    }

    /** Appends those of another from one entry to another. */
    void append(Levels more, int from, int to) {
        begin(more);
        grow(more.counts.length - 1);
        switch (more.form) {
            case SAME -> counts[more.same] += to - from;
            case BITS -> {
                int ones = more.bits.ones(from, to);
                counts[1] += ones;
                counts[0] += to - from - ones;
            }
            case ARRAY -> {
                for (int i = from; i < to; i++) {
                    counts[more.array[i]]++;
                }
            }
        }
        add(more, from, to);
    }

    /** Takes a form in which others can be added. */
    private void begin(Levels more) {
        if (count == 0) {
            bits.clear();
            form = more.form;
            same = more.same;
        } else if (form == Form.SAME && more.form == Form.BITS) {
            bits.clear();
            bits.addRun(same, count);
            form = Form.BITS;
        } else if (form != more.form || (form == Form.SAME && same != more.same)) {
            // Bits go on as bits where what comes is one level.
            boolean isStillBits = form == Form.BITS && more.form == Form.SAME;
            form = isStillBits ? form : asArray();
        }
    }

    private void add(Levels more, int from, int to) {
        switch (form) {
            case SAME -> {}
            case BITS -> {
                if (more.form == Form.BITS) {
                    bits.add(more.bits, from, to);
                } else {
                    bits.addRun(more.same, to - from);
                }
            }
            case ARRAY -> {
                array = LittleEndian.grown(array, count + to - from);
                System.arraycopy(more.array(), from, array, count, to - from);
            }
        }
        count += to - from;
    }

    private Form asArray() {
        array = array();
        return Form.ARRAY;
    }

    /** Writes them, after which they are lost, and says where they end. */
    int encode(int max, byte[] bytes, int from) {
        int width = RunLengths.width(max);
        return switch (form) {
            case SAME -> RunLengths.encodeRun(same, count, width, bytes, from);
            case BITS -> bits.encode(bytes, from);
            case ARRAY -> RunLengths.encode(array, count, width, bytes, from);
        };
    }

    private void grow(int level) {
        if (level >= counts.length) {
            counts = Arrays.copyOf(counts, level + 1);
            others = new int[level + 1];
        }
    }

    private void tally() {
        Arrays.fill(others, 0);
        int i = 0;
        for (; i + 1 < count; i += 2) {
            counts[array[i]]++;
            others[array[i + 1]]++;
        }
        if (i < count) {
            counts[array[i]]++;
        }
        for (int level = 0; level < counts.length; level++) {
            counts[level] += others[level];
        }
    }
}
