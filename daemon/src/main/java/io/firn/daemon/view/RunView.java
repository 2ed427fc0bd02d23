package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/** A maintenance run as the ledger has it. Operation, trigger and outcome are lower case, words joined by dashes. */
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
        Optional<Long> snapshotBefore,
        Optional<Long> snapshotAfter,
        Optional<String> error) {}
