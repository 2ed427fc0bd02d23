package io.firn.metrics.maintenance;

import java.util.Locale;

/** How a run ended; the same words as in the ledger. */
public enum RunOutcome {
    SUCCEEDED,
    UNCHANGED,
    CONFLICT,
    REJECTED,
    CANCELLED,
    FAILED,
    UNKNOWN;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The operation did what there was to do. */
    boolean isSuccess() {
        return this == SUCCEEDED || this == UNCHANGED;
    }

    /** Needs a person when it repeats. A lost race is tried again, and unknown is an outcome, not a failure. */
    boolean isFailure() {
        return this == FAILED || this == REJECTED;
    }
}
