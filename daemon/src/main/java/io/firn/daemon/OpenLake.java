package io.firn.daemon;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.firn.daemon.report.LakeReport;
import io.firn.daemon.rows.LiveRows;
import io.firn.daemon.schedule.MaintenanceSchedule;
import io.firn.daemon.schedule.Upkeep;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.Reachability;
import io.firn.daemon.watch.Reachability.Component;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.DaemonConfig;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Secret;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.policy.Policies;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.maintenance.MaintenanceMetrics;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.table.CommitCursors;
import io.firn.metrics.table.TableMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Catalog;

/** What works once database and catalog can be reached: watching, planning, running, reporting. */
final class OpenLake implements AutoCloseable {
    private static final long MANIFEST_CACHE_BYTES = 48L << 20;
    private static final int MOST_SERIES = 20_000;
    private static final int SPARE_CONNECTIONS = 6;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Lifecycle lifecycle;
    private final LakeWatch watch;
    private final Upkeep upkeep;
    private final LakeReport report;
    private final HikariDataSource database;
    private final Reachability reachability;
    private final FirnConfig config;
    private final Clock clock;

    private OpenLake(
            Lifecycle lifecycle,
            LakeWatch watch,
            Upkeep upkeep,
            LakeReport report,
            HikariDataSource database,
            Reachability reachability,
            FirnConfig config,
            Clock clock) {
        this.lifecycle = lifecycle;
        this.watch = watch;
        this.upkeep = upkeep;
        this.report = report;
        this.database = database;
        this.reachability = reachability;
        this.config = config;
        this.clock = clock;
    }

    /** Opens all of it or nothing; tells {@code reachability} what could not be reached. */
    static OpenLake open(
            FirnConfig config,
            PrometheusMeterRegistry registry,
            Reachability reachability,
            Supplier<Optional<LagView>> lag,
            Instant started,
            Clock clock) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            return open(config, registry, reachability, lag, started, clock, lifecycle);
        } catch (RuntimeException | Error e) {
            lifecycle.close();
            throw e;
        }
    }

    private static OpenLake open(
            FirnConfig config,
            PrometheusMeterRegistry registry,
            Reachability reachability,
            Supplier<Optional<LagView>> lag,
            Instant started,
            Clock clock,
            Lifecycle lifecycle) {
        HikariDataSource database;
        Ledger ledger;
        CommitCursors cursors;
        try {
            database = lifecycle.started("database", pool(config));
            ledger = new Ledger(database, clock);
            cursors = new CommitCursors(database);
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
        TableStateReader reader = new TableStateReader(new ManifestSummaryCache(MANIFEST_CACHE_BYTES));
        Policies policies = new Policies(config.maintenance());
        Maintenance maintenance =
                lifecycle.started("maintenance", new Maintenance(catalog, name, reader, policies, ledger, clock));
        MaintenanceMetrics maintenanceMetrics = new MaintenanceMetrics(registry);
        LakeWatch watch = new LakeWatch(
                catalog,
                name,
                reader,
                policies,
                new TableMetrics(registry, cursors, MOST_SERIES),
                new SelfMetrics(registry, clock),
                reachability,
                table -> maintenanceMetrics.remove(name, table.toString()),
                clock);
        Upkeep upkeep = new Upkeep(watch, maintenance, ledger, maintenanceMetrics, name, policies.concurrency(), clock);
        lifecycle.started("runs", upkeep.queue());
        LakeReport report = lifecycle.started(
                "report",
                new LakeReport(
                        watch,
                        upkeep,
                        maintenance,
                        ledger,
                        new LiveRows(LiveRows.MOST_COUNTED),
                        lag,
                        config.maintenance().enabled(),
                        started,
                        clock));
        OpenLake lake = new OpenLake(lifecycle, watch, upkeep, report, database, reachability, config, clock);
        lifecycle.started(
                "scheduler", MaintenanceSchedule.start(database, name, config.maintenance(), lake::poll, upkeep));
        return lake;
    }

    LakeReport report() {
        return report;
    }

    /** Whether every table has been looked at once. */
    boolean hasLooked() {
        return watch.lastLook().isPresent();
    }

    /** Looks and plans where the scheduler has not for a while: another replica polls, or the database is down. */
    void watchIfIdle() {
        checkDatabase();
        Duration patience = config.maintenance().pollInterval().multipliedBy(2);
        boolean idle = watch.lastLook()
                .map(look -> look.plus(patience).isBefore(clock.instant()))
                .orElse(true);
        if (idle && watch.look()) {
            upkeep.plan(false);
        }
    }

    @Override
    public void close() {
        lifecycle.close();
    }

    /** One round of the scheduler: look at every table, then have done what they need. */
    private void poll() {
        if (watch.look()) {
            upkeep.plan(config.maintenance().enabled());
            upkeep.tidy();
        }
    }

    private void checkDatabase() {
        try (var connection = database.getConnection()) {
            if (connection.isValid((int) CONNECT_TIMEOUT.toSeconds())) {
                reachability.reached(Component.DATABASE);
            }
        } catch (java.sql.SQLException e) {
            reachability.lost(Component.DATABASE, e);
        }
    }

    /**
     * H2 as the ledger needs it: acknowledged commits survive a kill, and the database stays open while the shutdown hook
     * lets the last runs end.
     */
    static String durable(String url) {
        if (!url.startsWith("jdbc:h2:")) {
            return url;
        }
        String upper = url.toUpperCase(Locale.ROOT);
        String writeDelay = upper.contains(";WRITE_DELAY=") ? "" : ";WRITE_DELAY=0";
        String closeOnExit = upper.contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE";
        return url + writeDelay + closeOnExit;
    }

    private static HikariDataSource pool(FirnConfig config) {
        DaemonConfig daemon = config.daemon();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("database");
        pool.setJdbcUrl(durable(daemon.databaseUrl()));
        daemon.databaseUser().ifPresent(pool::setUsername);
        daemon.databasePassword().map(Secret::value).ifPresent(pool::setPassword);
        pool.setMinimumIdle(1);
        pool.setMaximumPoolSize(SPARE_CONNECTIONS + config.maintenance().concurrency());
        pool.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        pool.setInitializationFailTimeout(CONNECT_TIMEOUT.toMillis());
        return new HikariDataSource(pool);
    }
}
