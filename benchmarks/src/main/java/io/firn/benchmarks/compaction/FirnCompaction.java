package io.firn.benchmarks.compaction;

import io.firn.lake.aws.StorageRequests;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Holds;
import io.firn.maintenance.plan.ManagedOptimizers;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Policies;
import io.firn.maintenance.run.Maintenance;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Catalog;
import org.h2.jdbcx.JdbcConnectionPool;

/** As the daemon does it, lease, checks and ledger included, with the daemon's defaults but for a concurrency of two. */
final class FirnCompaction implements CompactionWorker.Compactor {
    private static final int CACHE_BYTES = 16 << 20;

    private final Maintenance maintenance;

    /** @param directory for the ledger */
    FirnCompaction(Catalog catalog, Path directory) {
        Clock clock = Clock.systemUTC();
        JdbcConnectionPool connections =
                JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("ledger") + ";WRITE_DELAY=0", "", "");
        this.maintenance = new Maintenance(
                catalog,
                catalog.name(),
                new TableStateReader(new ManifestSummaryCache(CACHE_BYTES)),
                new Policies(config()),
                new Ledger(connections, clock),
                ManagedOptimizers.NONE,
                Holds.NONE,
                clock,
                Steps.NONE);
    }

    private static MaintenanceConfig config() {
        String text = "{catalog: {name: benchmark, properties: {type: jdbc}}, maintenance: {concurrency: 2, defaults: "
                + "{compaction: {target-file-size: " + InputGroups.TARGET_MEGABYTES + "MB}}}}";
        return ConfigLoader.load(List.of(new ConfigSource("benchmark", text)), name -> null)
                .maintenance();
    }

    @Override
    public String compact(String table, Path directory) {
        Map<String, Long> before = StorageRequests.byOperation();
        Run run = maintenance.run(Lake.name(table), Operation.COMPACTION, Trigger.THRESHOLD);
        if (run.outcome() != Outcome.SUCCEEDED) {
            throw new IllegalStateException("Cannot compact " + table + ": " + run.outcome() + ", " + run.reason()
                    + run.error().map(error -> ": " + error).orElse(""));
        }
        return run.reason() + requests(before);
    }

    /** Those since then; none if the table is not in an object storage. */
    private static String requests(Map<String, Long> before) {
        String requests = StorageRequests.byOperation().entrySet().stream()
                .map(count -> Map.entry(count.getKey(), count.getValue() - before.getOrDefault(count.getKey(), 0L)))
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return requests.isEmpty() ? "" : "; requests: " + requests;
    }
}
