package io.firn.metrics.maintenance;

import java.util.Locale;

/** Why an operation was not run; a closed set, because it is a label. The words for people are in the plan. */
public enum SkipReason {
    /** The policy turns it off. */
    DISABLED,
    /** Nothing to do, or not enough yet. */
    NOT_NEEDED,
    /** Another operation has the table's lease. */
    LEASED,
    /** A rule that protects data forbids it. */
    GUARDED,
    /** The daemon had as many runs as it may. */
    BUSY;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
