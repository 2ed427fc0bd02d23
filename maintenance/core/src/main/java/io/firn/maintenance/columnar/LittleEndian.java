package io.firn.maintenance.columnar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Numbers in byte arrays as Parquet stores them, and arrays that grow. */
final class LittleEndian {
    /** Bytes that may be read past the end of a buffer's content: it must be allocated with them. */
    static final int SLACK = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static int intAt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    /** The array, or a longer copy of it, with room for {@code length} and {@link #SLACK}. */
    static byte[] grown(byte[] bytes, int length) {
        return bytes.length >= length + SLACK
                ? bytes
                : Arrays.copyOf(bytes, Math.max(length + SLACK, bytes.length * 2));
    }

    /** The array, or a longer copy of it, with room for {@code length} and {@link #SLACK}. */
    static int[] grown(int[] ints, int length) {
        return ints.length >= length + SLACK ? ints : Arrays.copyOf(ints, Math.max(length + SLACK, ints.length * 2));
    }
}
