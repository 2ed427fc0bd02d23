package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.Outcome;
import java.util.Optional;

/** What an engine did; the fields mean what they mean in {@link io.firn.maintenance.ledger.Run}. */
public record Result(
        Outcome outcome,
        String reason,
        Optional<Long> snapshotAfter,
        long filesBefore,
        long filesAfter,
        long bytesRewritten,
        long recordsRewritten,
        Optional<String> error) {

    public static Result of(Outcome outcome, String reason) {
        return new Result(outcome, reason, Optional.empty(), 0, 0, 0, 0, Optional.empty());
    }

    public static Result of(Outcome outcome, String reason, Throwable failure) {
        return of(outcome, reason).withError(Failures.describe(failure));
    }

    Result withError(String newError) {
        return new Result(
                outcome,
                reason,
                snapshotAfter,
                filesBefore,
                filesAfter,
                bytesRewritten,
                recordsRewritten,
                Optional.of(newError));
    }
}
