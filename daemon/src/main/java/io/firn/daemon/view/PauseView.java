package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/**
 * Maintenance that is stopped until somebody resumes it.
 *
 * @param table absent for every table
 * @param operation absent for every operation
 * @param by who, as far as that is known
 * @param automatic whether a circuit breaker did it and not a person
 */
public record PauseView(
        Optional<String> table,
        Optional<String> operation,
        Instant since,
        String by,
        String reason,
        boolean automatic) {

    /** For example {@code compaction of demo.a}. */
    public String what() {
        return operation.orElse("everything") + " of " + table.orElse("every table");
    }
}
