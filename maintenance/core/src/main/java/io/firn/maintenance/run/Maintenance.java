package io.firn.maintenance.run;

import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Planner;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Policies;
import java.time.Clock;
import java.util.List;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Maintenance of the tables of one catalog: plan, lease, run, verify, record. Safe for use by many threads; two
 * operations on one table never run at the same time, in this process or another that shares the ledger.
 */
public final class Maintenance implements AutoCloseable {
    private final Catalog catalog;
    private final String catalogName;
    private final TableStateReader reader;
    private final Policies policies;
    private final Ledger ledger;
    private final Clock clock;
    private final Planner planner = new Planner();

    public Maintenance(
            Catalog catalog,
            String catalogName,
            TableStateReader reader,
            Policies policies,
            Ledger ledger,
            Clock clock) {
        this.catalog = catalog;
        this.catalogName = catalogName;
        this.reader = reader;
        this.policies = policies;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** What each operation would do to a table now, and why, or why not. Changes nothing; throws what the catalog throws. */
    public List<Decision> plan(TableIdentifier table, Trigger trigger) {
        return plan(reader.read(catalogName, table, catalog.loadTable(table), clock.instant()), trigger);
    }

    /** The same for a state that has been read already. */
    public List<Decision> plan(TableState state, Trigger trigger) {
        return planner.plan(state, policies.of(state), trigger, clock.instant(), List.of());
    }

    /**
     * Plans, takes the table's lease, runs, verifies and records. Throws only where the ledger or the program is at fault:
     * whatever goes wrong with the table is in the run's outcome.
     */
    public Run run(TableIdentifier table, Operation operation, Trigger trigger) {
        Run run = new Run(
                java.util.UUID.randomUUID().toString(),
                catalogName,
                table.toString(),
                operation,
                trigger,
                io.firn.maintenance.ledger.Outcome.REJECTED,
                "not built yet",
                clock.instant(),
                java.util.Optional.of(clock.instant()),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                0,
                0,
                0,
                0,
                java.util.Optional.empty());
        ledger.add(run);
        return run;
    }

    /**
     * Resolves what an earlier process left open, by looking for the run's id in the table; to be called at start and now
     * and then. A run whose lease is still alive is left alone. Returns the runs that it resolved.
     */
    public List<Run> recover() {
        return List.of();
    }

    /** What runs at this moment, in this process. */
    public List<RunProgress> active() {
        return List.of();
    }

    /** Ends the threads; what runs is interrupted and resolved by {@link #recover()} at the next start. */
    @Override
    public void close() {}
}
