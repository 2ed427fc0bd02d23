package io.firn.metrics.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger knows of a run that has ended.
 *
 * @param operation id of the operation, for example {@code compaction}
 * @param engine for example {@code embedded}
 * @param guard that refused it, for example {@code H3}
 * @param rewrittenBytes read and written again
 * @param removedFiles that the current snapshot no longer has, or that were deleted
 */
public record FinishedRun(
        String catalog,
        String table,
        String operation,
        String engine,
        RunOutcome outcome,
        Optional<String> guard,
        Instant finished,
        Duration duration,
        long rewrittenBytes,
        long removedFiles) {}
