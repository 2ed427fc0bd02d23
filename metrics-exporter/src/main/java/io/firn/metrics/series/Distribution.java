package io.firn.metrics.series;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.List;

/**
 * One histogram of one series.
 *
 * @param upperBounds of the buckets, ascending, in the series' unit; a last one without a bound is not named
 * @param counts of each bucket alone, and in the end of what is above all bounds
 */
public record Distribution(
        Series series, List<String> labelValues, List<Double> upperBounds, List<Long> counts, double sum) {
    public Distribution {
        labelValues = List.copyOf(labelValues);
        upperBounds = List.copyOf(upperBounds);
        counts = List.copyOf(counts);
        if (labelValues.size() != series.labels().size()) {
            throw new IllegalArgumentException("Cannot make a histogram of " + series.name() + ": it has labels "
                    + series.labels() + ", not " + labelValues.size() + " values");
        }
        if (counts.size() != upperBounds.size() + 1 || !Double.isFinite(sum)) {
            throw new IllegalArgumentException("Cannot make a histogram of " + series.name() + ": " + counts.size()
                    + " counts for " + upperBounds.size() + " bounds, sum " + sum);
        }
    }

    /** Lines that a scrape has of it: the buckets, the sum and the count. */
    public int size() {
        return counts.size() + 2;
    }

    ClassicHistogramBuckets buckets() {
        double[] bounds = new double[counts.size()];
        for (int i = 0; i < upperBounds.size(); i++) {
            bounds[i] = upperBounds.get(i);
        }
        bounds[upperBounds.size()] = Double.POSITIVE_INFINITY;
        return ClassicHistogramBuckets.of(
                bounds, counts.stream().mapToLong(Long::longValue).toArray());
    }
}
