package io.firn.metrics.self;

import static io.firn.metrics.series.Series.gauge;

import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether the daemon itself works: {@code firn_collector_last_success_timestamp_seconds},
 * {@code firn_collector_duration_seconds} and {@code firn_collector_errors_total{cause}} by collector,
 * {@code firn_tables{state}}, {@code firn_heartbeat_timestamp_seconds}, {@code firn_catalog_requests_total}.
 */
public final class SelfMetrics {
    private static final Series LAST_SUCCESS =
            gauge("firn_collector_last_success_timestamp_seconds", "When the collector last succeeded", "collector");
    private static final Series DURATION =
            gauge("firn_collector_duration_seconds", "Time that the collector's last round took", "collector");
    private static final Series TABLES =
            gauge("firn_tables", "Tables by whether their newest state could be published", "state");
    private static final Series HEARTBEAT =
            gauge("firn_heartbeat_timestamp_seconds", "When the daemon's main loop last went round");

    /** The gauges; counters are meters of the registry. */
    public static final List<Series> GAUGES = List.of(LAST_SUCCESS, DURATION, TABLES, HEARTBEAT);

    private final PrometheusMeterRegistry registry;
    private final Clock clock;
    private final SeriesViews views;
    private final Counter catalogRequests;

    public SelfMetrics(PrometheusMeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.views = new SeriesViews(registry);
        this.catalogRequests = Counter.builder("firn.catalog.requests")
                .description("Requests to the catalog")
                .register(registry);
    }

    /** A collector went round without an error. */
    public void succeeded(String collector, Duration duration) {
        views.publish("success/" + collector, List.of(LAST_SUCCESS.sample(seconds(clock.instant()), collector)));
        took(collector, duration);
    }

    /** A collector's round ended in an error. */
    public void failed(String collector, Duration duration, FailureCause cause) {
        Counter.builder("firn.collector.errors")
                .description("Rounds of a collector that failed, by cause")
                .tag("collector", collector)
                .tag("cause", cause.label())
                .register(registry)
                .increment();
        took(collector, duration);
    }

    /** How many tables there are in each condition; one that is not named has none. */
    public void tables(Map<TableCondition, Integer> counts) {
        views.publish(
                "tables",
                Arrays.stream(TableCondition.values())
                        .map(condition -> TABLES.sample(counts.getOrDefault(condition, 0), condition.label()))
                        .toList());
    }

    /** The main loop went round. */
    public void beat() {
        views.publish("heartbeat", List.of(HEARTBEAT.sample(seconds(clock.instant()))));
    }

    /** The catalog was asked {@code number} times. */
    public void catalogRequests(long number) {
        catalogRequests.increment((double) number);
    }

    private void took(String collector, Duration duration) {
        views.publish("duration/" + collector, List.of(DURATION.sample(duration.toNanos() / 1e9, collector)));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
