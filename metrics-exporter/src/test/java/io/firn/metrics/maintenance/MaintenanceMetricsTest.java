package io.firn.metrics.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaintenanceMetricsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final double NOON_SECONDS = NOON.getEpochSecond();
    private static final String OPERATION = "{catalog=lake, operation=compaction, table=trials.visits}";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MaintenanceMetrics metrics = new MaintenanceMetrics(registry, () -> true);

    @Test
    void aRunIsCountedByOutcome() {
        finish(RunOutcome.SUCCEEDED);
        finish(RunOutcome.CONFLICT);

        assertThat(value("firn_maintenance_runs_total", "{catalog=lake, operation=compaction, outcome=succeeded}"))
                .isEqualTo(1);
        assertThat(value("firn_maintenance_conflicts_total", "{catalog=lake}")).isEqualTo(1);
        assertThat(value("firn_maintenance_rewritten_bytes_total", "{catalog=lake}"))
                .isEqualTo(2000);
        assertThat(value("firn_maintenance_removed_files_total", "{catalog=lake}"))
                .isEqualTo(10);
        assertThat(value("firn_maintenance_duration_seconds_bucket", "{engine=embedded, le=5.0, operation=compaction}"))
                .isEqualTo(2);
        assertThat(value("firn_maintenance_duration_seconds_sum", "{engine=embedded, operation=compaction}"))
                .isEqualTo(4);
    }

    @Test
    void everyOutcomeIsThereBeforeItsFirstRun() {
        metrics.nextRun("lake", "trials.visits", "compaction", Optional.empty());

        for (RunOutcome outcome : RunOutcome.values()) {
            assertThat(value(
                            "firn_maintenance_runs_total",
                            "{catalog=lake, operation=compaction, outcome=" + outcome.label() + "}"))
                    .isZero();
        }
    }

    @Test
    void whatAGuardRefusedIsCountedByGuard() {
        finish(RunOutcome.REJECTED, Optional.of("H3"));
        finish(RunOutcome.REJECTED, Optional.of("H3"));
        finish(RunOutcome.REJECTED, Optional.empty());
        finish(RunOutcome.FAILED, Optional.of("H19"));

        assertThat(value("firn_maintenance_rejections_total", "{catalog=lake, guard=H3, operation=compaction}"))
                .isEqualTo(2);
        assertThat(Scrape.of(registry).count("guard=")).isEqualTo(1);
    }

    @Test
    void aTableShowsHowItStandsUntilItIsDropped() {
        finish(RunOutcome.SUCCEEDED);
        metrics.standing(new TableStanding(
                "lake", "trials.visits", 3, 4096, Optional.of(new TableStanding.Candidates(7, 700)), 2, 5, 1));

        String table = "{catalog=lake, table=trials.visits}";
        assertThat(value("firn_quarantined_files", table)).isEqualTo(3);
        assertThat(value("firn_quarantined_bytes", table)).isEqualTo(4096);
        assertThat(value("firn_maintenance_consecutive_conflicts", table)).isEqualTo(2);
        assertThat(value("firn_orphan_candidate_files", table)).isEqualTo(7);
        assertThat(value("firn_orphan_candidate_bytes", table)).isEqualTo(700);
        assertThat(value("firn_consumers", table)).isEqualTo(5);
        assertThat(value("firn_consumers_let_go", table)).isEqualTo(1);

        metrics.remove("lake", "trials.visits");
        assertThat(Scrape.of(registry).count("table=trials.visits")).isZero();
    }

    @Test
    void aSuccessEndsARowOfFailures() {
        finish(RunOutcome.FAILED);
        finish(RunOutcome.REJECTED);
        assertThat(value("firn_maintenance_consecutive_failures", OPERATION)).isEqualTo(2);
        assertThat(value("firn_maintenance_last_success_timestamp_seconds", OPERATION))
                .isNull();

        finish(RunOutcome.UNCHANGED);

        assertThat(value("firn_maintenance_consecutive_failures", OPERATION)).isZero();
        assertThat(value("firn_maintenance_last_success_timestamp_seconds", OPERATION))
                .isEqualTo(NOON_SECONDS);
    }

    @Test
    void aLostRaceOrAnUnknownEndIsNoFailure() {
        finish(RunOutcome.FAILED);
        finish(RunOutcome.CONFLICT);
        finish(RunOutcome.UNKNOWN);

        assertThat(value("firn_maintenance_consecutive_failures", OPERATION)).isEqualTo(1);
    }

    @Test
    void theLedgerSpeaksForTheTimeBeforeTheStart() {
        metrics.restore("lake", "trials.visits", "compaction", Optional.of(NOON), 3);
        finish(RunOutcome.FAILED);

        assertThat(value("firn_maintenance_consecutive_failures", OPERATION)).isEqualTo(4);
        assertThat(value("firn_maintenance_last_success_timestamp_seconds", OPERATION))
                .isEqualTo(NOON_SECONDS);
    }

    @Test
    void theNextRunIsShownWhileThereIsOne() {
        metrics.nextRun("lake", "trials.visits", "compaction", Optional.of(NOON));
        assertThat(value("firn_maintenance_next_run_timestamp_seconds", OPERATION))
                .isEqualTo(NOON_SECONDS);

        metrics.nextRun("lake", "trials.visits", "compaction", Optional.empty());
        assertThat(value("firn_maintenance_next_run_timestamp_seconds", OPERATION))
                .isNull();
    }

    @Test
    void aDroppedTableKeepsItsCountsAndLosesItsGauges() {
        finish(RunOutcome.SUCCEEDED);

        metrics.remove("lake", "trials.visits");

        assertThat(Scrape.of(registry).count("table=trials.visits")).isZero();
        assertThat(value("firn_maintenance_runs_total", "{catalog=lake, operation=compaction, outcome=succeeded}"))
                .isEqualTo(1);
    }

    @Test
    void whatWasSkippedIsCountedByReason() {
        metrics.skipped("lake", "compaction", SkipReason.NOT_NEEDED);
        metrics.skipped("lake", "compaction", SkipReason.NOT_NEEDED);

        assertThat(value("firn_maintenance_skipped_total", "{catalog=lake, operation=compaction, reason=not-needed}"))
                .isEqualTo(2);
    }

    private void finish(RunOutcome outcome) {
        finish(outcome, Optional.empty());
    }

    private void finish(RunOutcome outcome, Optional<String> guard) {
        metrics.finished(new FinishedRun(
                "lake",
                "trials.visits",
                "compaction",
                "embedded",
                outcome,
                guard,
                NOON,
                Duration.ofSeconds(2),
                1000,
                5));
    }

    private Double value(String name, String labels) {
        return Scrape.of(registry).value(name, labels);
    }
}
