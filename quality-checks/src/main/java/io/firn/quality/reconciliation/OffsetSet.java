package io.firn.quality.reconciliation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A set of offsets as disjoint, sorted ranges that do not touch. Costs 16 bytes a range, however long it is. */
public final class OffsetSet {
    public static final OffsetSet EMPTY = new OffsetSet(new long[0]);

    /** First offset of a range, then the one behind it, and so on. */
    private final long[] bounds;

    private OffsetSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** The offsets from {@code from} to before {@code to}; none where that is nothing. */
    public static OffsetSet of(long from, long to) {
        return from < to ? new OffsetSet(new long[] {from, to}) : EMPTY;
    }

    /** Reads what {@link #toString} wrote: {@code 3-7,9}. */
    public static OffsetSet parse(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        Builder builder = new Builder();
        for (String range : text.split(",")) {
            int dash = range.indexOf('-');
            long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
            builder.add(first, (dash < 0 ? first : Long.parseLong(range.substring(dash + 1))) + 1);
        }
        return builder.build();
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many offsets. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i];
        }
        return size;
    }

    public List<OffsetRange> ranges() {
        List<OffsetRange> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new OffsetRange(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    public boolean contains(long offset) {
        return runFrom(offset) > offset;
    }

    /** The first offset at or behind {@code offset} that is not in the set. */
    long runFrom(long offset) {
        int found = Arrays.binarySearch(bounds, offset);
        int behind = found >= 0 ? found + 1 : -found - 1;
        return behind % 2 == 1 ? bounds[behind] : offset;
    }

    OffsetSet plus(OffsetSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty() ? other : combine(other, (mine, theirs) -> mine || theirs);
    }

    OffsetSet minus(OffsetSet other) {
        return isEmpty() || other.isEmpty() ? this : combine(other, (mine, theirs) -> mine && !theirs);
    }

    OffsetSet and(OffsetSet other) {
        return isEmpty() || other.isEmpty() ? EMPTY : combine(other, (mine, theirs) -> mine && theirs);
    }

    OffsetSet below(long offset) {
        return bounds.length == 0 || bounds[0] >= offset ? EMPTY : and(of(bounds[0], offset));
    }

    OffsetSet from(long offset) {
        return bounds.length == 0 || bounds[0] >= offset ? this : and(of(offset, Long.MAX_VALUE));
    }

    @FunctionalInterface
    private interface Rule {
        boolean keeps(boolean mine, boolean theirs);
    }

    /** Walks the bounds of both in order: each one turns membership on or off. */
    private OffsetSet combine(OffsetSet other, Rule rule) {
        long[] a = bounds;
        long[] b = other.bounds;
        long[] result = new long[a.length + b.length];
        int length = 0;
        int i = 0;
        int j = 0;
        boolean inside = false;
        while (i < a.length || j < b.length) {
            long next = j == b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
            i += i < a.length && a[i] == next ? 1 : 0;
            j += j < b.length && b[j] == next ? 1 : 0;
            boolean keeps = rule.keeps(i % 2 == 1, j % 2 == 1);
            if (keeps != inside) {
                result[length++] = next;
                inside = keeps;
            }
        }
        return length == 0 ? EMPTY : new OffsetSet(Arrays.copyOf(result, length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OffsetSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Ranges with their last offset: {@code 3-7,9}. */
    @Override
    public String toString() {
        return ranges().stream()
                .map(range -> range.size() == 1 ? "" + range.from() : range.from() + "-" + range.last())
                .collect(Collectors.joining(","));
    }

    /** Collects offsets in any order; those that come in order cost nothing. */
    static final class Builder {
        private static final int TIDIED_FROM = 1 << 14;

        private long[] bounds = new long[16];
        private int length;
        private int tidyAt = TIDIED_FROM;
        private long added;

        void add(long offset) {
            add(offset, offset + 1);
        }

        void add(long from, long to) {
            added += to - from;
            if (length > 0 && bounds[length - 1] == from) {
                bounds[length - 1] = to;
                return;
            }
            if (length >= tidyAt) {
                tidy();
                tidyAt = Math.max(TIDIED_FROM, 2 * length);
            }
            if (length + 2 > bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * bounds.length);
            }
            bounds[length++] = from;
            bounds[length++] = to;
        }

        /** How many were added, those that came twice counted twice. */
        long added() {
            return added;
        }

        OffsetSet build() {
            tidy();
            return length == 0 ? EMPTY : new OffsetSet(Arrays.copyOf(bounds, length));
        }

        private void tidy() {
            long[][] ranges = new long[length / 2][];
            for (int i = 0; i < ranges.length; i++) {
                ranges[i] = new long[] {bounds[2 * i], bounds[2 * i + 1]};
            }
            Arrays.sort(ranges, (a, b) -> Long.compare(a[0], b[0]));
            length = 0;
            for (long[] range : ranges) {
                if (length > 0 && range[0] <= bounds[length - 1]) {
                    bounds[length - 1] = Math.max(bounds[length - 1], range[1]);
                } else {
                    bounds[length++] = range[0];
                    bounds[length++] = range[1];
                }
            }
        }
    }
}
