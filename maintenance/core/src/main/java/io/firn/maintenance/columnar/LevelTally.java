package io.firn.maintenance.columnar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How often each level is there. One thread. */
final class LevelTally {
    private int[] counts = new int[1];
    /** For every other level, as the next of the same level would wait for the count of this one. */
    private int[] others = new int[1];

    private int max;

    /** Begins anew, for levels up to {@code most}. */
    void clear(int most) {
        max = most;
        // The bits of a level may hold more than the highest.
        int length = 1 << RunLengths.width(most);
        if (counts.length < length) {
            counts = new int[length];
            others = new int[length];
        }
        Arrays.fill(counts, 0);
    }

    /**
     * Counts the first so many levels.
     *
     * @throws CorruptPageException if one is higher than the highest
     */
    void add(int[] levels, int count) {
        if (max == 0) {
            return; // Such a column has no levels.
        }
        if (count > 0 && Arrays.mismatch(levels, 0, count - 1, levels, 1, count) < 0) {
            counts[levels[0]] += count;
        } else {
            Arrays.fill(others, 0);
            int i = 0;
            for (; i + 1 < count; i += 2) {
                counts[levels[i]]++;
                others[levels[i + 1]]++;
            }
            if (i < count) {
                counts[levels[i]]++;
            }
            for (int level = 0; level < counts.length; level++) {
                counts[level] += others[level];
            }
        }
        for (int level = max + 1; level < counts.length; level++) {
            if (counts[level] > 0) {
                throw new CorruptPageException("a level beyond its column's");
            }
        }
    }

    void add(LevelTally more) {
        for (int level = 0; level <= max; level++) {
            counts[level] += more.counts[level];
        }
    }

    int of(int level) {
        return counts[level];
    }

    List<Long> counts() {
        return IntStream.rangeClosed(0, max)
                .mapToObj(level -> (long) counts[level])
                .toList();
    }
}
