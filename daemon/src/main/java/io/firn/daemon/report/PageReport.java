package io.firn.daemon.report;

import io.firn.daemon.quality.QualityWatch;
import io.firn.daemon.rows.RowCount;
import io.firn.daemon.schedule.Upkeep;
import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.CompletenessView;
import io.firn.daemon.view.GroupLagView;
import io.firn.daemon.view.LedgerView;
import io.firn.daemon.view.OverviewView;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.view.StatusView;
import io.firn.daemon.view.TablePageView;
import io.firn.daemon.view.TableRowView;
import io.firn.daemon.view.TableView;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.lag.UnqueryableAge;
import io.firn.quality.reconciliation.MissingRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers what the page asks every few seconds. Reads nothing but the ledger: all else is as it was last seen. */
public final class PageReport {
    private static final int RUNS_SHOWN = 10;
    private static final int RUNS_OF_A_TABLE = 20;
    private static final int REJECTED_SHOWN = 10;
    private static final int PLANNED_SHOWN = 10;
    private static final int CHECKS_SHOWN = 100;
    private static final int SNAPSHOTS_SHOWN = 30;

    private final LakeReport lake;
    private final LakeWatch watch;
    private final Upkeep upkeep;
    private final Maintenance maintenance;
    private final QualityWatch quality;
    private final Supplier<Optional<LagView>> lag;
    private final boolean maintenanceEnabled;
    private final Instant started;
    private final Clock clock;

    PageReport(
            LakeReport lake,
            LakeWatch watch,
            Upkeep upkeep,
            Maintenance maintenance,
            QualityWatch quality,
            Supplier<Optional<LagView>> lag,
            boolean maintenanceEnabled,
            Instant started,
            Clock clock) {
        this.lake = lake;
        this.watch = watch;
        this.upkeep = upkeep;
        this.maintenance = maintenance;
        this.quality = quality;
        this.lag = lag;
        this.maintenanceEnabled = maintenanceEnabled;
        this.started = started;
        this.clock = clock;
    }

    /** What several parts of a page are made of, read once. */
    private record Facts(List<Run> runs, List<PauseView> pauses, List<MissingRecords> lost, List<CheckView> checks) {}

    /** What is at the top of every page. */
    public StatusView status(ReadyView ready) {
        Facts facts = facts();
        return status(ready, rows(facts), facts);
    }

    /** How all tables are, and what goes on. */
    public OverviewView overview(ReadyView ready) {
        lake.refreshRows();
        Facts facts = facts();
        List<TableRowView> rows = rows(facts);
        return new OverviewView(
                status(ready, rows, facts),
                maintenanceEnabled,
                rows,
                running(facts.runs()),
                lake.brief(facts.runs().stream()
                        .filter(run -> run.outcome() != Outcome.RUNNING)
                        .limit(RUNS_SHOWN)),
                upkeep.decisions().stream()
                        .filter(Decision::chosen)
                        .limit(PLANNED_SHOWN)
                        .map(lake::view)
                        .toList(),
                LagViews.shown(lake.lag()),
                facts.pauses(),
                lake.brief(facts.runs().stream()
                        .filter(run -> run.outcome() == Outcome.REJECTED)
                        .limit(REJECTED_SHOWN)),
                lake.quarantine(),
                facts.checks().stream()
                        .sorted(Comparator.comparing(PageReport::urgency))
                        .limit(CHECKS_SHOWN)
                        .toList(),
                facts.lost().stream().map(CompletenessReport::view).toList());
    }

    /** How one table is, and what goes on with it; empty where there is no such table. */
    public Optional<TablePageView> table(String name, ReadyView ready) {
        return watch.table(name).map(table -> table(table, ready));
    }

    private TablePageView table(WatchedTable table, ReadyView ready) {
        lake.refreshRows();
        String name = table.name();
        Facts facts = facts();
        TableView view = lake.view(table, byTable(facts.runs()), facts.pauses(), facts.lost(), false);
        List<CompletenessView> completeness = lake.completeness().streams().stream()
                .filter(stream -> stream.table().equals(name))
                .toList();
        List<LedgerView.MissingView> missing = facts.lost().stream()
                .filter(lost -> lost.table().equals(name))
                .map(CompletenessReport::view)
                .toList();
        return new TablePageView(
                status(ready, rows(facts), facts),
                view,
                Optional.ofNullable(unqueryable().get(name)),
                running(facts.runs()).stream()
                        .filter(run -> run.table().equals(name))
                        .toList(),
                upkeep.decisions().stream()
                        .filter(decision -> decision.table().equals(name))
                        .map(lake::view)
                        .toList(),
                quality.known(table),
                lake.runs(Optional.of(name), RUNS_OF_A_TABLE),
                table.state()
                        .map(state -> SnapshotViews.newest(state, SNAPSHOTS_SHOWN))
                        .orElse(List.of()),
                completeness,
                missing,
                lag(completeness),
                lake.quarantine().stream()
                        .filter(held -> held.table().equals(name))
                        .toList(),
                lake.registered(name));
    }

