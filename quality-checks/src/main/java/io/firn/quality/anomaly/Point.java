package io.firn.quality.anomaly;

import java.time.Instant;
import java.util.Optional;

/**
 * What a metric was over one bucket of time.
 *
 * @param start the bucket's first moment, in UTC
 * @param weight what {@code total} is divided by; 0 where there was nothing to measure
 * @param flagged whether it was found to be unusual
 * @param leftOut whether it says nothing: not all of the bucket was seen
 */
public record Point(Instant start, double total, double weight, boolean flagged, boolean leftOut) {
    public Optional<Double> value() {
        return weight == 0 ? Optional.empty() : Optional.of(total / weight);
    }

    /** Whether later points are compared with it. */
    boolean trains() {
        return !flagged && !leftOut && weight != 0;
    }

    public Point flagged(boolean unusual) {
        return new Point(start, total, weight, unusual, leftOut);
    }
}
