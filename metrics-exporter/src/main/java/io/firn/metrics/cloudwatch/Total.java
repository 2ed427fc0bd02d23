package io.firn.metrics.cloudwatch;

import java.util.List;
import java.util.Locale;

/** One number for all tables or topics. */
enum Total {
    SUM,
    MAX,
    MIN;

    String suffix() {
        return "_" + name().toLowerCase(Locale.ROOT);
    }

    double of(List<Double> values) {
        return switch (this) {
            case SUM -> values.stream().mapToDouble(value -> value).sum();
            case MAX -> values.stream().mapToDouble(value -> value).max().orElseThrow();
            case MIN -> values.stream().mapToDouble(value -> value).min().orElseThrow();
        };
    }
}
