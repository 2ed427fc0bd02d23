package io.firn.metrics.lag;

import java.util.Locale;

/** What a group does about what waits for it, from best to worst. */
public enum GroupStatus {
    /** It keeps up, or catches up. */
    OK,
    /** It was not watched for long enough. */
    UNKNOWN,
    /** It reads, and falls behind. */
    WARN,
    /** It went back to an earlier offset. */
    REWIND,
    /** It commits, but not beyond this offset. */
    STALL,
    /** It does not commit any more. */
    STOP;

    /** As metrics and JSON show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    GroupStatus worse(GroupStatus other) {
        return compareTo(other) < 0 ? other : this;
    }
}
