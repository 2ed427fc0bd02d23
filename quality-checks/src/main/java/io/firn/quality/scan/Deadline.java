package io.firn.quality.scan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When a scan has to be over, asked at every row. */
final class Deadline {
    private static final int ROWS_BETWEEN = 4096;

    private final InstantSource clock;
    private final Instant end;
    private final Duration timeout;
    private int rows;

    Deadline(InstantSource clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
        this.end = clock.instant().plus(timeout);
    }

    /** @throws UnknownOutcome if it is past, or the thread was told to stop */
    void check() {
        if (++rows % ROWS_BETWEEN != 1) {
            return;
        }
        if (clock.instant().isAfter(end)) {
            throw new UnknownOutcome("Cannot finish scan: it took longer than " + timeout.toSeconds() + " s");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new UnknownOutcome("Cannot finish scan: interrupted");
        }
    }
}
