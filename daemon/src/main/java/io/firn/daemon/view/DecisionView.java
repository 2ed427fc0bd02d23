package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an operation would run on a table now, and why or why not.
 *
 * @param next when a schedule tries the operation whatever the thresholds say
 */
public record DecisionView(
        String table,
        String operation,
        boolean chosen,
        String reason,
        long inputFiles,
        long inputBytes,
        Optional<Instant> next) {}
