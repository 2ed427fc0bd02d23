package io.firn.maintenance.plan;

import java.util.Optional;

/**
 * Reasons outside maintenance to leave tables alone for now, whoever asks, until they are gone: some keep a table's old
 * snapshots and loose files, such as records that are missing (where they went can be seen there only), some keep all of
 * maintenance from every table.
 */
@FunctionalInterface
public interface Holds {
    /** Nothing is ever held. */
    Holds NONE = table -> Optional.empty();

    /** Why nothing may be deleted of a table ({@code namespace.table}): expiry and orphan removal wait. */
    Optional<String> reason(String table);

    /** Why nothing may be done to any table. */
    default Optional<String> reasonForAll() {
        return Optional.empty();
    }

    /** The decision, or that it has to wait. */
    default Decision answer(Decision decision) {
        if (!decision.chosen()) {
            return decision;
        }
        boolean deletes =
                decision.operation() == Operation.SNAPSHOT_EXPIRY || decision.operation() == Operation.ORPHAN_REMOVAL;
        return reasonForAll()
                .or(() -> deletes ? reason(decision.table()) : Optional.empty())
                .map(decision::waiting)
                .orElse(decision);
    }
}
