package io.firn.maintenance.columnar;

import java.util.ArrayList;
import java.util.List;

/** The compressed pages of one column chunk until they are written, in arrays that are used again. One thread at a time. */
final class PageBytes {
    /** Of the first array: of wide tables most columns need little. */
    private static final int LEAST_BYTES = 1 << 12;

    private static final int MOST_DOUBLINGS = 6;

    private final ByteArrays arrays;
    private final List<byte[]> taken = new ArrayList<>();
    private byte[] current = new byte[0];
    private int used;

    PageBytes(ByteArrays arrays) {
        this.arrays = arrays;
    }

    /** Some bytes of an array. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Slice(byte[] bytes, int offset, int length) {}

    /** Keeps a copy. */
    Slice add(byte[] from, int length) {
        if (current.length - used < length) {
            current = arrays.take(Math.max(length, LEAST_BYTES << Math.min(taken.size(), MOST_DOUBLINGS)));
            taken.add(current);
            used = 0;
        }
        System.arraycopy(from, 0, current, used, length);
        Slice slice = new Slice(current, used, length);
        used += length;
        return slice;
    }

    /** To be called once nobody looks at the pages any more. */
    void release() {
        taken.forEach(arrays::give);
        taken.clear();
        current = new byte[0];
        used = 0;
    }
}
