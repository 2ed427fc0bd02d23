package io.firn.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.Eventually;
import io.firn.daemon.SmallLake;
import io.firn.daemon.TestConfig;
import io.firn.daemon.watch.CatalogListing;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.PublishingTurn;
import io.firn.daemon.watch.Reachability;
import io.firn.daemon.watch.WriterClocks;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.MetricsConfig;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Holds;
import io.firn.maintenance.plan.ManagedOptimizers;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.policy.Policies;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.maintenance.MaintenanceMetrics;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.table.CommitCursors;
import io.firn.metrics.table.TableMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round of upkeep over a real lake, with fewer slots than tables that need something. */
class UpkeepIT {
    private static final Map<String, Integer> SMALL_FILES = Map.of("demo.a", 5, "demo.b", 9, "demo.c", 7);

    @Test
    void theTableThatGainsMostForEachByteIsStartedFirst(@TempDir Path directory) throws Exception {
        Clock clock = Clock.systemUTC();
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
        Ledger ledger = new Ledger(database, clock);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (SmallLake lake = new SmallLake(directory)) {
            SMALL_FILES.forEach((name, files) -> fill(lake, lake.create(name), files));
            FirnConfig config = TestConfig.of(lake.config(), "127.0.0.1:1", directory);
            Policies policies = new Policies(config.maintenance());
            Catalog catalog = Catalogs.open(config.catalog());
            TableStateReader reader = new TableStateReader(new ManifestSummaryCache(1 << 20));
            LakeWatch watch = new LakeWatch(
                    catalog,
                    new CatalogListing(catalog),
                    "firn",
                    reader,
                    policies,
                    new TableMetrics(registry, new CommitCursors(database), new MetricsConfig(100, false), () -> true),
                    new SelfMetrics(registry, clock),
                    new Reachability(clock, List.of()),
                    new PublishingTurn(ledger.leases(), "firn", "this", Duration.ofSeconds(30), clock),
                    new WriterClocks(clock),
                    table -> {},
                    clock);
            try (Maintenance maintenance = new Maintenance(
                    catalog, "firn", reader, policies, ledger, ManagedOptimizers.NONE, Holds.NONE, clock, Steps.NONE)) {
                Upkeep upkeep = new Upkeep(
                        watch, maintenance, ledger, new MaintenanceMetrics(registry, () -> true), "firn", 1, clock);
                assertThat(watch.look()).isTrue();

                try (RunQueue queue = upkeep.queue()) {
                    upkeep.plan(true);
                    Eventually.holds("all tables are done", () -> watch.tables().stream()
                            .noneMatch(table -> queue.isBusy(table.identifier())));
                }
            }
            ((Closeable) catalog).close();
        } finally {
            registry.close();
        }

        assertThat(ledger.runs(Optional.empty(), 100).stream()
                        .filter(run -> run.operation() == Operation.COMPACTION)
                        .sorted(Comparator.comparing(Run::started))
                        .map(Run::table))
                .containsExactly("demo.b", "demo.c", "demo.a");
        database.dispose();
    }

    private static void fill(SmallLake lake, Table table, int files) {
        for (int i = 0; i < files; i++) {
            lake.append(table, i * 10L, 10);
        }
    }
}
