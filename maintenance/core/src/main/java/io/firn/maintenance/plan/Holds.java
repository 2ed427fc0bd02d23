package io.firn.maintenance.plan;

import java.util.Optional;

/**
 * Reasons outside maintenance to keep a table's old snapshots and loose files for now, such as records that are missing:
 * where they went can be seen there only. Expiry and orphan removal wait, whoever asks, until the reason is gone.
 */
@FunctionalInterface
public interface Holds {
    /** Nothing is ever held. */
    Holds NONE = table -> Optional.empty();

    /** Why a table ({@code namespace.table}) is held, if it is. */
    Optional<String> reason(String table);

    /** The decision, or that it has to wait. */
    default Decision answer(Decision decision) {
        boolean deletes =
                decision.operation() == Operation.SNAPSHOT_EXPIRY || decision.operation() == Operation.ORPHAN_REMOVAL;
        return decision.chosen() && deletes
                ? reason(decision.table()).map(decision::waiting).orElse(decision)
                : decision;
    }
}
