package io.firn.maintenance.ledger;

import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One operation on one table, as the ledger keeps it.
 *
 * @param id unique; stamped into the snapshots that the run commits
 * @param table {@code namespace.table}
 * @param reason why it ran, and once it has ended, how it ended
 * @param filesBefore files that the run replaced or removed: data files of a compaction, manifests of a manifest
 *     rewrite, files that only expired snapshots needed
 * @param filesAfter what is there in their place
 * @param bytesRewritten size of the data files or manifests read, of the files deleted by an expiry
 * @param guard the guard that refused it
 * @param receipt what was checked and counted, as JSON
 * @param error what went wrong, without any value of the data
 * @param progress how far it is or came; empty where it never knew how much there was to do
 */
public record Run(
        String id,
        String catalog,
        String table,
        Operation operation,
        Trigger trigger,
        Outcome outcome,
        String reason,
        Instant started,
        Optional<Instant> finished,
        Optional<Long> snapshotBefore,
        Optional<Long> snapshotAfter,
        long filesBefore,
        long filesAfter,
        long bytesRewritten,
        long recordsRewritten,
        Optional<Guard> guard,
        Optional<String> receipt,
        Optional<String> error,
        Optional<RunProgress> progress) {
    public Run {
        if (outcome == Outcome.RUNNING && finished.isPresent()) {
            throw new IllegalArgumentException("Cannot record run " + id + ": it is running and has finished");
        }
    }

    /** The same run, that far. */
    public Run withProgress(Optional<RunProgress> now) {
        return new Run(
                id,
                catalog,
                table,
                operation,
                trigger,
                outcome,
                reason,
                started,
                finished,
                snapshotBefore,
                snapshotAfter,
                filesBefore,
                filesAfter,
                bytesRewritten,
                recordsRewritten,
                guard,
                receipt,
                error,
                now);
    }

    /** How long it will still take if it goes on as it has gone; empty where nobody knows, and once it has ended. */
    public Optional<Duration> left(Instant now) {
        return outcome == Outcome.RUNNING ? progress.flatMap(known -> known.left(started, now)) : Optional.empty();
    }
}
