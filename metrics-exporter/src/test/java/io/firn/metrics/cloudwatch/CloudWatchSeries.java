package io.firn.metrics.cloudwatch;

import io.firn.metrics.series.SeriesViews;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** What sending to CloudWatch itself shows on a scrape. */
public final class CloudWatchSeries {
    private CloudWatchSeries() {}

    public static void publish(PrometheusMeterRegistry registry) {
        new SeriesViews(registry)
                .publish("cloudwatch", List.of(CloudWatchMetrics.ALL.get(0).sample(1)));
    }
}
