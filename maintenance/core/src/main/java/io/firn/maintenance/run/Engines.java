package io.firn.maintenance.run;

import io.firn.maintenance.engine.ColumnThreads;
import io.firn.maintenance.engine.Compaction;
import io.firn.maintenance.engine.DeleteFileRewrite;
import io.firn.maintenance.engine.ManifestRewrite;
import io.firn.maintenance.engine.Result;
import io.firn.maintenance.engine.SnapshotExpiry;
import io.firn.maintenance.engine.Work;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.orphans.LocationIndex;
import io.firn.maintenance.orphans.OrphanRemoval;
import io.firn.maintenance.plan.Operation;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;

/** What does the work of each operation; what it throws becomes the run's result. */
record Engines(
        Ledger ledger,
        String catalog,
        LocationIndex locations,
        ExecutorService rewrites,
        int concurrency,
        ColumnThreads columns,
        Random random,
        Clock clock) {

    Result run(Work work, Operation operation) {
        try {
            return switch (operation) {
                case COMPACTION -> new Compaction(rewrites, concurrency, columns, clock).run(work);
                case SNAPSHOT_EXPIRY -> new SnapshotExpiry(ledger.deletions(), rewrites).run(work);
                case MANIFEST_REWRITE -> new ManifestRewrite().run(work);
                case DELETE_FILE_REWRITE -> new DeleteFileRewrite().run(work);
                case ORPHAN_REMOVAL ->
                    new OrphanRemoval(
                                    ledger.candidates(catalog), ledger.quarantine(catalog), locations, rewrites, random)
                            .run(work);
            };
        } catch (CancellationException e) {
            return Result.of(Outcome.CANCELLED, "ended before its commit");
        } catch (RuntimeException e) {
            return Result.of(Outcome.FAILED, "it broke off", e);
        }
    }
}
