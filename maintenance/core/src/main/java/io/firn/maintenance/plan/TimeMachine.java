package io.firn.maintenance.plan;

import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Replays a policy over the snapshots that a table still has. Pure: the same arguments give the same replay. */
public final class TimeMachine {
    private TimeMachine() {}

    public static Replay replay(TableState state, Policy policy, Duration period) {
        return new Replay(
                state.name(),
                state.readAt().minus(period),
                state.readAt(),
                List.of(),
                List.of(),
                0,
                0,
                Optional.empty(),
                List.of(),
                List.of("nothing is replayed yet"));
    }
}
