package io.firn.metrics.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconciliationMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReconciliationMetrics metrics = new ReconciliationMetrics(registry);

    @Test
    void aStreamIsShownByHowItsRecordsEnded() {
        metrics.publish(List.of(stream("trials.visits", 2), stream("trials.labs", 0)));
        assertThat(registry.scrape())
                .contains("firn_reconciliation_records_total{catalog=\"lake\",state=\"landed\",table=\"trials.visits\","
                        + "topic=\"visits\"} 90.0")
                .contains("state=\"missing\",table=\"trials.visits\",topic=\"visits\"} 7.0")
                .contains("firn_reconciliation_missing_records{catalog=\"lake\",table=\"trials.visits\","
                        + "topic=\"visits\"} 2.0")
                .contains("firn_dead_letter_records_total{reason=\"TOO_DEEP\",topic=\"visits\"} 3.0");
    }

    @Test
    void aStreamThatIsGoneHasNoSeries() {
        metrics.publish(List.of(stream("trials.visits", 2)));
        metrics.publish(List.of());
        assertThat(registry.scrape()).doesNotContain("firn_reconciliation", "firn_dead_letter");
    }

    private static ReconciledStream stream(String table, long missing) {
        return new ReconciledStream(
                "lake",
                table,
                table.substring(table.indexOf('.') + 1),
                100,
                90,
                3,
                1,
                7,
                missing,
                5,
                Map.of("TOO_DEEP", 3L));
    }
}
