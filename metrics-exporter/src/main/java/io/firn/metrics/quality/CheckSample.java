package io.firn.metrics.quality;

import java.time.Instant;
import java.util.Optional;

/**
 * How a check of a table stands.
 *
 * @param status 0 pass, 1 warn, 2 fail, 3 unknown; absent where the check is told to say nothing then
 * @param value what was compared with the check's threshold, where that is known and may be told
 */
public record CheckSample(
        String catalog,
        String table,
        String check,
        String severity,
        Optional<Integer> status,
        Optional<Double> value,
        Instant lastRun) {
    boolean isPass() {
        return status.isPresent() && status.get() == 0;
    }
}
