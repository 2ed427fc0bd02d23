package io.firn.metrics.lag;

import java.time.Duration;

/**
 * When samples were taken, of everything at once: so many as a window needs, at least {@code apart} milliseconds from one
 * to the next. Number {@code n} is in slot {@code n % KEPT} of every history.
 */
final class SampleTimes {
    /** Five intervals and some that are lost to rounds that come early. */
    static final int KEPT = 6;

    private static final double EARLY = 0.9;

    private final long apart;
    private final long[] at = new long[KEPT];
    private long taken;

    private SampleTimes(long apart) {
        this.apart = apart;
    }

    static SampleTimes of(Duration checkpointInterval, Duration roundInterval) {
        return new SampleTimes(Math.max(checkpointInterval.toMillis(), roundInterval.toMillis()));
    }

    boolean isDue(long now) {
        return taken == 0 || now - at[slot(taken - 1)] >= (long) ((double) apart * EARLY);
    }

    /** The slot of the sample that is taken now. */
    int take(long now) {
        int slot = slot(taken);
        at[slot] = now;
        taken++;
        return slot;
    }

    /** The number of the next sample. */
    long next() {
        return taken;
    }

    /** The number of the oldest one that is still there. */
    long oldest() {
        return Math.max(0, taken - KEPT);
    }

    long at(long number) {
        return at[slot(number)];
    }

    static int slot(long number) {
        return (int) (number % KEPT);
    }
}
