package io.firn.metrics.self;

import java.util.Locale;

/** What a collection failed at; a closed set, because it is a label. */
public enum FailureCause {
    CATALOG,
    STORAGE,
    KAFKA,
    DATABASE,
    CLOUDWATCH,
    OTHER;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
