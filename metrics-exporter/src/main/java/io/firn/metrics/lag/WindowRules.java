package io.firn.metrics.lag;

/**
 * The rules by which LinkedIn's Burrow judges a window of samples, on what the admin client shows: that a group commits is
 * seen by an offset that moved in any of its partitions, since Kafka does not tell when an offset was committed and Flink
 * has no group members. Hence a group that commits the same offsets again and again, everywhere, counts as stopped.
 *
 * @param required milliseconds that a window has to span
 */
record WindowRules(long required) {

    /** The last sample is now. */
    GroupStatus judge(Window window) {
        int last = window.size() - 1;
        if (window.lag(last) == 0) {
            return GroupStatus.OK;
        }
        if (window.at(last) - window.at(0) < required) {
            return GroupStatus.UNKNOWN;
        }
        if (isSilent(window) && !wasLatelyAtTheEnd(window)) {
            return GroupStatus.STOP;
        }
        if (wentBack(window)) {
            return GroupStatus.REWIND;
        }
        if (everCaughtUp(window)) {
            return GroupStatus.OK;
        }
        if (neverMoved(window)) {
            return GroupStatus.STALL;
        }
        return neverFalls(window) ? GroupStatus.WARN : GroupStatus.OK;
    }

    /** For longer since the last commit than from the window's first sample until then. */
    private static boolean isSilent(Window window) {
        long lastHeard = window.at(0);
        for (int sample = 1; sample < window.size(); sample++) {
            if (window.heard(sample)) {
                lastHeard = window.at(sample);
            }
        }
        return window.at(window.size() - 1) - lastHeard > lastHeard - window.at(0);
    }

    /** Where the group is now was the end not long ago: it had nothing to commit. */
    private static boolean wasLatelyAtTheEnd(Window window) {
        long position = window.position(window.size() - 1);
        for (int sample = 0; sample < window.size(); sample++) {
            if (window.end(sample) <= position) {
                return true;
            }
        }
        return false;
    }

    private static boolean wentBack(Window window) {
        long position = window.position(window.size() - 1);
        for (int sample = 0; sample < window.size(); sample++) {
            if (window.position(sample) > position) {
                return true;
            }
        }
        return false;
    }

    private static boolean everCaughtUp(Window window) {
        for (int sample = 0; sample < window.size(); sample++) {
            if (window.lag(sample) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean neverMoved(Window window) {
        for (int sample = 1; sample < window.size(); sample++) {
            if (window.position(sample) != window.position(0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean neverFalls(Window window) {
        for (int sample = 1; sample < window.size(); sample++) {
            if (window.lag(sample) < window.lag(sample - 1)) {
                return false;
            }
        }
        return true;
    }
}
