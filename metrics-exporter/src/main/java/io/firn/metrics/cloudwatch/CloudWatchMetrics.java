package io.firn.metrics.cloudwatch;

import static io.firn.metrics.series.Series.gauge;

import io.firn.lake.config.CloudWatchConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.metrics.self.FailureCause;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/**
 * Sends what a scrape shows to Amazon CloudWatch, chosen and added up, once a step. It has a thread of its own, which is the only
 * one that ever waits for Amazon. A publication that fails counts as {@code firn_collector_errors_total{collector="cloudwatch"}},
 * what did not fit as {@code firn_series_dropped_total}; {@code firn_cloudwatch_metrics} is what is paid for.
 */
public final class CloudWatchMetrics implements AutoCloseable {
    /** Published once something has been sent. */
    public static final List<Series> ALL =
            List.of(gauge("firn_cloudwatch_metrics", "Metrics that the last publication to CloudWatch held"));

    private static final Logger LOG = LoggerFactory.getLogger(CloudWatchMetrics.class);
    private static final String COLLECTOR = "cloudwatch";

    private final CloudWatchConfig config;
    private final Selection selection;
    private final SelfMetrics self;
    private final SeriesViews views;
    private final Counter dropped;
    private final Supplier<MetricSnapshots> scrape;
    private final Supplier<CloudWatchClient> clients;
    private final BooleanSupplier showsState;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, COLLECTOR);
        thread.setDaemon(true);
        return thread;
    });

    private volatile @Nullable SingleRequests requests;
    private @Nullable CloudWatchRegistry target;
    private CounterMemory counters = CounterMemory.EMPTY;
    private String lastFailure = "";

    CloudWatchMetrics(
            CloudWatchConfig config,
            PipelineConfig pipeline,
            PrometheusMeterRegistry registry,
            SelfMetrics self,
            Supplier<MetricSnapshots> scrape,
            Supplier<CloudWatchClient> clients,
            BooleanSupplier showsState,
            Clock clock) {
        this.config = config;
        this.selection = new Selection(new ChosenSeries(config, pipeline), config.mostMetrics());
        this.self = self;
        this.views = new SeriesViews(registry);
        this.dropped = Counter.builder("firn.series.dropped")
                .description("Series that were left out because there would have been too many, once a publication")
                .tag("collector", COLLECTOR)
                .register(registry);
        this.scrape = scrape;
        this.clients = clients;
        this.showsState = showsState;
        this.clock = clock;
    }

    /**
     * Sends from now on; asks for no credentials or region before the first time.
     *
     * @param registry where it shows how it fares
     * @param scrape what there is to send
     * @param showsState whether this process sends the gauges; one replica does, while each sends its own counters
     */
    public static CloudWatchMetrics start(
            CloudWatchConfig config,
            PipelineConfig pipeline,
            PrometheusMeterRegistry registry,
            SelfMetrics self,
            Supplier<MetricSnapshots> scrape,
            BooleanSupplier showsState,
            Clock clock) {
        CloudWatchMetrics metrics = new CloudWatchMetrics(
                config, pipeline, registry, self, scrape, () -> CloudWatchClients.open(config), showsState, clock);
        metrics.start();
        return metrics;
    }

    private void start() {
        timer.execute(this::next);
    }

    /** In the middle of each step, so that each period of CloudWatch gets one value; a round that took longer is not made up for. */
    @SuppressWarnings("FutureReturnValueIgnored") // The work deals with its own failures.
    private void next() {
        long step = config.step().toMillis();
        long delay = step - (clock.millis() + step / 2) % step;
        timer.schedule(
                () -> {
                    publish();
                    next();
                },
                delay,
                TimeUnit.MILLISECONDS);
    }

    /** Sends once; whatever fails is counted and tried again with the next step. */
    void publish() {
        Instant started = clock.instant();
        try {
            String failure = send(started);
            Duration took = Duration.between(started, clock.instant());
            if (failure.isEmpty()) {
                self.succeeded(COLLECTOR, took);
            } else {
                self.failed(COLLECTOR, took, FailureCause.CLOUDWATCH);
            }
            tell(failure);
        } catch (RuntimeException | LinkageError e) {
            self.failed(COLLECTOR, Duration.between(started, clock.instant()), FailureCause.OTHER);
            tell(e.getClass().getSimpleName());
        }
    }

    /** Why it failed, blank if it did not. */
    private String send(Instant now) {
        CloudWatchRegistry open;
        SingleRequests asked;
        try {
            asked = requests();
            open = target(asked);
        } catch (SdkException e) {
            return reason(e);
        }
        Publication publication = selection.of(scrape.get(), now, showsState.getAsBoolean(), counters);
        dropped.increment(publication.dropped());
        open.send(publication.data());
        SingleRequests.Result result = asked.result();
        if (result.failures().isEmpty() || result.sent() > 0) {
            // Where some requests arrived, sending all counters again would count those twice.
            counters = publication.counters();
        }
        if (result.failures().isEmpty()) {
            views.publish(
                    COLLECTOR, List.of(ALL.get(0).sample(publication.data().size())));
            return "";
        }
        return reason(result.failures().get(0));
    }

    private SingleRequests requests() {
        SingleRequests open = requests;
        if (open == null) {
            open = new SingleRequests(clients.get());
            requests = open;
            if (timer.isShutdown()) {
                open.close();
            }
        }
        return open;
    }

    private CloudWatchRegistry target(SingleRequests asked) {
        if (target == null) {
            target = new CloudWatchRegistry(config.namespace(), config.step(), clock, asked);
        }
        return target;
    }

    /** Once when it begins to fail, once when it is well again. */
    private void tell(String failure) {
        if (failure.equals(lastFailure) || timer.isShutdown()) {
            return;
        }
        lastFailure = failure;
        if (failure.isEmpty()) {
            LOG.info("Metrics reach CloudWatch again");
        } else {
            LOG.warn("Cannot send metrics to CloudWatch: {}", failure);
        }
    }

    /** Its name only: messages of the service may have names of accounts and keys. */
    private static String reason(SdkException e) {
        if (e instanceof AwsServiceException answer) {
            String code = answer.awsErrorDetails() == null
                    ? null
                    : answer.awsErrorDetails().errorCode();
            String named = code == null ? "HTTP status " + answer.statusCode() : code;
            return named.contains("AccessDenied") ? named + ": allow cloudwatch:PutMetricData" : named;
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("credentials") || message.contains("region")
                ? "no credentials or region: see the AWS SDK's default chain and daemon.cloudwatch.region"
                : e.getClass().getSimpleName();
    }

    /** Nothing is sent after this; what happened in the last step is not sent either. */
    @Override
    public void close() {
        timer.shutdownNow();
        SingleRequests open = requests;
        if (open != null) {
            open.close();
        }
    }
}
