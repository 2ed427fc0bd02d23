package io.firn.metrics.series;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.Arrays;
import java.util.List;

/**
 * A series by the name that Prometheus shows, with its labels in a fixed order. Counters end in {@code _total}, gauges do
 * not: the constructor throws otherwise.
 */
public record Series(String name, Kind kind, String help, List<String> labels) {
    private static final String COUNTER_SUFFIX = "_total";

    /** What Prometheus calls the type. */
    public enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    public Series {
        labels = List.copyOf(labels);
        if (name.endsWith(COUNTER_SUFFIX) != (kind == Kind.COUNTER)) {
            throw new IllegalArgumentException("Cannot name series: " + name + " is a " + kind);
        }
    }

    public static Series gauge(String name, String help, String... labels) {
        return new Series(name, Kind.GAUGE, help, Arrays.asList(labels));
    }

    public static Series counter(String name, String help, String... labels) {
        return new Series(name, Kind.COUNTER, help, Arrays.asList(labels));
    }

    public static Series histogram(String name, String help, String... labels) {
        return new Series(name, Kind.HISTOGRAM, help, Arrays.asList(labels));
    }

    /** A value of this series; {@code labelValues} in the order of the labels. */
    public Sample sample(double value, String... labelValues) {
        return new Sample(this, List.of(labelValues), value);
    }

    /** A count of this series. Prometheus has no whole numbers: beyond 2^53 the last digits go. */
    public Sample sample(long count, String... labelValues) {
        return sample((double) count, labelValues);
    }

    MetricMetadata metadata() {
        String base = kind == Kind.COUNTER ? name.substring(0, name.length() - COUNTER_SUFFIX.length()) : name;
        return new MetricMetadata(base, help);
    }
}
