package io.firn.metrics.lag;

/**
 * What was seen of one group in one partition, oldest first: at a time (milliseconds) the position that the group had
 * committed, the end of what it could read, and whether the group had committed anything, in any partition, since the
 * sample before. Samples are written over from partition to partition, a million of them in a round.
 */
final class Window {
    private final long[] at;
    private final long[] position;
    private final long[] end;
    private final boolean[] heard;
    private int size;

    Window(int capacity) {
        this.at = new long[capacity];
        this.position = new long[capacity];
        this.end = new long[capacity];
        this.heard = new boolean[capacity];
    }

    Window clear() {
        size = 0;
        return this;
    }

    Window add(long time, long committed, long readable, boolean committedAnything) {
        at[size] = time;
        position[size] = committed;
        end[size] = readable;
        heard[size] = committedAnything;
        size++;
        return this;
    }

    int size() {
        return size;
    }

    long at(int sample) {
        return at[sample];
    }

    long position(int sample) {
        return position[sample];
    }

    long end(int sample) {
        return end[sample];
    }

    long lag(int sample) {
        return Math.max(0, end[sample] - position[sample]);
    }

    boolean heard(int sample) {
        return heard[sample];
    }
}
