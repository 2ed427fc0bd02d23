package io.firn.daemon.report;

import io.firn.daemon.rows.LiveRows;
import io.firn.daemon.rows.RowCount;
import io.firn.daemon.schedule.Ticket;
import io.firn.daemon.schedule.Upkeep;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.GroupLagView;
import io.firn.daemon.view.Health;
import io.firn.daemon.view.OverviewView;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.TableView;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.lag.LagView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/** Answers what the command line, the API and the page ask of an open lake. */
public final class LakeReport implements AutoCloseable {
    private static final int RUNS_FOR_HEALTH = 500;
    private static final int RUNS_SHOWN = 30;
    private static final int TRIES = 3;
    private static final Duration COUNTING = Duration.ofSeconds(30);

    private final LakeWatch watch;
    private final Upkeep upkeep;
    private final Maintenance maintenance;
    private final Ledger ledger;
    private final LiveRows rows;
    private final RowRefresh refresh;
    private final Supplier<Optional<LagView>> lag;
    private final boolean maintenanceEnabled;
    private final Instant started;
    private final Clock clock;

    public LakeReport(
            LakeWatch watch,
            Upkeep upkeep,
            Maintenance maintenance,
            Ledger ledger,
            LiveRows rows,
            Supplier<Optional<LagView>> lag,
            boolean maintenanceEnabled,
            Instant started,
            Clock clock) {
        this.watch = watch;
        this.upkeep = upkeep;
        this.maintenance = maintenance;
        this.ledger = ledger;
        this.rows = rows;
        this.refresh = new RowRefresh(rows, clock);
        this.lag = lag;
        this.maintenanceEnabled = maintenanceEnabled;
        this.started = started;
        this.clock = clock;
    }

    /** Every table as it is now, rows counted; what would take too long altogether keeps an estimate. */
    public List<TableView> tables() {
        watch.look();
        Map<String, List<Run>> runs = runsByTable();
        Instant deadline = clock.instant().plus(COUNTING);
        return watch.tables().stream()
                .map(table -> view(table, health(table, runs), clock.instant().isBefore(deadline))
                        .withoutDetails())
                .toList();
    }

    /** One table as it is now, rows counted. */
    public Optional<TableView> table(String name) {
        Optional<WatchedTable> table = Optional.empty();
        Optional<TableView> view = Optional.empty();
        for (int i = 0; i < TRIES && !view.map(TableView::recordsExact).orElse(false); i++) {
            // A writer or an expiry may have moved the table on while its rows were counted.
            identifier(name).ifPresent(watch::look);
            table = watch.table(name);
            view = table.map(found -> view(found, health(found, runsByTable()), true));
            if (table.flatMap(WatchedTable::state).map(TableState::records).orElse(0L) > LiveRows.MOST_COUNTED) {
                return view;
            }
        }
        return view;
    }

    /** Newest first. */
    public List<RunView> runs(Optional<String> table, int limit) {
        return ledger.runs(table, limit).stream().map(RunViews::of).toList();
    }

    public Optional<RunView> run(String id) {
        return ledger.run(id).map(RunViews::of);
    }

    /** What would be done now with one table or all, empty where there is no such table. */
    public Optional<List<DecisionView>> plan(Optional<String> name, Optional<Operation> operation, Trigger trigger) {
        List<WatchedTable> tables;
        if (name.isPresent()) {
            identifier(name.get()).ifPresent(watch::look);
            Optional<WatchedTable> table = watch.table(name.get());
            if (table.isEmpty()) {
                return Optional.empty();
            }
            tables = List.of(table.get());
        } else {
            watch.look();
            tables = watch.tables();
        }
        return Optional.of(tables.stream()
                .flatMap(table -> upkeep.decide(table, trigger).stream())
                .filter(decision -> operation.isEmpty() || decision.operation() == operation.get())
                .map(this::view)
                .toList());
    }

    /** Has an operation run because somebody asked, empty where there is no such table. */
    public Optional<RequestView> request(String name, Operation operation) {
        identifier(name).ifPresent(watch::look);
        return watch.table(name)
                .map(table -> upkeep.queue().offer(table.identifier(), operation, Trigger.REQUEST))
                .map(RunViews::of);
    }

    public Optional<RequestView> requested(String id) {
        Optional<Ticket> ticket = upkeep.queue().ticket(id);
        return ticket.map(RunViews::of);
    }

    public List<GroupLagView> lag() {
        return lag.get().stream()
                .flatMap(view -> view.groups().stream())
                .map(group -> new GroupLagView(group.group(), group.topic(), group.records()))
                .toList();
    }

    /** What the status page shows; reads nothing but the ledger. */
    public OverviewView overview(ReadyView ready) {
        List<WatchedTable> tables = watch.tables();
        refresh.ask(tables.stream().flatMap(table -> table.loaded().stream()).toList());
        Map<String, List<Run>> runs = runsByTable();
        return new OverviewView(
                clock.instant(),
                started,
                maintenanceEnabled,
                ready,
                tables.stream()
                        .map(table -> view(table, health(table, runs), false).withoutDetails())
                        .toList(),
                maintenance.active().stream().map(RunViews::of).toList(),
                runs(Optional.empty(), RUNS_SHOWN),
                upkeep.decisions().stream().map(this::view).toList(),
                lag());
    }

    @Override
    public void close() {
        refresh.close();
    }

    private TableView view(WatchedTable table, Health health, boolean counted) {
        if (table.loaded().isEmpty()) {
            return TableViews.unread(table, health);
        }
        WatchedTable.Loaded loaded = table.loaded().get();
        RowCount count = counted ? rows.count(loaded.state(), loaded.table()) : rows.known(loaded.state());
        return TableViews.of(loaded, table.policy().compaction().smallFileBytes(), count, health);
    }

    private DecisionView view(Decision decision) {
        return watch.table(decision.table())
                .map(table -> RunViews.of(decision, table.policy(), clock.instant()))
                .orElseThrow(() -> new IllegalStateException("Cannot show the plan of " + decision.table()));
    }

    private Health health(WatchedTable table, Map<String, List<Run>> runs) {
        return TableHealth.judge(table.failure(), runs.getOrDefault(table.name(), List.of()));
    }

    private Map<String, List<Run>> runsByTable() {
        return ledger.runs(Optional.empty(), RUNS_FOR_HEALTH).stream().collect(Collectors.groupingBy(Run::table));
    }

    private static Optional<TableIdentifier> identifier(String name) {
        try {
            return name.isBlank() ? Optional.empty() : Optional.of(TableIdentifier.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
