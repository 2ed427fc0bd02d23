package io.firn.local.generator;

import java.time.Duration;
import java.time.Instant;

/**
 * How busy a time of the day is: everything is sent at noon, a quarter of it at midnight, and between them it goes up and
 * down evenly.
 *
 * @param day how long a day takes; zero where it is always noon
 */
record Season(Duration day) {
    private static final double MIDDLE = 0.625;
    private static final double SWING = 0.375;

    /** Of the rate at noon. */
    double share(Instant now) {
        if (day.isZero()) {
            return 1;
        }
        double time = (double) Math.floorMod(now.toEpochMilli(), day.toMillis()) / day.toMillis();
        return MIDDLE - SWING * Math.cos(2 * Math.PI * time);
    }
}
