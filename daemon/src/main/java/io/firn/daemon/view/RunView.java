package io.firn.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.maintenance.verify.Receipt;
import java.time.Instant;
import java.util.Optional;

/**
 * A maintenance run as the ledger has it. Operation, trigger and outcome are lower case, words joined by dashes.
 *
 * @param progress how far it is or came, where it knew how much there was to do
 * @param guard that refused it
 * @param receipt what was checked and counted; left out where many runs are listed
 */
public record RunView(
        String id,
        String table,
        String operation,
        String trigger,
        String outcome,
        String reason,
        Instant started,
        Optional<Instant> finished,
        long filesBefore,
        long filesAfter,
        long bytesRewritten,
        long recordsRewritten,
        Optional<ProgressView> progress,
        Optional<Long> snapshotBefore,
        Optional<Long> snapshotAfter,
        Optional<String> error,
        Optional<GuardView> guard,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Receipt> receipt) {
    public RunView {
        progress = progress == null ? Optional.empty() : progress;
        receipt = receipt == null ? Optional.empty() : receipt;
    }

    /** The guard that refused a run: its id in {@code docs/operations/safety.md}, and what it watches. */
    public record GuardView(String id, String watches) {}
}
