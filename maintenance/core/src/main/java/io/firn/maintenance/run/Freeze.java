package io.firn.maintenance.run;

import io.firn.maintenance.ledger.Pauses;
import io.firn.maintenance.plan.Operation;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops all deletions on a table that has lost live files (hazard H19), by pausing what deletes: everybody sees that, and
 * nothing is deleted until a person resumes it.
 */
record Freeze(Pauses pauses) {
    private static final Logger LOG = LoggerFactory.getLogger(Freeze.class);
    private static final List<Operation> DELETING = List.of(Operation.SNAPSHOT_EXPIRY, Operation.ORPHAN_REMOVAL);

    void freeze(String table, String reason) {
        DELETING.forEach(operation -> pauses.pause(Optional.of(table), Optional.of(operation), "guard H19", reason));
        LOG.error("Deletions on {} are frozen until they are resumed: {}", table, reason);
    }

    boolean isFrozen(String table) {
        return pauses.all().stream()
                .anyMatch(pause -> DELETING.stream().anyMatch(operation -> pause.covers(table, operation)));
    }
}
