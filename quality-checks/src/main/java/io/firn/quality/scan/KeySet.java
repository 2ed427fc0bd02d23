package io.firn.quality.scan;

/** Keys by their hashes, in open addressing, never more than it was made for. */
final class KeySet {
    /** What a key takes: two words, at a load of two thirds at most, in a table of a power of two. */
    static final int MOST_BYTES_A_KEY = 48;

    private final long[] table;
    private final int mask;
    private final int most;
    private int size;

    KeySet(int most) {
        int slots = Math.max(16, Integer.highestOneBit(Math.max(1, most - 1 + most / 2)) * 2);
        this.table = new long[2 * slots];
        this.mask = slots - 1;
        this.most = most;
    }

    int slots() {
        return mask + 1;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size >= most;
    }

    /** The slot of a key, or the complement of the slot where it was put now. */
    int put(long high, long low) {
        int slot = find(high, low);
        if (isFree(slot)) {
            if (isFull()) {
                throw new IllegalStateException("Cannot add key: there are " + size + " already");
            }
            table[2 * slot] = marked(high);
            table[2 * slot + 1] = low;
            size++;
            return ~slot;
        }
        return slot;
    }

    /** The slot of a key, or -1. */
    int slot(long high, long low) {
        int slot = find(high, low);
        return isFree(slot) ? -1 : slot;
    }

    boolean isFree(int slot) {
        return table[2 * slot] == 0;
    }

    private int find(long high, long low) {
        long first = marked(high);
        int slot = (int) low & mask;
        while (table[2 * slot] != 0 && (table[2 * slot] != first || table[2 * slot + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Zero marks a free slot. */
    private static long marked(long high) {
        return high == 0 ? 1 : high;
    }
}
