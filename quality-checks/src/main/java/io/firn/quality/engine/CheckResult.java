package io.firn.quality.engine;

import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a check of a table stands.
 *
 * @param shown what it says
 * @param since when it began to say so
 * @param cause the commit that this began with; absent where it is not about one
 * @param judgedAt when it was last judged
 * @param badAt when it was last judged to fail or warn, while that is what it says
 * @param healed what it will say once that is long enough ago
 */
public record CheckResult(
        String table,
        String check,
        Judgement shown,
        Instant since,
        Optional<Cause> cause,
        Instant judgedAt,
        Optional<Instant> badAt,
        Optional<Judgement> healed) {

    static CheckResult first(
            String table, String check, Judgement judgement, Optional<Cause> cause, Instant at, Instant now) {
        return new CheckResult(
                table,
                check,
                judgement,
                at,
                cause,
                now,
                isBad(judgement) ? Optional.of(now) : Optional.empty(),
                Optional.empty());
    }

    /**
     * After another judgement. Something bad is shown until {@code hold} has passed since it was last seen: whoever looks
     * now and then would miss it otherwise.
     */
    CheckResult then(Judgement judgement, Optional<Cause> newCause, Instant at, Instant now, Duration hold) {
        boolean getsBetter = isBad(shown) && rank(judgement.status()) < rank(shown.status());
        if (getsBetter && badAt.isPresent() && now.isBefore(badAt.get().plus(hold))) {
            return new CheckResult(table, check, shown, since, cause, now, badAt, Optional.of(judgement));
        }
        if (judgement.status() != shown.status()) {
            return first(table, check, judgement, newCause, at, now);
        }
        return new CheckResult(
                table,
                check,
                judgement,
                since,
                cause,
                now,
                isBad(judgement) ? Optional.of(now) : Optional.empty(),
                Optional.empty());
    }

    /** The same when time has passed. */
    CheckResult at(Instant now, Duration hold) {
        if (healed.isPresent() && badAt.isPresent() && !now.isBefore(badAt.get().plus(hold))) {
            return first(table, check, healed.get(), Optional.empty(), now, judgedAt);
        }
        return this;
    }

    public Status status() {
        return shown.status();
    }

    private static boolean isBad(Judgement judgement) {
        return judgement.status() == Status.FAIL || judgement.status() == Status.WARN;
    }

    private static int rank(Status status) {
        return switch (status) {
            case PASS -> 0;
            case UNKNOWN -> 1;
            case WARN -> 2;
            case FAIL -> 3;
        };
    }
}
