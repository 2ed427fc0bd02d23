package io.firn.daemon.report;

import io.firn.daemon.quality.QualityWatch;
import io.firn.daemon.rows.LiveRows;
import io.firn.daemon.rows.RowCount;
import io.firn.daemon.schedule.Ticket;
import io.firn.daemon.schedule.Upkeep;
import io.firn.daemon.view.AuditView;
import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.GroupLagView;
import io.firn.daemon.view.Health;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.QuarantineView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.TableView;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Explanation;
import io.firn.maintenance.replay.Replay;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.lag.LagView;
import io.firn.quality.reconciliation.MissingRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Answers what the command line, the API and the page ask of an open lake. */
public final class LakeReport implements AutoCloseable {
    private static final int RUNS_FOR_HEALTH = 500;
    private static final int TRIES = 3;
    private static final Duration COUNTING = Duration.ofSeconds(30);

    private final LakeWatch watch;
    private final Upkeep upkeep;
    private final Maintenance maintenance;
    private final Ledger ledger;
    private final QualityWatch quality;
    private final LiveRows rows;
    private final RowRefresh refresh;
    private final Supplier<Optional<LagView>> lag;
    private final CompletenessReport completeness;
    private final PageReport page;
    private final Clock clock;

    public LakeReport(
            LakeWatch watch,
            Upkeep upkeep,
            Maintenance maintenance,
            Ledger ledger,
            QualityWatch quality,
            LiveRows rows,
            Supplier<Optional<LagView>> lag,
            CompletenessReport completeness,
            boolean maintenanceEnabled,
            Instant started,
            Clock clock) {
        this.watch = watch;
        this.upkeep = upkeep;
        this.maintenance = maintenance;
        this.ledger = ledger;
        this.quality = quality;
        this.rows = rows;
        this.refresh = new RowRefresh(rows, clock);
        this.lag = lag;
        this.completeness = completeness;
        this.clock = clock;
        this.page = new PageReport(this, watch, upkeep, maintenance, quality, lag, maintenanceEnabled, started, clock);
    }

    /** Every table as it is now, rows counted; what would take too long altogether keeps an estimate. */
    public List<TableView> tables() {
        watch.look();
        Map<String, List<Run>> runs = runsByTable();
        List<PauseView> pauses = pauses();
        List<MissingRecords> lost = completeness.missing();
        Instant deadline = clock.instant().plus(COUNTING);
        return watch.tables().stream()
                .map(table -> view(table, runs, pauses, lost, clock.instant().isBefore(deadline))
                        .withoutDetails())
                .toList();
    }

    /** One table as it is now, rows counted. */
    public Optional<TableView> table(String name) {
        Optional<WatchedTable> table = Optional.empty();
        Optional<TableView> view = Optional.empty();
        for (int i = 0; i < TRIES && !view.map(TableView::recordsExact).orElse(false); i++) {
            // A writer or an expiry may have moved the table on while its rows were counted.
            TableNames.parse(name).ifPresent(watch::look);
            table = watch.table(name);
            view = table.map(found -> view(found, runsByTable(), pauses(), completeness.missing(), true));
            if (table.flatMap(WatchedTable::state).map(TableState::records).orElse(0L) > LiveRows.MOST_COUNTED) {
                return view;
            }
        }
        return view;
    }

    /** Newest first. */
    public List<RunView> runs(Optional<String> table, int limit) {
        return runs(table, Optional.empty(), Optional.empty(), limit);
    }

    /** Those of one table, one operation and one outcome, where they are given; newest first. */
    public List<RunView> runs(
            Optional<String> table, Optional<Operation> operation, Optional<Outcome> outcome, int limit) {
        return brief(fresh(ledger.runs(table, operation, outcome, limit)).stream());
    }

    public Optional<RunView> run(String id) {
        return ledger.run(id).map(run -> RunViews.of(fresh(List.of(run)).get(0), clock.instant()));
    }

