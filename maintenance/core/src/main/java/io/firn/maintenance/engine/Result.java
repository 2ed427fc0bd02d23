package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Refusal;
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
        Optional<Guard> guard,
        Optional<String> receipt,
        Optional<String> error) {

    public static Result of(Outcome outcome, String reason) {
        return new Result(
                outcome, reason, Optional.empty(), 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Result of(Outcome outcome, String reason, Throwable failure) {
        return of(outcome, reason).withError(Failures.describe(failure));
    }

    /** A guard's no. */
    public static Result refused(Refusal refusal) {
        return new Result(
                Outcome.REJECTED,
                "refused (" + refusal.guard() + "): " + refusal.reason(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                Optional.of(refusal.guard()),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, refused by a guard. */
    public Result by(Guard refusing) {
        return new Result(
                outcome,
                reason,
                snapshotAfter,
                filesBefore,
                filesAfter,
                bytesRewritten,
                recordsRewritten,
                Optional.of(refusing),
                receipt,
                error);
    }

    /** The same with a receipt, as JSON. */
    public Result withReceipt(String json) {
        return new Result(
                outcome,
                reason,
                snapshotAfter,
                filesBefore,
                filesAfter,
                bytesRewritten,
                recordsRewritten,
                guard,
                Optional.of(json),
                error);
    }

    public Result withError(String newError) {
        return new Result(
                outcome,
                reason,
                snapshotAfter,
                filesBefore,
                filesAfter,
                bytesRewritten,
                recordsRewritten,
                guard,
                receipt,
                Optional.of(newError));
    }
}
