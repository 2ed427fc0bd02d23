package io.firn.quality.check;

import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.Threshold;
import java.util.Optional;

/**
 * What a check says of a commit or a table at one moment.
 *
 * @param value what was compared with the threshold; absent where it is not known, or must not be told
 * @param reason for a person; never holds a value of the data
 */
public record Judgement(Status status, Optional<Double> value, String reason) {
    static Judgement pass(String reason) {
        return new Judgement(Status.PASS, Optional.empty(), reason);
    }

    public static Judgement passing(double value, String reason) {
        return new Judgement(Status.PASS, Optional.of(value), reason);
    }

    static Judgement fail(String reason) {
        return new Judgement(Status.FAIL, Optional.empty(), reason);
    }

    public static Judgement unknown(String reason) {
        return new Judgement(Status.UNKNOWN, Optional.empty(), reason);
    }

    /** @param subject what the value is of, for the reason: {@code 12 % of AGE are null} */
    public static Judgement of(Threshold threshold, double value, String subject) {
        if (!threshold.fail().accept(value)) {
            return new Judgement(
                    Status.FAIL,
                    Optional.of(value),
                    subject + "; it " + threshold.fail().words());
        }
        Optional<Threshold.Bounds> warn = threshold.warn().filter(bounds -> !bounds.accept(value));
        return warn.map(bounds -> new Judgement(
                        Status.WARN, Optional.of(value), subject + "; it " + bounds.words() + " lest it warn"))
                .orElse(new Judgement(Status.PASS, Optional.of(value), subject));
    }

    Judgement withValue(double known) {
        return new Judgement(status, Optional.of(known), reason);
    }

    Judgement withoutValue() {
        return new Judgement(status, Optional.empty(), reason);
    }

    public boolean isUnknown() {
        return status == Status.UNKNOWN;
    }

    /** As a check with this answer to what it cannot tell shows it; empty where it shows nothing. */
    public Optional<Judgement> shownAs(OnUnknown answer) {
        if (!isUnknown()) {
            return Optional.of(this);
        }
        return switch (answer) {
            case UNKNOWN -> Optional.of(this);
            case IGNORE -> Optional.empty();
            case WARN -> Optional.of(new Judgement(Status.WARN, value, reason));
            case FAIL -> Optional.of(new Judgement(Status.FAIL, value, reason));
        };
    }
}
