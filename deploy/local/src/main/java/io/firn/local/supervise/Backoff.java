package io.firn.local.supervise;

import java.time.Duration;

/**
 * How long to wait before a process that died is started again: {@code first}, then twice as long each time up to
 * {@code longest}; from the start again once it lived for {@code healthy}.
 */
public record Backoff(Duration first, Duration longest, Duration healthy) {
    public static final Backoff DEFAULT =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("Cannot back off from " + first + " to " + longest);
        }
    }

    /** @param deathsInARow without a healthy life in between, the one just seen included */
    public Duration delay(int deathsInARow) {
        Duration delay = first;
        for (int i = 1; i < deathsInARow && delay.compareTo(longest) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest) < 0 ? delay : longest;
    }

    public boolean wasHealthy(Duration lived) {
        return lived.compareTo(healthy) >= 0;
    }
}
