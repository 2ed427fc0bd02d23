package io.firn.metrics.quality;

import static io.firn.metrics.series.Series.gauge;

import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the checks say: {@code firn_quality_check_status}, {@code firn_quality_check_value} and
 * {@code firn_quality_check_last_run_timestamp_seconds}, by table and check. Where there are too many, checks that pass are
 * left out first; what is left out counts as {@code firn_series_dropped_total}.
 */
public final class QualityMetrics {
    private static final Series STATUS =
            of("firn_quality_check_status", "What the check says: 0 pass, 1 warn, 2 fail, 3 unknown");
    private static final Series VALUE =
            of("firn_quality_check_value", "What the check compared with its threshold, where that may be told");
    private static final Series LAST_RUN = of(
            "firn_quality_check_last_run_timestamp_seconds",
            "When it was last known that there is nothing newer to judge");

    /** Every series above. */
    public static final List<Series> ALL = List.of(STATUS, VALUE, LAST_RUN);

    private final SeriesViews views;
    private final int maxSeries;
    private final Counter dropped;
    private final Set<String> published = new HashSet<>();

    public QualityMetrics(PrometheusMeterRegistry registry, int maxSeries) {
        this.views = new SeriesViews(registry);
        this.maxSeries = maxSeries;
        this.dropped = Counter.builder("firn.series.dropped")
                .description("Series that were left out because there would have been too many, once a publication")
                .tag("collector", "quality")
                .register(registry);
    }

    /** Replaces all that was published. */
    public synchronized void publish(List<CheckSample> checks) {
        List<CheckSample> sorted = new ArrayList<>(checks);
        sorted.sort(Comparator.comparing(CheckSample::isPass)
                .thenComparing(CheckSample::table)
                .thenComparing(CheckSample::check));
        Map<String, List<Sample>> byTable = new HashMap<>();
        int series = 0;
        for (CheckSample check : sorted) {
            List<Sample> samples = samples(check);
            if (series + samples.size() > maxSeries) {
                dropped.increment(samples.size());
                continue;
            }
            series += samples.size();
            byTable.computeIfAbsent(check.catalog() + '\u0000' + check.table(), unseen -> new ArrayList<>())
                    .addAll(samples);
        }
        byTable.forEach(views::publish);
        published.stream().filter(key -> !byTable.containsKey(key)).forEach(views::remove);
        published.clear();
        published.addAll(byTable.keySet());
    }

    private static List<Sample> samples(CheckSample check) {
        String[] labels = {check.catalog(), check.table(), check.check(), check.severity()};
        List<Sample> samples = new ArrayList<>();
        check.status().ifPresent(status -> samples.add(STATUS.sample((double) status, labels)));
        check.value().filter(Double::isFinite).ifPresent(value -> samples.add(VALUE.sample(value, labels)));
        samples.add(LAST_RUN.sample(check.lastRun().toEpochMilli() / 1000.0, labels));
        return samples;
    }

    private static Series of(String name, String help) {
        return gauge(name, help, "catalog", "table", "check", "severity");
    }
}
