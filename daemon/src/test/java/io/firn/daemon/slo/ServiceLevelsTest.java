package io.firn.daemon.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.TestConfig;
import io.firn.lake.config.FirnConfig;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.lag.UnqueryableAge;
import io.firn.metrics.slo.SloCounts;
import io.firn.metrics.slo.SloMetrics;
import io.firn.quality.reconciliation.MissingRecords;
import io.firn.quality.reconciliation.OffsetRange;
import io.firn.testing.MovableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class ServiceLevelsTest {
    private static final FirnConfig CONFIG = TestConfig.of("""
            catalog: {name: firn, properties: {type: jdbc}}
            pipeline:
              streams:
                - {topic: a, table: safety.a, columns: evolve}
                - {topic: b, table: trials.b, columns: evolve}
                - {topic: c, table: trials.unmade, columns: evolve}
            tiers:
              - {name: tier-1, tables: ["safety.*"], freshness-limit: 1m}
            """);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Optional<LagView> lag = Optional.empty();
    private Optional<Instant> round = Optional.empty();
    private List<MissingRecords> missing = List.of();
    private boolean turn = true;

    @Test
    void eachStreamedTableIsCountedInItsTier() {
        ServiceLevels levels = levels(true);
        lag = measured(Duration.ofSeconds(61));
        round = Optional.of(clock.instant());
        missing = List.of(new MissingRecords(
                "trials.b",
                "b",
                0,
                new OffsetRange(5, 6),
                1,
                Optional.empty(),
                Optional.empty(),
                clock.instant(),
                Optional.empty()));
        levels.look();

        assertThat(registry.scrape())
                .contains(count("", "freshness", "tier-1", 1), count("bad_", "freshness", "tier-1", 1))
                .contains(count("", "freshness", "default", 1), count("bad_", "freshness", "default", 0))
                .contains(count("", "completeness", "tier-1", 1), count("bad_", "completeness", "tier-1", 0))
                .contains(count("", "completeness", "default", 1), count("bad_", "completeness", "default", 1))
                .contains("pipeline=\"firn-land\",table=\"safety.a\",tier=\"tier-1\"} 1.0")
                .contains("pipeline=\"\",table=\"other.x\",tier=\"default\"} 1.0");
    }

    @Test
    void completenessIsNotCountedWhileNobodyReconciles() {
        ServiceLevels levels = levels(true);
        lag = measured(Duration.ZERO);
        levels.look();
        round = Optional.of(clock.instant());
        clock.advance(Duration.ofMinutes(2));
        levels.look();

        assertThat(registry.scrape())
                .contains(count("", "completeness", "tier-1", 0))
                .contains(count("", "freshness", "tier-1", 2), count("bad_", "freshness", "tier-1", 1));
    }

    @Test
    void nothingIsCountedWithoutReconciliation() {
        lag = measured(Duration.ofHours(1));
        round = Optional.of(clock.instant());
        levels(false).look();

        assertThat(registry.scrape())
                .contains(count("", "freshness", "tier-1", 0), count("", "completeness", "tier-1", 0));
    }

    @Test
    void nothingIsCountedByTheReplicaWhoseTurnItIsNot() {
        lag = measured(Duration.ofHours(1));
        turn = false;
        levels(true).look();

        assertThat(registry.scrape()).doesNotContain("firn_slo_evaluations_total");
    }

    private ServiceLevels levels(boolean reconciles) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SloMetrics metrics = new SloMetrics(registry, CONFIG.tiers(), new SloCounts(database, "firn"), () -> true);
        return new ServiceLevels(
                CONFIG,
                () -> List.of("safety.a", "trials.b", "other.x"),
                new TableOwners(CONFIG),
                () -> lag,
                new ServiceLevels.Reconciled(reconciles, Duration.ofSeconds(1), () -> round, () -> missing),
                metrics,
                () -> turn,
                clock);
    }

    private Optional<LagView> measured(Duration age) {
        return Optional.of(new LagView(
                clock.instant(),
                List.of(),
                List.of(),
                List.of(new UnqueryableAge("firn", "safety.a", age), new UnqueryableAge("firn", "trials.b", age))));
    }

    private static String count(String bad, String slo, String tier, int looks) {
        return "firn_slo_" + bad + "evaluations_total{slo=\"" + slo + "\",tier=\"" + tier + "\"} " + looks + ".0";
    }
}
