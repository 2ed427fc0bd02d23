package io.firn.daemon.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Attempts without the token, of which a minute's first {@value #MOST} are audited and the others only counted: whoever has no
 * token must not be able to fill a disk.
 */
final class RefusedAttempts {
    static final int MOST = 60;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private Instant begun = Instant.MIN;
    private int attempts;
    private long leftOut;
    private Instant firstLeftOut = Instant.MIN;

    RefusedAttempts(Clock clock) {
        this.clock = clock;
    }

    /** Counts one; whether it is to be audited. */
    synchronized boolean isAudited() {
        Instant now = clock.instant();
        if (begun.isBefore(now.minus(WINDOW))) {
            begun = now;
            attempts = 0;
        }
        attempts++;
        if (attempts <= MOST) {
            return true;
        }
        if (leftOut == 0) {
            firstLeftOut = now;
        }
        leftOut++;
        return false;
    }

    /** How many were left out since this was last asked, in words; empty where there were none. */
    synchronized Optional<String> takeLeftOut() {
        if (leftOut == 0) {
            return Optional.empty();
        }
        String words = leftOut + " more since " + firstLeftOut + " are left out";
        leftOut = 0;
        return Optional.of(words);
    }
}
