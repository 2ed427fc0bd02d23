package io.firn.metrics.self;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.aws.StorageRequests.Answer;
import io.firn.lake.aws.StorageRequests.Count;
import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StorageMetrics metrics = new StorageMetrics(registry);

    @Test
    void aScrapeShowsTheNewestCountOfEachOperationAndStatus() {
        metrics.publish(List.of(new Count("GetObject", Answer.OK, 3)));
        metrics.publish(List.of(
                new Count("GetObject", Answer.OK, 5),
                new Count("GetObject", Answer.FAILED, 1),
                new Count("PutObject", Answer.NONE, 2)));

        assertThat(value("{operation=GetObject, status=2xx}")).isEqualTo(5);
        assertThat(value("{operation=GetObject, status=5xx}")).isEqualTo(1);
        assertThat(value("{operation=PutObject, status=none}")).isEqualTo(2);
    }

    @Test
    void whereNothingWasAskedThereIsNoSeries() {
        metrics.publish(List.of());

        assertThat(Scrape.of(registry).families()).doesNotContainKey("firn_storage_requests_total");
    }

    private Double value(String labels) {
        return Scrape.of(registry).value("firn_storage_requests_total", labels);
    }
}
