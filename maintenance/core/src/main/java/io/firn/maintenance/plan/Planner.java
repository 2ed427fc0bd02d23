package io.firn.maintenance.plan;

import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.time.Instant;
import java.util.List;

/** Decides what a table needs. Pure: the same arguments give the same decisions, and nothing is read or written. */
public final class Planner {

    /** One decision an operation, chosen or not, for a table without a history of runs. */
    public List<Decision> plan(TableState state, Policy policy, Trigger trigger, Instant now) {
        return plan(state, policy, trigger, now, List.of());
    }

    /**
     * One decision an operation, chosen or not.
     *
     * @param attempts earlier runs on this table, newest first; what failed or gained nothing on this very snapshot is
     *     not tried again at once
     */
    public List<Decision> plan(TableState state, Policy policy, Trigger trigger, Instant now, List<Attempt> attempts) {
        return List.of(
                Decision.not(state.name(), Operation.COMPACTION, "not planned yet"),
                Decision.not(state.name(), Operation.SNAPSHOT_EXPIRY, "not planned yet"),
                Decision.not(state.name(), Operation.MANIFEST_REWRITE, "not planned yet"));
    }
}
