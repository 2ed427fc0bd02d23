package io.firn.metrics.self;

import static io.firn.metrics.series.Series.counter;

import io.firn.lake.aws.StorageRequests.Count;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * What the object storage was asked: {@code firn_storage_requests_total{operation, status}}. Both labels are of closed sets:
 * the operations of S3, and the classes of HTTP statuses.
 */
public final class StorageMetrics {
    private static final Series REQUESTS =
            counter("firn_storage_requests_total", "Requests to the object storage", "operation", "status");

    private final SeriesViews views;

    public StorageMetrics(PrometheusMeterRegistry registry) {
        this.views = new SeriesViews(registry);
    }

    /** Shows them from the next scrape on; they are of this process since its start. */
    public void publish(List<Count> counts) {
        views.publish(
                "storage",
                counts.stream()
                        .map(count -> REQUESTS.sample(
                                count.requests(),
                                count.operation(),
                                count.answer().label()))
                        .toList());
    }
}
