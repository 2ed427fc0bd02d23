package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.quality.check.Judgement;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A check of a table with what it says.
 *
 * @param lastRun when it was last known that there is nothing newer to judge
 */
public record CheckStanding(CheckConfig config, CheckResult result, Instant lastRun) {
    static final Comparator<CheckStanding> ORDER = Comparator.comparing(
                    (CheckStanding standing) -> standing.result().table())
            .thenComparing(standing -> standing.config().name());

    /** With the check's own answer to what it cannot tell; empty where that is to say nothing. */
    public Optional<Judgement> shown() {
        return result.shown().shownAs(config.onUnknown());
    }
}
