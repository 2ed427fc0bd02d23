package io.firn.daemon.schedule;

import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What became of work that the queue took.
 *
 * @param run once it is finished, unless the ledger failed
 */
public record Ticket(
        String id, TableIdentifier table, Operation operation, State state, Instant requested, Optional<Run> run) {

    /** Where the work is. */
    public enum State {
        QUEUED,
        RUNNING,
        FINISHED
    }

    Ticket with(Run ended) {
        return new Ticket(id, table, operation, state, requested, Optional.of(ended));
    }
}
