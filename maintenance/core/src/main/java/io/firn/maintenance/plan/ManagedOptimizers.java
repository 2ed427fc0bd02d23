package io.firn.maintenance.plan;

import io.firn.lake.config.ForeignMaintenance;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a catalog's own service does to its tables, such as AWS Glue's table optimizers, whether it is idle or not (hazard H17). */
@FunctionalInterface
public interface ManagedOptimizers {
    /** For a catalog without such a service. */
    ManagedOptimizers NONE = (table, operation) -> Optional.empty();

    /**
     * That the service does the same as an operation, or does not say whether it does, in words for an operator; empty where
     * it does not. Asks the service at times, and throws nothing that it answers.
     */
    Optional<String> seen(TableIdentifier table, Operation operation);

    /** What was decided, once the service has been asked about what is chosen: refused, or with a warning. */
    default Decision answer(TableIdentifier table, Decision decision, ForeignMaintenance policy) {
        if (!decision.chosen()) {
            return decision;
        }
        Optional<String> seen = seen(table, decision.operation());
        if (policy == ForeignMaintenance.WARN) {
            return seen.map(decision::warning).orElse(decision);
        }
        return seen.map(reason -> Decision.refused(
                        decision.table(), decision.operation(), Optional.of(Guard.H17), "refused: " + reason))
                .orElse(decision);
    }
}
