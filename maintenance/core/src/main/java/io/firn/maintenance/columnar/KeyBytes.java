package io.firn.maintenance.columnar;

import java.util.Arrays;

/** The key of a row as bytes, which may be compared with those of another batch. One thread. */
final class KeyBytes {
    private byte[] bytes = new byte[64];
    private int length;

    void put(int next) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) next;
    }

    /** The highest byte first. */
    void putLong(long number) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((int) (number >>> shift) & 0xff);
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }
}
