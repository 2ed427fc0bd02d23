package io.firn.metrics.series;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;

/**
 * Complete sets of samples by a key, say a table. A scrape shows the last complete view of each key, all of it or
 * nothing: views are immutable and replaced as one. Meters of a registry cannot do that, because each of them is read and
 * registered by itself. A sample must occur in one view only.
 */
public final class SeriesViews {
    /** Sorted, so that a scrape finds its points nearly in the order in which Prometheus wants them. */
    private final ConcurrentSkipListMap<String, View> views = new ConcurrentSkipListMap<>();

    private final BooleanSupplier shown;

    public SeriesViews(PrometheusMeterRegistry registry) {
        this(registry, () -> true);
    }

    /** @param shown whether a scrape may show anything of these views now; asked at each scrape */
    public SeriesViews(PrometheusMeterRegistry registry, BooleanSupplier shown) {
        this.shown = shown;
        MultiCollector collector = this::collect;
        registry.getPrometheusRegistry().register(collector);
    }

    /** Replaces everything that was published under {@code key}. */
    public void publish(String key, List<Sample> samples) {
        publish(key, samples, List.of());
    }

    /** The same with histograms. */
    public void publish(String key, List<Sample> samples, List<Distribution> distributions) {
        views.put(key, View.of(samples, distributions));
    }

    /** The next scrape shows nothing of {@code key}. */
    public void remove(String key) {
        views.remove(key);
    }

    private MetricSnapshots collect() {
        if (!shown.getAsBoolean()) {
            return MetricSnapshots.of();
        }
        Map<String, Family> families = new TreeMap<>();
        for (View view : views.values()) {
            for (Point point : view.points()) {
                families.computeIfAbsent(point.series().name(), name -> new Family(point.series(), new ArrayList<>()))
                        .points()
                        .add(point);
            }
        }
        return new MetricSnapshots(
                families.values().stream().map(Family::snapshot).toList());
    }

    private record View(List<Point> points) {
        static View of(List<Sample> samples, List<Distribution> distributions) {
            List<Point> points = new ArrayList<>(samples.size() + distributions.size());
            samples.forEach(sample -> points.add(Point.of(sample)));
            distributions.forEach(distribution -> points.add(Point.of(distribution)));
            return new View(points);
        }
    }

    /** What a scrape shows of a sample, in the form that is rendered; made once a view, not once a scrape. */
    private record Point(Series series, DataPointSnapshot rendered) {
        static Point of(Sample sample) {
            Labels labels = Labels.of(sample.series().labels(), sample.labelValues());
            return new Point(
                    sample.series(),
                    switch (sample.series().kind()) {
                        case GAUGE ->
                            GaugeDataPointSnapshot.builder()
                                    .labels(labels)
                                    .value(sample.value())
                                    .build();
                        case COUNTER ->
                            CounterDataPointSnapshot.builder()
                                    .labels(labels)
                                    .value(sample.value())
                                    .build();
                        case HISTOGRAM -> throw new IllegalArgumentException("Cannot show a number as a histogram");
                    });
        }

        static Point of(Distribution distribution) {
            return new Point(
                    distribution.series(),
                    new HistogramDataPointSnapshot(
                            distribution.buckets(),
                            distribution.sum(),
                            Labels.of(distribution.series().labels(), distribution.labelValues()),
                            Exemplars.EMPTY,
                            0));
        }
    }

    private record Family(Series series, List<Point> points) {
        MetricSnapshot snapshot() {
            return switch (series.kind()) {
                case GAUGE -> new GaugeSnapshot(series.metadata(), rendered(GaugeDataPointSnapshot.class));
                case COUNTER -> new CounterSnapshot(series.metadata(), rendered(CounterDataPointSnapshot.class));
                case HISTOGRAM -> new HistogramSnapshot(series.metadata(), rendered(HistogramDataPointSnapshot.class));
            };
        }

        private <T extends DataPointSnapshot> List<T> rendered(Class<T> kind) {
            List<T> snapshots = new ArrayList<>(points.size());
            points.forEach(point -> snapshots.add(kind.cast(point.rendered())));
            return snapshots;
        }
    }
}
