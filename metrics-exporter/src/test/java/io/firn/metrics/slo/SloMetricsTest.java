package io.firn.metrics.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.Glob;
import io.firn.lake.config.TierConfig;
import io.firn.lake.config.Tiers;
import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class SloMetricsTest {
    private static final Tiers TIERS =
            new Tiers(List.of(new TierConfig("one", List.of(new Glob("safety.*")), Duration.ofMinutes(1), 99.9, 99.5)));

    private final JdbcDataSource database = new JdbcDataSource();

    {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Test
    void everyTierIsThereFromTheBeginning() {
        PrometheusMeterRegistry registry = registry();
        metrics(registry).count(List.of());

        Map<String, Double> values = Scrape.of(registry).values();
        assertThat(values)
                .containsEntry("firn_slo_evaluations_total{slo=freshness, tier=one}", 0.0)
                .containsEntry("firn_slo_bad_evaluations_total{slo=completeness, tier=default}", 0.0)
                .containsEntry("firn_slo_objective_ratio{slo=freshness, tier=one}", 0.999)
                .containsEntry("firn_slo_objective_ratio{slo=completeness, tier=one}", 0.995)
                .containsEntry("firn_slo_objective_ratio{slo=freshness, tier=default}", 0.99);
    }

    @Test
    void whatWasCountedGoesOnAfterARestartAndOnAnotherReplica() {
        metrics(registry()).count(List.of(look("one", true), look("one", false), look("default", false)));
        PrometheusMeterRegistry restarted = registry();
        metrics(restarted).count(List.of(look("one", true)));

        assertThat(Scrape.of(restarted).values())
                .containsEntry("firn_slo_evaluations_total{slo=freshness, tier=one}", 3.0)
                .containsEntry("firn_slo_bad_evaluations_total{slo=freshness, tier=one}", 2.0)
                .containsEntry("firn_slo_evaluations_total{slo=freshness, tier=default}", 1.0);
    }

    @Test
    void whatTheDatabaseDidNotTakeIsCountedWithTheNextCall() throws SQLException {
        PrometheusMeterRegistry registry = registry();
        SloMetrics metrics = metrics(registry);
        execute("ALTER TABLE firn_slo_count RENAME TO away");
        assertThatThrownBy(() -> metrics.count(List.of(look("one", true))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot count evaluations: ");
        execute("ALTER TABLE away RENAME TO firn_slo_count");
        metrics.count(List.of(look("one", false)));

        assertThat(Scrape.of(registry).values())
                .containsEntry("firn_slo_evaluations_total{slo=freshness, tier=one}", 2.0)
                .containsEntry("firn_slo_bad_evaluations_total{slo=freshness, tier=one}", 1.0);
    }

    @Test
    void aTableThatIsGoneLosesItsSeries() {
        PrometheusMeterRegistry registry = registry();
        SloMetrics metrics = metrics(registry);
        metrics.tables(List.of(
                new TableInfo("lake", "a.b.visits", "one", "firn-land"), new TableInfo("lake", "a.x", "default", "")));
        assertThat(Scrape.of(registry).values())
                .containsEntry(
                        "firn_table_info{catalog=lake, namespace=a.b, pipeline=firn-land, table=a.b.visits, tier=one}",
                        1.0);

        metrics.tables(List.of(new TableInfo("lake", "a.x", "default", "")));

        assertThat(Scrape.of(registry).count("table=")).isEqualTo(1);
    }

    @Test
    void whatWaitsIsATimeAndWhatDoesNotIsLeftOut() {
        PrometheusMeterRegistry registry = registry();
        AlertMetrics metrics = new AlertMetrics(registry, List.of("sns/a"), () -> true);
        metrics.attempted("sns/a", AlertMetrics.Attempt.REFUSED);
        metrics.publish(
                List.of(new AlertMetrics.Open("FirnX", "critical", 2)), Map.of("sns/a", Instant.ofEpochSecond(1_000)));
        assertThat(Scrape.of(registry).values())
                .containsEntry("firn_findings{alert=FirnX, severity=critical}", 2.0)
                .containsEntry("firn_alert_undelivered_timestamp_seconds{receiver=sns/a}", 1_000.0)
                .containsEntry("firn_alert_publications_total{outcome=refused, receiver=sns/a}", 1.0)
                .containsEntry("firn_alert_publications_total{outcome=delivered, receiver=sns/a}", 0.0);

        metrics.publish(List.of(), Map.of());

        assertThat(Scrape.of(registry).count("undelivered")).isZero();
    }

    private SloMetrics metrics(PrometheusMeterRegistry registry) {
        return new SloMetrics(registry, TIERS, new SloCounts(database, "lake"), () -> true);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Evaluation look(String tier, boolean bad) {
        return new Evaluation(Objective.FRESHNESS, tier, bad);
    }

    private static PrometheusMeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }
}
