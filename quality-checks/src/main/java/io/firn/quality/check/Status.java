package io.firn.quality.check;

import java.util.Locale;

/** What a check says; the numbers are those of {@code firn_quality_check_status}. */
public enum Status {
    PASS(0),
    WARN(1),
    FAIL(2),
    /** It cannot tell. */
    UNKNOWN(3);

    private final int number;

    Status(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** As people and JSON see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
