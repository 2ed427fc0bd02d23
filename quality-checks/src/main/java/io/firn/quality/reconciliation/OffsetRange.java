package io.firn.quality.reconciliation;

/** Offsets of one partition of a topic, from the first to the one before {@code to}; never none. */
public record OffsetRange(long from, long to) {
    public OffsetRange {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("Cannot make a range of offsets: from " + from + " to before " + to);
        }
    }

    public long size() {
        return to - from;
    }

    /** The last offset of it. */
    public long last() {
        return to - 1;
    }

    /** As people write it: {@code 7}, or {@code 7 to 12}. */
    @Override
    public String toString() {
        return size() == 1 ? String.valueOf(from) : from + " to " + last();
    }
}
