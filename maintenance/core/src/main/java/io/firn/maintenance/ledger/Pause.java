package io.firn.maintenance.ledger;

import io.firn.maintenance.plan.Operation;
import java.time.Instant;
import java.util.Optional;

/**
 * Maintenance that a person, or a circuit breaker, has stopped until somebody resumes it.
 *
 * @param table {@code namespace.table}; absent for every table
 * @param operation absent for every operation
 */
public record Pause(Optional<String> table, Optional<Operation> operation, Instant since, String by, String reason) {
    public Pause {
        if (by.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("Cannot pause without a name and a reason: '" + by + "'");
        }
    }

    /** Whether it stops this operation on this table. */
    public boolean covers(String name, Operation what) {
        return table.map(name::equals).orElse(true)
                && operation.map(what::equals).orElse(true);
    }

    /** For example {@code paused since 2026-01-01T00:00:00Z by anna: the warehouse moves}. */
    public String words() {
        return "paused since " + since + " by " + by + ": " + reason;
    }
}
