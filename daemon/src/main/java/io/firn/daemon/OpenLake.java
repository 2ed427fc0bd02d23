package io.firn.daemon;

import io.firn.daemon.alert.Alerts;
import io.firn.daemon.glue.GlueListing;
import io.firn.daemon.glue.GlueOptimizers;
import io.firn.daemon.history.HistoryLoop;
import io.firn.daemon.history.HistoryStore;
import io.firn.daemon.quality.QualityWatch;
import io.firn.daemon.reconcile.ReconciliationLoop;
import io.firn.daemon.report.ChartReport;
import io.firn.daemon.report.CompletenessReport;
import io.firn.daemon.report.HistoryReport;
import io.firn.daemon.report.LakeActions;
import io.firn.daemon.report.LakeReport;
import io.firn.daemon.rows.LiveRows;
import io.firn.daemon.schedule.MaintenanceSchedule;
import io.firn.daemon.schedule.Upkeep;
import io.firn.daemon.slo.ServiceLevels;
import io.firn.daemon.watch.CatalogListing;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.PublishingTurn;
import io.firn.daemon.watch.Reachability;
import io.firn.daemon.watch.Reachability.Component;
import io.firn.daemon.watch.TableListing;
import io.firn.daemon.watch.WriterClocks;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.plan.Holds;
import io.firn.maintenance.policy.Policies;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.lag.Unlanded;
import io.firn.metrics.maintenance.MaintenanceMetrics;
import io.firn.metrics.quality.QualityMetrics;
import io.firn.metrics.reconciliation.ReconciliationMetrics;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.table.CommitCursors;
import io.firn.metrics.table.TableMetrics;
import io.firn.quality.check.CheckSet;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.commit.CommitReader;
import io.firn.quality.engine.QualityEngine;
import io.firn.quality.incident.PastChecks;
import io.firn.quality.reconciliation.MissingRecords;
import io.firn.quality.reconciliation.Reconciliation;
import io.firn.quality.scan.ScanChecks;
import io.firn.quality.scan.ScanLimits;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** What works once database and catalog can be reached: watching, planning, running, reporting. */
final class OpenLake implements AutoCloseable {
    private static final long COMMIT_CACHE_BYTES = 32L << 20;
    private static final int MOST_CHECK_SERIES = 20_000;
    private static final Duration LEAST_TURN = Duration.ofSeconds(30);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(10);

    private final Lifecycle lifecycle;
    private final LakeWatch watch;
    private final PublishingTurn turn;
    private final Upkeep upkeep;
    private final QualityWatch quality;
    private final LakeReport report;
    private final LakeActions actions;
    private final HistoryReport history;
    private final Alerts alerts;
    private final ChartReport charts;
    private final DaemonDatabase database;
    private final Reachability reachability;
    private final FirnConfig config;

    private OpenLake(
            Lifecycle lifecycle,
            LakeWatch watch,
            PublishingTurn turn,
            Upkeep upkeep,
            QualityWatch quality,
            LakeReport report,
            LakeActions actions,
            HistoryReport history,
            Alerts alerts,
            ChartReport charts,
            DaemonDatabase database,
            Reachability reachability,
            FirnConfig config) {
        this.lifecycle = lifecycle;
        this.watch = watch;
        this.turn = turn;
        this.upkeep = upkeep;
        this.quality = quality;
        this.report = report;
        this.actions = actions;
        this.history = history;
        this.alerts = alerts;
        this.charts = charts;
        this.database = database;
        this.reachability = reachability;
        this.config = config;
    }