    private Facts facts() {
        return new Facts(lake.newest(), lake.pauses(), lake.completeness().missing(), quality.notPassing());
    }

    private StatusView status(ReadyView ready, List<TableRowView> rows, Facts facts) {
        return new StatusView(clock.instant(), started, Verdict.judge(ready, rows, facts.pauses(), maintenanceEnabled));
    }

    /** Those first that need most attention, then those that are furthest behind. */
    private List<TableRowView> rows(Facts facts) {
        Map<String, List<Run>> runs = byTable(facts.runs());
        Map<String, List<CheckView>> checks = facts.checks().stream().collect(Collectors.groupingBy(CheckView::table));
        Set<String> losing = facts.lost().stream().map(MissingRecords::table).collect(Collectors.toSet());
        Map<String, Double> unqueryable = unqueryable();
        return watch.tables().stream()
                .map(table -> row(
                        table,
                        Attention.judge(
                                lake.health(table, runs, facts.pauses(), facts.lost()),
                                losing.contains(table.name()),
                                checks.getOrDefault(table.name(), List.of())),
                        Optional.ofNullable(unqueryable.get(table.name()))))
                .sorted(Comparator.comparing(TableRowView::attention, Comparator.reverseOrder())
                        .thenComparing(row -> row.unqueryableSeconds().orElse(0.0), Comparator.reverseOrder())
                        .thenComparing(TableRowView::table))
                .toList();
    }

    private TableRowView row(WatchedTable table, Attention attention, Optional<Double> unqueryable) {
        if (table.state().isEmpty()) {
            return new TableRowView(
                    table.name(),
                    0,
                    false,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Optional.empty(),
                    unqueryable,
                    attention.level(),
                    attention.reasons());
        }
        TableState state = table.state().get();
        RowCount count = lake.knownRows(state);
        return new TableRowView(
                table.name(),
                count.rows(),
                count.exact(),
                state.dataFiles().files(),
                state.dataFiles().bytes(),
                state.dataFilesBelow(table.policy().compaction().smallFileBytes()),
                state.deleteFileCount(),
                state.snapshots().size(),
                state.lastWriterSnapshot().map(SnapshotState::committedAt),
                unqueryable,
                attention.level(),
                attention.reasons());
    }

    private Map<String, Double> unqueryable() {
        return lag.get().stream()
                .flatMap(view -> view.tables().stream())
                .collect(Collectors.toMap(UnqueryableAge::table, age -> seconds(age.age()), Math::max));
    }

    /** What waits in a table's topics: the raw ones, and those that the pipeline derives from them. */
    private List<GroupLagView> lag(List<CompletenessView> streams) {
        Set<String> topics = streams.stream().map(CompletenessView::topic).collect(Collectors.toSet());
        return lake.lag().stream()
                .filter(group -> topics.stream()
                        .anyMatch(topic ->
                                group.topic().equals(topic) || group.topic().equals(topic + ".valid")))
                .toList();
    }

    /** What runs in this process, and what the ledger says of others that have told how far they are. */
    private List<ProgressView> running(List<Run> newest) {
        Set<String> seen = new HashSet<>();
        List<Run> all = new ArrayList<>(maintenance.active());
        newest.stream()
                .filter(run ->
                        run.outcome() == Outcome.RUNNING && run.progress().isPresent())
                .forEach(all::add);
        return all.stream()
                .filter(run -> seen.add(run.id()))
                .map(run -> RunViews.progress(run, clock.instant()))
                .toList();
    }

    private static Map<String, List<Run>> byTable(List<Run> runs) {
        return runs.stream().collect(Collectors.groupingBy(Run::table));
    }

    private static int urgency(CheckView check) {
        return check.fails() ? (check.severity().equals("critical") ? 0 : 1) : check.warns() ? 2 : 3;
    }

    private static double seconds(Duration age) {
        return age.toMillis() / 1000.0;
    }
}
