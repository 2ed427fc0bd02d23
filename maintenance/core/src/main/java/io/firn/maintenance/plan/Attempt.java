package io.firn.maintenance.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * An earlier run, as far as it matters to the next plan.
 *
 * @param snapshot the table's current snapshot when it started
 */
public record Attempt(Operation operation, Result result, Optional<Long> snapshot, Instant finished) {

    /** What an attempt came to. */
    public enum Result {
        GAINED,
        /** It ended well and found nothing to do. */
        NOTHING,
        /** A writer was faster. */
        LOST_RACE,
        /** It failed or was rejected by a guard. */
        FAILED
    }
}