    /** Opens all of it or nothing; tells {@code reachability} what could not be reached. */
    static OpenLake open(
            FirnConfig config,
            PrometheusMeterRegistry registry,
            SelfMetrics self,
            Reachability reachability,
            Supplier<Optional<LagView>> lag,
            Consumer<List<Unlanded>> unlanded,
            Instant started,
            Clock clock) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            return open(config, registry, self, reachability, lag, unlanded, started, clock, lifecycle);
        } catch (RuntimeException | Error e) {
            lifecycle.close();
            throw e;
        }
    }

    private static OpenLake open(
            FirnConfig config,
            PrometheusMeterRegistry registry,
            SelfMetrics self,
            Reachability reachability,
            Supplier<Optional<LagView>> lag,
            Consumer<List<Unlanded>> unlanded,
            Instant started,
            Clock clock,
            Lifecycle lifecycle) {
        DaemonDatabase database;
        Ledger ledger;
        CommitCursors cursors;
        HistoryStore points;
        try {
            database = lifecycle.started("database", DaemonDatabase.open(config));
            ledger = new Ledger(database.source(), clock);
            cursors = new CommitCursors(database.source());
            points = new HistoryStore(database.source(), config.catalog().name());
            reachability.reached(Component.DATABASE);
        } catch (RuntimeException e) {
            reachability.lost(Component.DATABASE, e);
            throw e;
        }
        Catalog catalog;
        try {
            catalog = Catalogs.open(config.catalog());
            if (catalog instanceof AutoCloseable closeable) {
                lifecycle.started("catalog", closeable);
            }
            reachability.reached(Component.CATALOG);
        } catch (RuntimeException e) {
            reachability.lost(Component.CATALOG, e);
            throw e;
        }
        String name = config.catalog().name();
        TableStateReader reader = new TableStateReader(
                lifecycle.started("summaries of manifests", ManifestSummaries.open(config.daemon())));
        Policies policies = new Policies(config.maintenance());
        GlueOptimizers glue = lifecycle.started("optimizers of Glue", GlueOptimizers.of(config.catalog(), clock));
        boolean reconciles = config.quality().reconciliation().enabled();
        // Where there can be no other process, one that was killed holds nothing back.
        String replica = database.isOfOneProcess() ? "only" : UUID.randomUUID().toString();
        Reconciliation reconciliation =
                new Reconciliation(config, catalog, database.source(), replica, KAFKA_TIMEOUT, clock);
        WriterClocks writers = new WriterClocks(clock);
        Holds holds = new Holds() {
            @Override
            public Optional<String> reason(String table) {
                return reconciles ? reconciliation.hold(table) : Optional.empty();
            }

            @Override
            public Optional<String> reasonForAll() {
                return writers.reason();
            }
        };
        Maintenance maintenance = lifecycle.started(
                "maintenance",
                new Maintenance(catalog, name, reader, policies, ledger, glue, holds, clock, Steps.NONE));
        if (database.isOfOneProcess()) {
            ledger.leases().holder(name, PublishingTurn.LEASE).ifPresent(ledger.leases()::release);
        }
        Duration turns = config.maintenance().pollInterval().multipliedBy(3);
        PublishingTurn turn = lifecycle.started(
                "turn",
                new PublishingTurn(
                        ledger.leases(), name, replica, turns.compareTo(LEAST_TURN) < 0 ? LEAST_TURN : turns, clock));
        MaintenanceMetrics maintenanceMetrics = new MaintenanceMetrics(registry, turn::isMine);
        CheckSet checks = new CheckSet(config.quality(), config.pipeline().streams());
        QualityEngine engine =
                new QualityEngine(database.source(), name, config.quality(), checks, turn::isMine, clock);
        LakeWatch watch = new LakeWatch(
                catalog,
                listing(config, catalog, lifecycle),
                name,
                reader,
                policies,
                new TableMetrics(registry, cursors, config.daemon().metrics(), turn::isMine),
                self,
                reachability,
                turn,
                writers,
                table -> {
                    maintenanceMetrics.remove(name, table.toString());
                    engine.remove(table.toString());
                },
                clock);
        Upkeep upkeep = new Upkeep(watch, maintenance, ledger, maintenanceMetrics, name, policies.concurrency(), clock);
        lifecycle.started("runs", upkeep.queue());
        CommitReader commits = new CommitReader(COMMIT_CACHE_BYTES);
        ScanJudgements scans = new ScanJudgements(
                new ScanChecks(table -> table(catalog, table), ScanLimits.DEFAULT, clock, new SecureRandom()));
        QualityWatch quality = lifecycle.started(
                "quality checks",
                new QualityWatch(
                        watch,
                        engine,
                        commits,
                        scans,
                        new QualityMetrics(registry, MOST_CHECK_SERIES),
                        name,
                        self,
                        clock,
                        config.quality().enabled()));
        LiveRows rows = new LiveRows(LiveRows.MOST_COUNTED);
        LakeReport report = lifecycle.started(
                "report",
                new LakeReport(
                        watch,
                        upkeep,
                        maintenance,
                        ledger,
                        quality,
                        rows,
                        lag,
                        new CompletenessReport(reconciliation),
                        config.maintenance().enabled(),
                        started,
                        clock));
        Optional<ReconciliationLoop> reconciling = reconciles
                ? Optional.of(lifecycle.started(
                        "reconciliation",
                        ReconciliationLoop.start(
                                reconciliation,
                                name,
                                new ReconciliationMetrics(registry),
                                self,
                                turn::isMine,
                                unlanded,
                                clock)))
                : Optional.empty();
        Supplier<List<MissingRecords>> missing = reconciles ? reconciliation::missing : List::of;
        Alerts alerts = Vigil.start(
                config,
                database.source(),
                watch,
                quality,
                ledger,
                lag,
                new ServiceLevels.Reconciled(
                        reconciles,
                        reconciliation.interval(),
                        () -> reconciling.flatMap(ReconciliationLoop::lastRound),
                        missing),
                registry,
                turn,
                clock,
                lifecycle);
        lifecycle.started(
                "history",
                HistoryLoop.start(
                        points, watch::tables, state -> rows.known(state).rows(), lag, turn::isMine, clock));
        LakeActions actions = new LakeActions(watch, upkeep, maintenance, ledger);
        OpenLake lake = new OpenLake(
                lifecycle,
                watch,
                turn,
                upkeep,
                quality,
                report,
                actions,
                new HistoryReport(catalog, name, reader, checks, new PastChecks(commits, scans), clock),
                alerts,
                new ChartReport(points, watch, clock),
                database,
                reachability,
                config);
        lifecycle.started(
                "scheduler",
                MaintenanceSchedule.start(database.source(), name, config.maintenance(), lake::poll, upkeep));
        return lake;
    }

    private static Optional<Table> table(Catalog catalog, String name) {
        try {
            return Optional.of(catalog.loadTable(TableIdentifier.parse(name)));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    private static TableListing listing(FirnConfig config, Catalog catalog, Lifecycle lifecycle) {
        Optional<GlueListing> glue = GlueListing.of(config.catalog());
        glue.ifPresent(listing -> lifecycle.started("listing of Glue", listing));
        return glue.<TableListing>map(listing -> listing).orElseGet(() -> new CatalogListing(catalog));
    }

    LakeReport report() {
        return report;
    }

    LakeActions actions() {
        return actions;
    }

    /** Whether this replica shows what all of them know. */
    boolean showsMetrics() {
        return turn.isMine();
    }

    HistoryReport history() {
        return history;
    }

    Alerts alerts() {
        return alerts;
    }

    ChartReport charts() {
        return charts;
    }

    /** Whether every table has been looked at once. */
    boolean hasLooked() {
        return watch.lastLook().isPresent();
    }

    /** Looks and plans where the scheduler has not for a while: another replica polls, or the database is down. */
    void watchIfIdle() {
        turn.keep();
        checkDatabase();
        if (watch.isIdleFor(config.maintenance().pollInterval().multipliedBy(2)) && watch.look()) {
            upkeep.plan(false);
            quality.ask();
        }
    }

    @Override
    public void close() {
        lifecycle.close();
    }

    /** One round of the scheduler: look at every table, then have done what they need. */
    private void poll() {
        turn.keep();
        if (watch.look()) {
            upkeep.plan(config.maintenance().enabled());
            quality.ask();
            upkeep.tidy();
        }
    }

    private void checkDatabase() {
        try {
            database.check();
            reachability.reached(Component.DATABASE);
        } catch (SQLException e) {
            reachability.lost(Component.DATABASE, e);
        }
    }
}
