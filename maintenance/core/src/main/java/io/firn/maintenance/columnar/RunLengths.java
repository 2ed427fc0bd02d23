package io.firn.maintenance.columnar;

import java.util.Arrays;
import org.apache.parquet.column.values.bitpacking.BytePacker;
import org.apache.parquet.column.values.bitpacking.Packer;

/** Parquet's hybrid of run lengths and bit packing, in which levels, dictionary ids and some booleans are stored. */
final class RunLengths {
    private static final int SHORTEST_RUN = 8;
    private static final int MOST_GROUPS = 63;
    private static final int MOST_PACKED_BITS = 16;
    private static final BytePacker[] PACKERS = new BytePacker[33];

    static {
        for (int width = 0; width <= 32; width++) {
            PACKERS[width] = Packer.LITTLE_ENDIAN.newBytePacker(width);
        }
    }

    private RunLengths() {}

    /** Bits that values up to {@code max} need. */
    static int width(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /**
     * Reads so many values.
     *
     * @param bytes with {@link LittleEndian#SLACK} past {@code to}
     * @param values as long as {@code count} at least
     * @throws CorruptPageException if they are not all there
     */
    static void decode(byte[] bytes, int from, int to, int width, int count, int[] values) {
        if (width < 0 || width > 32) {
            throw new CorruptPageException("values of " + width + " bits");
        }
        if (width == 0) {
            Arrays.fill(values, 0, count, 0);
            return;
        }
        Cursor cursor = new Cursor(bytes, from, to);
        int done = 0;
        while (done < count) {
            int length = cursor.next();
            int at = cursor.at();
            if (cursor.isPacked()) {
                int packed = (int) Math.min((long) length * 8, count - done);
                if (to - at < (((long) packed * width + 7) >>> 3)) {
                    throw new CorruptPageException("packed values that are cut off");
                }
                unpack(bytes, at, width, packed, values, done);
                cursor.skip((long) length * width);
                done += packed;
            } else {
                int run = Math.min(length, count - done);
                int size = (width + 7) >>> 3;
                if (to - at < size) {
                    throw new CorruptPageException("a run without its value");
                }
                int value = 0;
                for (int i = 0; i < size; i++) {
                    value |= (bytes[at + i] & 0xff) << (8 * i);
                }
                cursor.skip(size);
                Arrays.fill(values, done, done + run, value);
                done += run;
            }
        }
    }

    /** Goes from the header of one run to that of the next. */
    static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int at;
        private boolean isPacked;

        Cursor(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.end = to;
        }

        /**
         * Reads a header.
         *
         * @return how often the value of the run is there, or groups of eight values if they are packed
         */
        int next() {
            int header = 0;
            int shift = 0;
            byte next;
            do {
                if (at >= end || shift > 28) {
                    throw new CorruptPageException("a run that is cut off");
                }
                next = bytes[at++];
                header |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            isPacked = (header & 1) != 0;
            if (header >>> 1 == 0) {
                throw new CorruptPageException("an empty run");
            }
            return header >>> 1;
        }

        /** Whether the values of the run are packed. */
        boolean isPacked() {
            return isPacked;
        }

        /** Behind the header. */
        int at() {
            return at;
        }

        /** Goes behind the run; a writer may leave out the padding of its last group. */
        void skip(long length) {
            at = (int) Math.min(at + length, end);
        }
    }

    /** The value of all so many of up to eight bits, if they are one run; below zero if they are not. */
    static int only(byte[] bytes, int from, int to, int count) {
        Cursor cursor = new Cursor(bytes, from, to);
        return count > 0 && cursor.next() >= count && !cursor.isPacked() && cursor.at() < to
                ? bytes[cursor.at()] & 0xff
                : -1;
    }

    private static void unpack(byte[] bytes, int from, int width, int count, int[] values, int at) {
        if (width == 1) {
            for (int i = 0; i < count; i++) {
                values[at + i] = (bytes[from + (i >> 3)] >>> (i & 7)) & 1;
            }
            return;
        }
        long mask = (1L << width) - 1;
        int i = 0;
        if (width <= 8) {
            int byteAt = from;
            for (; i + 8 <= count; i += 8, byteAt += width) {
                long eight = LittleEndian.longAt(bytes, byteAt);
                for (int k = 0; k < 8; k++) {
                    values[at + i + k] = (int) ((eight >>> (k * width)) & mask);
                }
            }
        }
        if (width > 8 && width <= 16) {
            int half = 4 * width;
            int byteAt = from;
            for (; i + 8 <= count; i += 8, byteAt += width) {
                long low = LittleEndian.longAt(bytes, byteAt);
                long high = LittleEndian.longAt(bytes, byteAt + (half >>> 3)) >>> (half & 7);
                for (int k = 0; k < 4; k++) {
                    values[at + i + k] = (int) ((low >>> (k * width)) & mask);
                    values[at + i + 4 + k] = (int) ((high >>> (k * width)) & mask);
                }
            }
        }
        long bit = (long) i * width;
        for (; i < count; i++, bit += width) {
            values[at + i] = (int) ((LittleEndian.longAt(bytes, from + (int) (bit >>> 3)) >>> (bit & 7)) & mask);
        }
    }

    /** Room that so many values take at most. */
    static int mostBytes(int count, int width) {
        return Math.toIntExact((((long) count * Math.max(1, width)) >>> 3) + count / 4 + 64);
    }

    /**
     * Writes values and says where they end.
     *
     * @param values with {@link LittleEndian#SLACK} past {@code count}, whose content is lost
     * @param bytes with room for {@link #mostBytes}
     */
    static int encode(int[] values, int count, int width, byte[] bytes, int from) {
        if (width == 0) {
            return count == 0 ? from : header(count << 1, bytes, from);
        }
        BytePacker packer = PACKERS[width];
        int at = from;
        int groupHeader = -1;
        int groups = 0;
        int i = 0;
        while (i < count) {
            int value = values[i];
            int run = run(values, i, count);
            if (run >= SHORTEST_RUN || run == count - i) {
                if (groups > 0) {
                    bytes[groupHeader] = (byte) ((groups << 1) | 1);
                    groups = 0;
                }
                at = encodeRun(value, run, width, bytes, at);
                i += run;
            } else {
                if (groups == 0) {
                    groupHeader = at++;
                }
                for (int k = count; k < i + 8; k++) {
                    values[k] = 0;
                }
                if (width <= MOST_PACKED_BITS) {
                    pack(values, i, width, bytes, at);
                } else {
                    packer.pack8Values(values, i, bytes, at);
                }
                at += width;
                i += 8;
                if (++groups == MOST_GROUPS) {
                    bytes[groupHeader] = (byte) ((MOST_GROUPS << 1) | 1);
                    groups = 0;
                }
            }
        }
        if (groups > 0) {
            bytes[groupHeader] = (byte) ((groups << 1) | 1);
        }
        return at;
    }

    /** Writes a value so many times and says where that ends. */
    static int encodeRun(int value, int count, int width, byte[] bytes, int from) {
        if (count == 0) {
            return from;
        }
        int at = header(count << 1, bytes, from);
        for (int k = 0; k < (width + 7) >>> 3; k++) {
            bytes[at++] = (byte) (value >>> (8 * k));
        }
        return at;
    }

    /** How many from a value on are the same. */
    private static int run(int[] values, int from, int count) {
        int value = values[from];
        int near = Math.min(count, from + 2 * SHORTEST_RUN);
        int end = from + 1;
        while (end < near && values[end] == value) {
            end++;
        }
        if (end < near || end == count) {
            return end - from;
        }
        int other = Arrays.mismatch(values, end - 1, count - 1, values, end, count);
        return other < 0 ? count - from : end + other - from;
    }

    /** Eight values of at most sixteen bits; what is written past them is written over by what follows. */
    private static void pack(int[] values, int from, int width, byte[] bytes, int at) {
        long low = four(values, from, width);
        long high = four(values, from + 4, width);
        int half = 4 * width;
        if (half == Long.SIZE) {
            LittleEndian.putLong(bytes, at, low);
            LittleEndian.putLong(bytes, at + Long.BYTES, high);
        } else {
            LittleEndian.putLong(bytes, at, low | (high << half));
            LittleEndian.putLong(bytes, at + Long.BYTES, high >>> (Long.SIZE - half));
        }
    }

    /** By halves, as each step waits for the one before it. */
    private static long four(int[] values, int from, int width) {
        return (values[from] | ((long) values[from + 1] << width))
                | ((values[from + 2] | ((long) values[from + 3] << width)) << (2 * width));
    }

    private static int header(int number, byte[] bytes, int from) {
        int at = from;
        int rest = number;
        while ((rest & ~0x7f) != 0) {
            bytes[at++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }
}