    /** What would be done now with one table or all, empty where there is no such table. */
    public Optional<List<DecisionView>> plan(Optional<String> name, Optional<Operation> operation, Trigger trigger) {
        List<WatchedTable> tables;
        if (name.isPresent()) {
            TableNames.parse(name.get()).ifPresent(watch::look);
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

    /** Where each value of a table's policy comes from, empty where there is no such table. */
    public Optional<Explanation> policy(String name) {
        return TableNames.parse(name).flatMap(table -> ifThere(() -> maintenance.explain(table)));
    }

    /** What a table's policy would have done in the last while, empty where there is no such table. */
    public Optional<Replay> replay(String name, Duration period) {
        return TableNames.parse(name).flatMap(table -> ifThere(() -> maintenance.replay(table, period)));
    }

    /** The checks of one table's data or of all as they are now, empty where there is no such table. */
    public Optional<List<CheckView>> checks(Optional<String> name) {
        name.ifPresentOrElse(table -> TableNames.parse(table).ifPresent(watch::look), watch::look);
        return quality.checks(name);
    }

    /** What is paused, oldest first. */
    public List<PauseView> pauses() {
        return maintenance.pauses().all().stream().map(RunViews::of).toList();
    }

    /** The streaming readers of a table, empty where there is no such table. */
    public Optional<List<ConsumerView>> consumers(String name) {
        TableNames.parse(name).ifPresent(watch::look);
        return watch.table(name).map(table -> registered(table.name()));
    }

    List<ConsumerView> registered(String name) {
        return maintenance.consumers().all().stream()
                .filter(consumer -> consumer.table().equals(name))
                .map(RunViews::of)
                .toList();
    }

    /** What orphan removal has moved away and can put back. */
    public List<QuarantineView> quarantine() {
        return maintenance.quarantine().stream().map(RunViews::of).toList();
    }

    /** Newest first. */
    public List<AuditView> audit(int limit) {
        return ledger.audit().newest(limit).stream()
                .map(entry -> new AuditView(
                        entry.id(), entry.at(), entry.actor(), entry.action(), entry.subject(), entry.answer()))
                .toList();
    }

    public Optional<RequestView> requested(String id) {
        Optional<Ticket> ticket = upkeep.queue().ticket(id);
        return ticket.map(asked -> RunViews.of(asked, progress(asked)));
    }

    private Optional<ProgressView> progress(Ticket ticket) {
        return maintenance.active().stream()
                .filter(run -> run.table().equals(ticket.table().toString()) && run.operation() == ticket.operation())
                .map(run -> RunViews.progress(run, clock.instant()))
                .findFirst();
    }

    /** Whether every record is accounted for. */
    public CompletenessReport completeness() {
        return completeness;
    }

    public List<GroupLagView> lag() {
        return lag.get().stream()
                .flatMap(view -> view.groups().stream())
                .map(LagViews::of)
                .toList();
    }

    /** What the page asks. */
    public PageReport page() {
        return page;
    }

    /** Has the rows counted of tables of which that is not known, soon. */
    void refreshRows() {
        refresh.ask(watch.tables().stream()
                .flatMap(table -> table.loaded().stream())
                .toList());
    }

    /** As many runs as judging the tables takes, newest first. */
    List<Run> newest() {
        return fresh(ledger.runs(Optional.empty(), RUNS_FOR_HEALTH));
    }

    RowCount knownRows(TableState state) {
        return rows.known(state);
    }

    /** The same runs; of those that go on in this process, as far as they are now. */
    private List<Run> fresh(List<Run> runs) {
        Map<String, Run> here = maintenance.active().stream().collect(Collectors.toMap(Run::id, Function.identity()));
        return runs.stream()
                .map(run -> run.outcome() == Outcome.RUNNING ? here.getOrDefault(run.id(), run) : run)
                .toList();
    }

    List<RunView> brief(Stream<Run> runs) {
        Instant now = clock.instant();
        return runs.map(run -> RunViews.brief(run, now)).toList();
    }

    @Override
    public void close() {
        refresh.close();
    }

    TableView view(
            WatchedTable table,
            Map<String, List<Run>> runs,
            List<PauseView> all,
            List<MissingRecords> lost,
            boolean counted) {
        List<PauseView> pauses = pausesOf(table, all);
        Health health = health(table, runs, all, lost);
        if (table.loaded().isEmpty()) {
            return TableViews.unread(table, health, pauses);
        }
        WatchedTable.Loaded loaded = table.loaded().get();
        RowCount count = counted ? rows.count(loaded.state(), loaded.table()) : rows.known(loaded.state());
        return TableViews.of(loaded, table.policy().compaction().smallFileBytes(), count, health, pauses);
    }

    Health health(WatchedTable table, Map<String, List<Run>> runs, List<PauseView> all, List<MissingRecords> lost) {
        return CompletenessReport.judge(
                table.name(),
                lost,
                TableHealth.judge(table.failure(), runs.getOrDefault(table.name(), List.of()), pausesOf(table, all)));
    }

    private static List<PauseView> pausesOf(WatchedTable table, List<PauseView> all) {
        return all.stream()
                .filter(pause -> pause.table().map(table.name()::equals).orElse(true))
                .toList();
    }

    DecisionView view(Decision decision) {
        return watch.table(decision.table())
                .map(table -> RunViews.of(decision, table.policy(), clock.instant()))
                .orElseThrow(() -> new IllegalStateException("Cannot show the plan of " + decision.table()));
    }

    private Map<String, List<Run>> runsByTable() {
        return ledger.runs(Optional.empty(), RUNS_FOR_HEALTH).stream().collect(Collectors.groupingBy(Run::table));
    }

    private static <T> Optional<T> ifThere(Supplier<T> answer) {
        try {
            return Optional.of(answer.get());
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }
}
