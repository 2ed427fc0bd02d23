package io.firn.metrics.series;

import java.util.List;

/** One value of one series. It is a number: what is not known has no sample. */
public record Sample(Series series, List<String> labelValues, double value) {
    public Sample {
        labelValues = List.copyOf(labelValues);
        if (labelValues.size() != series.labels().size()) {
            throw new IllegalArgumentException("Cannot make a sample of " + series.name() + ": it has labels "
                    + series.labels() + ", not " + labelValues.size() + " values");
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("Cannot make a sample of " + series.name() + ": " + value);
        }
    }
}
