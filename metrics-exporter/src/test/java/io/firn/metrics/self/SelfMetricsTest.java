package io.firn.metrics.self;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelfMetricsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final double NOON_SECONDS = NOON.getEpochSecond();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SelfMetrics metrics = new SelfMetrics(registry, Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void aFailureIsNoSuccess() {
        metrics.failed("lag", Duration.ofMillis(1500), FailureCause.KAFKA);

        assertThat(value("firn_collector_last_success_timestamp_seconds", "{collector=lag}"))
                .isNull();
        assertThat(value("firn_collector_duration_seconds", "{collector=lag}")).isEqualTo(1.5);
        assertThat(value("firn_collector_errors_total", "{cause=kafka, collector=lag}"))
                .isEqualTo(1);
    }

    @Test
    void aSuccessHasItsTime() {
        metrics.succeeded("lag", Duration.ofMillis(20));

        assertThat(value("firn_collector_last_success_timestamp_seconds", "{collector=lag}"))
                .isEqualTo(NOON_SECONDS);
    }

    @Test
    void aConditionThatNoTableHasIsZero() {
        metrics.tables(Map.of(TableCondition.PUBLISHED, 6));

        assertThat(value("firn_tables", "{state=published}")).isEqualTo(6);
        assertThat(value("firn_tables", "{state=failed}")).isZero();
    }

    @Test
    void theHeartbeatIsATime() {
        metrics.beat();
        metrics.catalogRequests(3);

        assertThat(value("firn_heartbeat_timestamp_seconds", "{}")).isEqualTo(NOON_SECONDS);
        assertThat(value("firn_catalog_requests_total", "{}")).isEqualTo(3);
    }

    private Double value(String name, String labels) {
        return Scrape.of(registry).value(name, labels);
    }
}
