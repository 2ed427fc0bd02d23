package io.firn.metrics.lag;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Finds the oldest time of what waits in several partitions, without finding that of each: narrow down the partition that
 * seems oldest, then ask the others only whether they have something older. A pure planner: {@link #plan} says what to ask,
 * the answers go to {@link Brackets#learn}.
 *
 * @param floor milliseconds by which the result may be off at any age
 * @param ratio of its age by which it may be off besides
 */
record TimeSearch(long floor, double ratio) {
    /** What is settled first, for everyone. */
    static final TimeSearch COARSE = new TimeSearch(1000, 0.05);

    /** What is settled where few questions do it. */
    static final TimeSearch FINE = new TimeSearch(100, 0.01);

    static final long NO_QUESTION = -1;

    private long tolerance(long age) {
        return Math.max(floor, (long) ((double) age * ratio));
    }

    /**
     * Adds questions, at most one time a partition: one that is there already serves others too.
     *
     * @param first the partition to begin with where none is older than another, so that groups ask different ones
     * @return whether there is nothing left to ask
     */
    boolean plan(Brackets brackets, long now, int first, long[] questions) {
        int oldest = oldest(brackets, now, first);
        if (oldest < 0) {
            return true;
        }
        long time = brackets.latest(oldest, now);
        long tolerance = brackets.mayHaveHoles() ? 0 : tolerance(now - time);
        if (!brackets.isSettled(oldest, now, tolerance)) {
            if (questions[oldest] == NO_QUESTION) {
                questions[oldest] = brackets.question(oldest, now);
            }
            return false;
        }
        boolean isOldest = true;
        long step = Long.highestOneBit(Math.max(1, tolerance / 2));
        long question = Math.max(1, Math.max(time - tolerance, (time - tolerance / 2) / step * step));
        for (int partition = 0; partition < brackets.size(); partition++) {
            if (brackets.isWaiting(partition) && brackets.earliest(partition) < time - tolerance) {
                isOldest = false;
                if (questions[partition] == NO_QUESTION) {
                    questions[partition] = question;
                }
            }
        }
        return isOldest;
    }

    /** The partition of which the record can be youngest at most, negative where nothing waits. */
    private static int oldest(Brackets brackets, long now, int first) {
        int oldest = -1;
        for (int i = 0; i < brackets.size(); i++) {
            int partition = (i + first) % brackets.size();
            if (!brackets.isWaiting(partition)) {
                continue;
            }
            if (oldest < 0
                    || brackets.latest(partition, now) < brackets.latest(oldest, now)
                    || (brackets.latest(partition, now) == brackets.latest(oldest, now)
                            && brackets.earliest(partition) < brackets.earliest(oldest))) {
                oldest = partition;
            }
        }
        return oldest;
    }

    /** The age of the oldest, 0 where nothing waits, empty where it is not known well enough to be told. */
    static OptionalLong age(Brackets brackets, long now) {
        int oldest = oldest(brackets, now, 0);
        if (oldest < 0) {
            return OptionalLong.of(0);
        }
        long latest = brackets.latest(oldest, now);
        long earliest = latest;
        for (int partition = 0; partition < brackets.size(); partition++) {
            if (brackets.isWaiting(partition)) {
                earliest = Math.min(earliest, brackets.earliest(partition));
            }
        }
        boolean isKnown = latest > 0 && latest - earliest <= Math.max(2 * COARSE.floor, (now - latest) / 4);
        return isKnown ? OptionalLong.of(Math.max(0, now - latest)) : OptionalLong.empty();
    }

    static long[] noQuestions(int partitions) {
        long[] questions = new long[partitions];
        Arrays.fill(questions, NO_QUESTION);
        return questions;
    }
}
