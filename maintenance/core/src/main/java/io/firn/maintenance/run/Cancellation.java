package io.firn.maintenance.run;

import io.firn.maintenance.ledger.Cancellations;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Whether somebody wants one run to end: told by this process at once, found in the ledger when another replica was asked. */
final class Cancellation {
    private final String runId;
    private final Cancellations requests;
    private volatile Optional<String> by = Optional.empty();

    Cancellation(String runId, Cancellations requests) {
        this.runId = runId;
        this.requests = requests;
    }

    void request(String who) {
        by = Optional.of(who);
    }

    /** Looks into the ledger. */
    void look() {
        if (by.isEmpty()) {
            requests.requestedBy(runId).ifPresent(this::request);
        }
    }

    /** Asked right before a commit. */
    void check() {
        look();
        if (by.isPresent()) {
            throw new CancellationException("the run was cancelled");
        }
    }

    boolean isRequested() {
        return by.isPresent();
    }

    Optional<String> by() {
        return by;
    }

    /** Forgets the request once the run has ended. */
    void close() {
        if (isRequested()) {
            requests.remove(runId);
        }
    }
}
