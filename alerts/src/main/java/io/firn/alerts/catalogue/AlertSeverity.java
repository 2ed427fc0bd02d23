package io.firn.alerts.catalogue;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an alert does to people: somebody is woken, a ticket is written, or (the watchdog's) nothing at all. */
public enum AlertSeverity {
    CRITICAL,
    WARNING,
    NONE;

    /** The value of the label {@code severity}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AlertSeverity parse(String text) {
        return Arrays.stream(values())
                .filter(severity -> severity.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot read severity '" + text + "': it is one of "
                        + Arrays.stream(values()).map(AlertSeverity::label).collect(Collectors.joining(", "))));
    }
}
