package io.firn.metrics.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QualityMetricsTest {
    private static final String LABELS = "{catalog=\"lake\",check=\"%s\",severity=\"critical\",table=\"t.labs\"} ";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void aCheckHasStatusValueAndTimeOfItsLastRun() {
        new QualityMetrics(registry, 100).publish(List.of(check("volume", Optional.of(2), Optional.of(4.5))));

        assertThat(registry.scrape())
                .contains("firn_quality_check_status" + LABELS.formatted("volume") + "2.0")
                .contains("firn_quality_check_value" + LABELS.formatted("volume") + "4.5")
                .contains("firn_quality_check_last_run_timestamp_seconds" + LABELS.formatted("volume") + "1000.0");
    }

    @Test
    void whatIsNotKnownHasNoSeries() {
        new QualityMetrics(registry, 100)
                .publish(List.of(
                        check("volume", Optional.empty(), Optional.empty()),
                        check("nan", Optional.of(0), Optional.of(Double.NaN))));

        assertThat(registry.scrape())
                .doesNotContain("firn_quality_check_status" + LABELS.formatted("volume"))
                .doesNotContain("firn_quality_check_value")
                .contains("firn_quality_check_last_run_timestamp_seconds" + LABELS.formatted("volume"));
    }

    @Test
    void whatIsGoneVanishes() {
        QualityMetrics metrics = new QualityMetrics(registry, 100);
        metrics.publish(List.of(check("volume", Optional.of(2), Optional.empty())));
        metrics.publish(List.of());

        assertThat(registry.scrape()).doesNotContain("firn_quality_check");
    }

    @Test
    void checksThatPassAreLeftOutFirst() {
        List<CheckSample> checks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            checks.add(check("passing-" + i, Optional.of(0), Optional.empty()));
        }
        checks.add(check("zz-failing", Optional.of(2), Optional.empty()));

        new QualityMetrics(registry, 10).publish(checks);

        String scrape = registry.scrape();
        assertThat(scrape).contains("zz-failing", "passing-0", "passing-3").doesNotContain("passing-4");
        assertThat(scrape).contains("firn_series_dropped_total{collector=\"quality\"} 10.0");
    }

    private static CheckSample check(String name, Optional<Integer> status, Optional<Double> value) {
        return new CheckSample("lake", "t.labs", name, "critical", status, value, Instant.ofEpochSecond(1_000));
    }
}
