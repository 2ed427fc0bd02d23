package io.firn.daemon;

import io.firn.daemon.command.RunningDaemon;
import io.firn.daemon.http.HttpServer;
import io.firn.daemon.view.ComponentView;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.watch.Reachability;
import io.firn.daemon.watch.Reachability.Component;
import io.firn.lake.aws.StorageRequests;
import io.firn.lake.config.FirnConfig;
import io.firn.metrics.cloudwatch.CloudWatchMetrics;
import io.firn.metrics.lag.LagCollector;
import io.firn.metrics.self.DiskMetrics;
import io.firn.metrics.self.FailureCause;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.self.StorageMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon, put together in one place. It answers HTTP at once; what it cannot reach at the start it tries again until
 * it can, and says in {@code /health/ready} what that is.
 */
public final class Daemon implements RunningDaemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LAG_PATIENCE = Duration.ofSeconds(5);
    private static final Duration DISK_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_LAG_SERIES = 10_000;
    private static final String LAG = "lag";

    private final FirnConfig config;
    private final Clock clock;
    private final Instant started;
    private final Reachability reachability;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Lifecycle lifecycle = new Lifecycle();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** A thread each for the tables, the lag and the disks: one that hangs does not hold up the others. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(3, work -> {
        Thread thread = new Thread(work, "watch");
        thread.setDaemon(true);
        return thread;
    });

    private final StorageMetrics storage = new StorageMetrics(registry);
    private final SelfMetrics self;
    private final DiskMetrics disks;
    private final LagCollector lag;
    private volatile Optional<OpenLake> lake = Optional.empty();
    private volatile Optional<URI> address = Optional.empty();
    private volatile boolean closing;

    private Daemon(FirnConfig config, Clock clock) {
        this.config = new FirnConfig(
                config.catalog(),
                config.kafka(),
                config.pipeline(),
                config.maintenance(),
                config.quality(),
                config.tiers(),
                config.daemon().withTokenHashed());
        this.clock = clock;
        this.started = clock.instant();
        this.reachability = new Reachability(clock, List.of(Component.DATABASE, Component.CATALOG, Component.KAFKA));
        this.self = new SelfMetrics(registry, clock);
        this.disks = new DiskMetrics(registry, Directories.of(config));
        this.lag = new LagCollector(
                config.kafka(),
                config.pipeline(),
                config.daemon().lag(),
                LAG_PATIENCE,
                MOST_LAG_SERIES,
                clock,
                registry,
                () -> lake.map(OpenLake::showsMetrics).orElse(true));
    }

    /** Starts it; returns when it answers HTTP. Throws, with nothing left running, if it cannot listen on its port. */
    public static Daemon start(FirnConfig config, Clock clock) {
        Daemon daemon = new Daemon(config, clock);
        try {
            daemon.start();
            return daemon;
        } catch (RuntimeException | Error e) {
            daemon.close();
            throw e;
        }
    }

    /** Where it answers. */
    public URI address() {
        return address.orElseThrow(() -> new IllegalStateException("Cannot say the address: nothing listens yet"));
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        lifecycle.close();
        closed.countDown();
    }

    private void start() {
        HttpServer server = HttpServer.start(
                config.daemon(),
                () -> lake.map(OpenLake::report),
                () -> lake.map(OpenLake::actions),
                () -> lake.map(OpenLake::history),
                () -> lake.map(OpenLake::alerts),
                () -> lake.map(OpenLake::charts),
                this::ready,
                this::scrape,
                clock);
        lifecycle.started("http", server);
        address = Optional.of(server.address());
        lifecycle.started(LAG, lag);
        if (config.daemon().cloudWatch().enabled()) {
            lifecycle.started(
                    "cloudwatch",
                    CloudWatchMetrics.start(
                            config.daemon().cloudWatch(),
                            config.pipeline(),
                            registry,
                            self,
                            this::snapshots,
                            () -> lake.filter(OpenLake::showsMetrics).isPresent(),
                            clock));
        }
        lifecycle.started("lake", () -> lake.ifPresent(OpenLake::close));
        lifecycle.started("timer", this::stopTimer);
        LOG.info("Firn answers at {}", server.address());
        timer.execute(this::open);
        timer.execute(this::collectLag);
        timer.execute(this::lookAtDisks);
    }

    private String scrape() {
        storage.publish(StorageRequests.counts());
        return registry.scrape();
    }

    private MetricSnapshots snapshots() {
        storage.publish(StorageRequests.counts());
        return registry.getPrometheusRegistry().scrape();
    }

    private ReadyView ready() {
        List<ComponentView> components = new ArrayList<>(reachability.ready().components());
        boolean looked = lake.map(OpenLake::hasLooked).orElse(false);
        components.add(new ComponentView("tables", looked, looked ? "" : "not looked at yet", started));
        return new ReadyView(components.stream().allMatch(ComponentView::ok), components);
    }

    private void open() {
        try {
            OpenLake opened =
                    OpenLake.open(config, registry, self, reachability, lag::last, lag::unlanded, started, clock);
            lake = Optional.of(opened);
            if (closing) {
                opened.close();
                return;
            }
            watch();
        } catch (RuntimeException e) {
            LOG.debug("Cannot open the lake", e);
            Component missing = reachability.isReached(Component.DATABASE) ? Component.CATALOG : Component.DATABASE;
            later(this::open, reachability.delay(missing, FIRST_RETRY, LAST_RETRY));
        }
    }

    private void watch() {
        try {
            lake.ifPresent(OpenLake::watchIfIdle);
        } catch (RuntimeException e) {
            LOG.warn("Cannot watch the lake: {}", e.getMessage());
        }
        Duration usual = config.maintenance().pollInterval();
        later(this::watch, reachability.delay(Component.CATALOG, usual, LAST_RETRY));
    }

    private void collectLag() {
        Instant begin = clock.instant();
        try {
            lag.collect();
            self.succeeded(LAG, Duration.between(begin, clock.instant()));
            reachability.reached(Component.KAFKA);
        } catch (RuntimeException e) {
            self.failed(LAG, Duration.between(begin, clock.instant()), FailureCause.KAFKA);
            reachability.lost(Component.KAFKA, e);
        }
        later(
                this::collectLag,
                reachability.delay(Component.KAFKA, config.daemon().lag().interval(), LAST_RETRY));
    }

    private void lookAtDisks() {
        disks.look();
        later(this::lookAtDisks, DISK_PAUSE);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The work deals with its own failures.
    private void later(Runnable work, Duration delay) {
        try {
            timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Not scheduled: the daemon is stopping");
        }
    }

    private void stopTimer() throws InterruptedException {
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // What looks at a table now is not interrupted: it would take the table for unreadable.
        timer.shutdown();
        timer.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
