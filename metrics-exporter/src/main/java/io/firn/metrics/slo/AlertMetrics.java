package io.firn.metrics.slo;

import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What the daemon found and told: {@code firn_findings{alert, severity}},
 * {@code firn_alert_undelivered_timestamp_seconds{receiver}} and
 * {@code firn_alert_publications_total{receiver, outcome}}, whose outcome is {@code delivered}, {@code failed} or
 * {@code refused}. The counter is this process's own and begins at 0 for every receiver.
 */
public final class AlertMetrics {
    private static final Series FINDINGS =
            Series.gauge("firn_findings", "Open findings of the daemon", "alert", "severity");
    private static final Series UNDELIVERED = Series.gauge(
            "firn_alert_undelivered_timestamp_seconds", "Since when something waits for the receiver", "receiver");

    /** Those above that are not counters. */
    public static final List<Series> ALL = List.of(FINDINGS, UNDELIVERED);

    private static final String PUBLICATIONS = "firn.alert.publications";
    private static final String VIEW = "alerts";

    private final PrometheusMeterRegistry registry;
    private final SeriesViews views;

    /** How many findings of one kind are open. */
    public record Open(String alert, String severity, long findings) {}

    /** How one attempt to tell a receiver something ended. */
    public enum Attempt {
        DELIVERED,
        FAILED,
        REFUSED;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param shown whether this process is the one of several that shows the gauges */
    public AlertMetrics(PrometheusMeterRegistry registry, List<String> receivers, BooleanSupplier shown) {
        this.registry = registry;
        this.views = new SeriesViews(registry, shown);
        receivers.forEach(receiver -> List.of(Attempt.values()).forEach(attempt -> counter(receiver, attempt)));
    }

    public void attempted(String receiver, Attempt attempt) {
        counter(receiver, attempt).increment();
    }

    /** Replaces what was shown; a receiver for which nothing waits is not among {@code undelivered}. */
    public void publish(List<Open> open, Map<String, Instant> undelivered) {
        List<Sample> samples = new ArrayList<>();
        open.forEach(kind -> samples.add(FINDINGS.sample(kind.findings(), kind.alert(), kind.severity())));
        undelivered.forEach(
                (receiver, since) -> samples.add(UNDELIVERED.sample(since.toEpochMilli() / 1000.0, receiver)));
        views.publish(VIEW, samples);
    }

    private Counter counter(String receiver, Attempt attempt) {
        return Counter.builder(PUBLICATIONS)
                .description("Attempts to tell a receiver of a finding")
                .tag("receiver", receiver)
                .tag("outcome", attempt.label())
                .register(registry);
    }
}
