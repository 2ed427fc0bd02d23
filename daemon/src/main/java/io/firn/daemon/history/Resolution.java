package io.firn.daemon.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** How long a slot of the history is, and how long slots of that length are kept: the finer, the shorter. */
public enum Resolution {
    MINUTE(Duration.ofMinutes(1), Duration.ofHours(3)),
    QUARTER(Duration.ofMinutes(15), Duration.ofDays(1)),
    HOUR(Duration.ofHours(1), Duration.ofDays(14));

    private final Duration step;
    private final Duration kept;

    Resolution(Duration step, Duration kept) {
        this.step = step;
        this.kept = kept;
    }

    public Duration step() {
        return step;
    }

    public Duration kept() {
        return kept;
    }

    /** The finest that reaches back that far; the coarsest where none does. */
    public static Resolution reaching(Duration back) {
        return Arrays.stream(values())
                .filter(resolution -> resolution.kept.compareTo(back) >= 0)
                .findFirst()
                .orElse(HOUR);
    }

    /** Number of the slot that a moment is in. */
    long slot(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), step.toSeconds());
    }

    Instant start(long slot) {
        return Instant.ofEpochSecond(slot * step.toSeconds());
    }
}
