package io.firn.maintenance.columnar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Arrays for the bytes of inputs and outputs, of one row group and then of the next: new ones for each would keep the garbage
 * collector busy. For many threads.
 */
final class ByteArrays {
    /** By length, so many of each. */
    private final NavigableMap<Integer, Deque<byte[]>> free = new TreeMap<>();

    /** One of at least so many bytes and not of far more, its content whatever it was. */
    synchronized byte[] take(int length) {
        Map.Entry<Integer, Deque<byte[]>> fitting = free.ceilingEntry(length);
        if (fitting == null || fitting.getKey() / 2 > length) {
            return new byte[length];
        }
        byte[] taken = fitting.getValue().remove();
        if (fitting.getValue().isEmpty()) {
            free.remove(fitting.getKey());
        }
        return taken;
    }

    /** Nobody may look at it any more. */
    synchronized void give(byte[] bytes) {
        free.computeIfAbsent(bytes.length, any -> new ArrayDeque<>()).add(bytes);
    }
}
