package io.firn.maintenance.run;

import io.firn.maintenance.engine.Result;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Instant;
import java.util.Optional;

/** What is known of a run from its first moment; makes the ledger's entries of it. */
record RunRecord(
        String id,
        String catalog,
        String table,
        Operation operation,
        Trigger trigger,
        Instant started,
        Optional<String> why) {

    RunRecord(String id, String catalog, String table, Operation operation, Trigger trigger, Instant started) {
        this(id, catalog, table, operation, trigger, started, Optional.empty());
    }

    RunRecord because(String reason) {
        return new RunRecord(id, catalog, table, operation, trigger, started, Optional.of(reason));
    }

    Run running(String reason, Optional<Long> snapshot) {
        return new Run(
                id,
                catalog,
                table,
                operation,
                trigger,
                Outcome.RUNNING,
                reason,
                started,
                Optional.empty(),
                snapshot,
                Optional.empty(),
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Run ended(Result result, Optional<Long> snapshotBefore, Instant finished) {
        return new Run(
                id,
                catalog,
                table,
                operation,
                trigger,
                result.outcome(),
                why.map(reason -> reason + "; " + result.reason()).orElse(result.reason()),
                started,
                Optional.of(finished),
                snapshotBefore,
                result.snapshotAfter(),
                result.filesBefore(),
                result.filesAfter(),
                result.bytesRewritten(),
                result.recordsRewritten(),
                result.guard(),
                result.receipt(),
                result.error(),
                Optional.empty());
    }
}
