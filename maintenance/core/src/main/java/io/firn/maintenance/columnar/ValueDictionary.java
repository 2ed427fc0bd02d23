package io.firn.maintenance.columnar;

import static io.firn.maintenance.columnar.LittleEndian.SLACK;

import java.util.Arrays;

/**
 * Distinct values of one column, as bytes, each with its id. A value is {@code bytes()[start(id)..start(id) + length(id))};
 * that of a variable-length column without its length.
 */
final class ValueDictionary {
    private static final int FIRST_SLOTS = 1_024;

    private byte[] bytes;
    private int[] offsets;
    private final int prefix;
    private int size;
    /** Id plus one, 0 for an empty slot; none of a dictionary that is only read. */
    private int[] slots;

    ValueDictionary() {
        this(new byte[1 << 12], new int[256 + SLACK], 0, 0, new int[FIRST_SLOTS]);
    }

    private ValueDictionary(byte[] bytes, int[] offsets, int prefix, int size, int[] slots) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.prefix = prefix;
        this.size = size;
        this.slots = slots;
    }

    /** @throws CorruptPageException if so many values cannot be in so many bytes */
    static void check(int bytes, int count, ValueLayout layout) {
        if (count < 0 || (long) count * Math.max(1, layout.prefix() + layout.width()) > bytes) {
            throw new CorruptPageException("values that are cut off");
        }
    }

    /**
     * One whose values lie plain in an array; nothing may be added to it.
     *
     * @param offsets for where each begins, with room for one more
     * @throws CorruptPageException if they are not all there
     */
    static ValueDictionary of(byte[] plain, int end, int count, ValueLayout layout, int[] offsets) {
        check(end, count, layout);
        offsets[0] = 0;
        for (int id = 0; id < count; id++) {
            offsets[id + 1] = offsets[id] + layout.prefix() + layout.lengthAt(plain, offsets[id], end);
        }
        return new ValueDictionary(plain, offsets, layout.prefix(), count, new int[0]);
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int id) {
        return offsets[id] + prefix;
    }

    int length(int id) {
        return offsets[id + 1] - offsets[id] - prefix;
    }

    /** Of all values together. */
    int byteCount() {
        return offsets[size];
    }

    /** The id of a value, a new one if it is new. */
    int id(byte[] source, int at, int length) {
        int found = find(source, at, length);
        if (found >= 0) {
            return found;
        }
        append(source, at, length);
        slots[~found] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    /** The id of a value; below zero if it is not there. */
    int find(byte[] source, int at, int length) {
        int mask = slots.length - 1;
        int slot = hash(source, at, length) & mask;
        for (int found = slots[slot]; found != 0; found = slots[slot]) {
            int start = offsets[found - 1];
            if (offsets[found] - start == length && isEqual(start, source, at, length)) {
                return found - 1;
            }
            slot = (slot + 1) & mask;
        }
        return ~slot;
    }

    /** Adds a value under the next id, whether it is there already or not; afterwards {@link #id} must not be asked. */
    void append(byte[] source, int at, int length) {
        int start = offsets[size];
        offsets = LittleEndian.grown(offsets, size + 2);
        bytes = LittleEndian.grown(bytes, Math.addExact(start, length));
        System.arraycopy(source, at, bytes, start, length);
        offsets[++size] = start + length;
    }

    /** Takes all values out. */
    void clear() {
        size = 0;
        Arrays.fill(slots, 0);
    }

    /** Takes the values from an id on out again; what is asked for afterwards is only what is left. */
    void truncate(int newSize) {
        size = newSize;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int id = 0; id < size; id++) {
            int slot = hash(bytes, offsets[id], length(id)) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = id + 1;
        }
    }

    private boolean isEqual(int start, byte[] source, int at, int length) {
        if (length <= Long.BYTES && at + Long.BYTES <= source.length) {
            return ((LittleEndian.longAt(bytes, start) ^ LittleEndian.longAt(source, at)) & mask(length)) == 0;
        }
        return Arrays.equals(bytes, start, start + length, source, at, at + length);
    }

    /** For the first so many bytes of a number, eight at most. */
    private static long mask(int length) {
        return length == Long.BYTES ? -1 : (1L << (Byte.SIZE * length)) - 1;
    }

    private static int hash(byte[] bytes, int from, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mixed(hash, LittleEndian.longAt(bytes, at));
        }
        if (at < end) {
            hash = mixed(hash, last(bytes, at, end));
        }
        return (int) ((hash * 0xD6E8FEB86659FD93L) >>> 32);
    }

    private static long mixed(long hash, long next) {
        long mixed = (hash ^ next) * 0x9FB21C651E98DF25L;
        return mixed ^ (mixed >>> 32);
    }

    /** Fewer than eight bytes as a number. */
    private static long last(byte[] bytes, int at, int end) {
        if (at + Long.BYTES <= bytes.length) {
            return LittleEndian.longAt(bytes, at) & mask(end - at);
        }
        long last = 0;
        for (int i = at; i < end; i++) {
            last |= (bytes[i] & 0xffL) << (Byte.SIZE * (i - at));
        }
        return last;
    }
}
