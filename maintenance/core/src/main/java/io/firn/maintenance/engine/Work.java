package io.firn.maintenance.engine;

import io.firn.lake.table.TableState;
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.iceberg.Table;

/**
 * What an engine is to work on.
 *
 * @param table as it was loaded for {@code state}, or since if the run has planned anew
 * @param replans how often the run has planned anew after a lost race
 * @param cancelled asked now and then; once true, the run ends as soon as it can, committing nothing more
 * @param consumers the table's registered readers as of now
 * @param steps told of every border between two steps
 * @param reload loads the table anew from the catalog, for the verifier
 * @param uncommitted what the run writes, until it is committed
 */
public record Work(
        String runId,
        Table table,
        int replans,
        Supplier<Table> reload,
        TableState state,
        Policy policy,
        Trigger trigger,
        Instant now,
        Supplier<List<Consumer>> consumers,
        CommitGate gate,
        BooleanSupplier cancelled,
        Progress progress,
        UncommittedFiles uncommitted,
        Steps steps) {
    /** Snapshot summary key with the run's id: how a commit whose answer was lost is found again. */
    public static final String RUN_ID = "firn.run-id";

    /** Table property with the id of the last expiry, set in the very commit that expires: an expiry makes no snapshot. */
    public static final String EXPIRY_RUN_ID = "firn.expiry-run-id";

    /** The same on the table as it has become. */
    Work plannedAnew(Table newer) {
        return new Work(
                runId,
                newer,
                replans + 1,
                reload,
                state,
                policy,
                trigger,
                now,
                consumers,
                gate,
                cancelled,
                progress,
                uncommitted,
                steps);
    }
}
