package io.firn.metrics.self;

import java.util.Locale;

/** Whether the newest state of a table could be published. */
public enum TableCondition {
    /** Its series are complete and current. */
    PUBLISHED,
    /** Reading it failed; its series show the last complete view. */
    FAILED,
    /** It would have gone beyond the limit of series. */
    DROPPED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
