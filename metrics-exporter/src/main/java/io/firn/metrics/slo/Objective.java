package io.firn.metrics.slo;

import java.util.Locale;

/** What is promised of a table. */
public enum Objective {
    FRESHNESS,
    COMPLETENESS;

    /** As the label {@code slo} has it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
