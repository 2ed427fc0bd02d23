package io.firn.metrics.series;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Complete sets of samples by a key, say a table. A scrape shows the last complete view of each key, all of it or
 * nothing: views are immutable and replaced as one. Meters of a registry cannot do that, because each of them is read and
 * registered by itself. A sample must occur in one view only.
 */
public final class SeriesViews {
    /** Sorted, so that a scrape finds its points nearly in the order in which Prometheus wants them. */
    private final ConcurrentSkipListMap<String, View> views = new ConcurrentSkipListMap<>();

    public SeriesViews(PrometheusMeterRegistry registry) {
        MultiCollector collector = this::collect;
        registry.getPrometheusRegistry().register(collector);
    }

    /** Replaces everything that was published under {@code key}. */
    public void publish(String key, List<Sample> samples) {
        views.put(key, View.of(samples));
    }

    /** The next scrape shows nothing of {@code key}. */
    public void remove(String key) {
        views.remove(key);
    }

    private MetricSnapshots collect() {
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
        static View of(List<Sample> samples) {
            return new View(samples.stream().map(Point::of).toList());
        }
    }

    /** A sample with its labels already in the form that is rendered; made once a view, not once a scrape. */
    private record Point(Series series, Labels labels, double value) {
        static Point of(Sample sample) {
            return new Point(
                    sample.series(), Labels.of(sample.series().labels(), sample.labelValues()), sample.value());
        }

        GaugeDataPointSnapshot gauge() {
            return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
        }

        CounterDataPointSnapshot counter() {
            return CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value)
                    .build();
        }
    }

    private record Family(Series series, List<Point> points) {
        MetricSnapshot snapshot() {
            return switch (series.kind()) {
                case GAUGE ->
                    new GaugeSnapshot(
                            series.metadata(), points.stream().map(Point::gauge).toList());
                case COUNTER ->
                    new CounterSnapshot(
                            series.metadata(),
                            points.stream().map(Point::counter).toList());
            };
        }
    }
}
