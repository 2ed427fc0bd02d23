package io.firn.metrics.lag;

import java.util.Arrays;

/**
 * Between which times the records at certain offsets lie, one offset a partition. Kafka answers "where is the first record
 * of time t or later?"; an answer before the offset raises the lower bound, another one lowers the upper bound. Bounds
 * outlive rounds: the lower one stays true when the offset advances, so a reader that keeps up needs few questions.
 *
 * <p>Such answers show times as a running maximum. A record that came out of order, older than one before it, counts as old
 * as that one. Two records of one time are told apart in no other way either, which makes no difference. Where compaction
 * leaves holes, the next record there is counts.
 */
final class Brackets {
    /** Nothing is asked below this age's square root: a time cannot be off by a factor of nothing. */
    private static final double SHORTEST_AGE = 250;

    private static final long NOT_ASKED = Long.MAX_VALUE;

    private final boolean mayHaveHoles;
    private final boolean[] waiting;
    private final long[] target;

    /** A record before the target, or the one there, has this time. */
    private final long[] floor;

    /** No record before the target has this time or a later one, unless it was not asked. */
    private final long[] above;

    /** Time of the record that was found behind a hole, by the question {@link #above}. */
    private final long[] behindHole;

    Brackets(int partitions, boolean mayHaveHoles) {
        this.mayHaveHoles = mayHaveHoles;
        this.waiting = new boolean[partitions];
        this.target = new long[partitions];
        this.floor = new long[partitions];
        this.above = new long[partitions];
        this.behindHole = new long[mayHaveHoles ? partitions : 0];
        Arrays.fill(target, -1);
    }

    int size() {
        return target.length;
    }

    boolean mayHaveHoles() {
        return mayHaveHoles;
    }

    /** The record at {@code offset} or the next one waits. */
    void aim(int partition, long offset) {
        waiting[partition] = true;
        if (offset == target[partition]) {
            return;
        }
        if (offset < target[partition]) {
            floor[partition] = 0;
        }
        target[partition] = offset;
        above[partition] = NOT_ASKED;
    }

    /** No record waits. */
    void rest(int partition) {
        waiting[partition] = false;
    }

    boolean isWaiting(int partition) {
        return waiting[partition];
    }

    /** The earliest that the record's time can be. */
    long earliest(int partition) {
        return floor[partition];
    }

    /** The latest that it can be; what lies in the future counts as now. 0 where records have no times. */
    long latest(int partition, long now) {
        return Math.max(floor[partition], Math.min(now, above[partition] - 1));
    }

    boolean isSettled(int partition, long now, long tolerance) {
        return latest(partition, now) - floor[partition] <= (mayHaveHoles ? 0 : tolerance);
    }

    /** The time to ask for next, of a partition that is not settled: halves the exponent of the age, then the age. */
    long question(int partition, long now) {
        long low = floor[partition] + 1;
        long high = latest(partition, now);
        double youngest = Math.max(SHORTEST_AGE, (double) (now - high));
        double oldest = (double) (now - low);
        long middle = oldest > 4 * youngest ? now - (long) Math.sqrt(youngest * oldest) : low + (high - low) / 2;
        // Groups whose bounds are alike ask alike, so that one question serves them all.
        long step = Long.highestOneBit(Math.max(1, Math.min(high - low, now - middle) / 8));
        return Math.min(high, Math.max(low, middle / step * step));
    }

    /** The first record of {@code time} or later is the one {@code found}. */
    void learn(int partition, long time, Found found) {
        if (!waiting[partition]) {
            return;
        }
        if (found.offset() < target[partition]) {
            floor[partition] = Math.max(floor[partition], found.time());
        } else if (found.offset() == target[partition] || (time <= 1 && found.time() > 0)) {
            // There, or the first one that is left at all.
            settle(partition, found.time());
            return;
        } else if (time < above[partition]) {
            above[partition] = time;
            if (mayHaveHoles) {
                behindHole[partition] = found.time();
            }
        }
        if (above[partition] <= floor[partition]) {
            // The record that the lower bound came from was deleted since.
            floor[partition] = Math.max(0, above[partition] - 1);
        }
        if (mayHaveHoles && above[partition] == floor[partition] + 1 && behindHole[partition] >= above[partition]) {
            settle(partition, behindHole[partition]);
        }
    }

    private void settle(int partition, long time) {
        floor[partition] = time;
        above[partition] = time + 1;
        if (mayHaveHoles) {
            behindHole[partition] = time;
        }
    }
}
