package io.firn.daemon;

import io.firn.daemon.alert.Alerts;
import io.firn.daemon.quality.QualityWatch;
import io.firn.daemon.slo.ServiceLevels;
import io.firn.daemon.slo.TableOwners;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.PublishingTurn;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.config.FirnConfig;
import io.firn.maintenance.ledger.Ledger;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.slo.SloCounts;
import io.firn.metrics.slo.SloMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Starts what keeps the promises in view and tells people what was found. */
final class Vigil {
    private Vigil() {}

    /** Returns what the API shows of it; {@code lifecycle} ends it. */
    static Alerts start(
            FirnConfig config,
            DataSource database,
            LakeWatch watch,
            QualityWatch quality,
            Ledger ledger,
            Supplier<Optional<LagView>> lag,
            ServiceLevels.Reconciled reconciled,
            PrometheusMeterRegistry registry,
            PublishingTurn turn,
            Clock clock,
            Lifecycle lifecycle) {
        Duration interval = config.maintenance().pollInterval();
        Supplier<List<String>> tables =
                () -> watch.tables().stream().map(WatchedTable::name).toList();
        TableOwners owners = new TableOwners(config);
        SloCounts counts = new SloCounts(database, config.catalog().name());
        SloMetrics metrics = new SloMetrics(registry, config.tiers(), counts, turn::isMine);
        lifecycle.started(
                "promises",
                new ServiceLevels(config, tables, owners, lag, reconciled, metrics, turn::isMine, clock)
                        .start(interval));
        return lifecycle.started(
                "alerts",
                new Alerts(
                                config,
                                database,
                                watch,
                                quality,
                                reconciled.missing(),
                                ledger,
                                owners,
                                registry,
                                turn::isMine,
                                clock)
                        .start(interval));
    }
}
