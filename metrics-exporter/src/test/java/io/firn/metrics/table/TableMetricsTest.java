package io.firn.metrics.table;

import static io.firn.metrics.table.States.partition;
import static io.firn.metrics.table.States.snapshot;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.table.TableState;
import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class TableMetricsTest {
    private static final String VISITS = "{catalog=lake, table=trials.visits}";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JdbcDataSource database = Databases.inMemory();

    @Test
    void smallFilesAreThoseBelowTheThreshold() {
        metrics(1000)
                .publish(
                        table().partitions(List.of(partition("", 10, 99, 100, 101)))
                                .build(),
                        100);

        assertThat(scrape().value("firn_table_small_files", VISITS)).isEqualTo(2);
        assertThat(scrape().value("firn_table_files", "{catalog=lake, content=data, table=trials.visits}"))
                .isEqualTo(4);
    }

    @Test
    void maintenanceIsNoWritersCommit() {
        metrics(1000)
                .publish(
                        table().snapshots(snapshot(1, 0, "append", 1), snapshot(2, 1, "replace", 1))
                                .build(),
                        1);

        assertThat(scrape().value("firn_table_last_commit_timestamp_seconds", VISITS))
                .isEqualTo((double) States.NOW.minusSeconds(999).getEpochSecond());
        assertThat(scrape().value("firn_table_commits_total", "{catalog=lake, operation=replace, table=trials.visits}"))
                .isEqualTo(1);
    }

    @Test
    void whatIsNotKnownHasNoSeries() {
        metrics(1000).publish(table().build(), 1);

        assertThat(scrape().values().keySet())
                .noneMatch(name -> name.contains("timestamp") || name.contains("skew"))
                .anyMatch(name -> name.equals("firn_table_records" + VISITS));
        assertThat(scrape().values().values()).allMatch(Double::isFinite);
    }

    @Test
    void aRemovedTableVanishesWithTheNextScrape() {
        TableMetrics metrics = metrics(1000);
        metrics.publish(table().build(), 1);
        metrics.publish(table().build("trials", "labs"), 1);

        metrics.remove("lake", TableIdentifier.of("trials", "visits"));

        assertThat(scrape().count("table=trials.visits")).isZero();
        assertThat(scrape().count("table=trials.labs")).isPositive();
    }

    @Test
    void aTableBeyondTheLimitIsLeftOutAsAWholeAndCounted() {
        TableState empty = table().build();
        TableMetrics metrics = metrics(30);

        assertThat(metrics.publish(empty, 1)).isTrue();
        long each = scrape().count("table=trials.visits");
        assertThat(metrics.publish(table().build("trials", "labs"), 1)).isFalse();
        assertThat(metrics.publish(empty, 1))
                .as("its own series are no reason to drop it")
                .isTrue();

        assertThat(scrape().count("table=trials.labs")).isZero();
        assertThat(scrape().value("firn_series_dropped_total", "{collector=tables}"))
                .isEqualTo((double) each);

        metrics.remove("lake", TableIdentifier.of("trials", "visits"));
        assertThat(metrics.publish(table().build("trials", "labs"), 1)).isTrue();
    }

    @Test
    void theLastViewStaysWhenTheDatabaseFails() throws Exception {
        TableMetrics metrics = metrics(1000);
        metrics.publish(table().snapshots(snapshot(1, 0, "append", 1)).build(), 1);
        String before = registry.scrape();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE commit_cursors");
        }

        assertThatThrownBy(() -> metrics.publish(
                        table().snapshots(snapshot(1, 0, "append", 1), snapshot(2, 1, "append", 1))
                                .build(),
                        1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot keep the count of commits of trials.visits: ");
        assertThat(registry.scrape()).isEqualTo(before);
    }

    private TableMetrics metrics(int maxSeries) {
        return new TableMetrics(registry, new CommitCursors(database), maxSeries);
    }

    private Scrape scrape() {
        return Scrape.of(registry);
    }
}
