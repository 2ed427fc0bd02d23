package io.firn.metrics.table;

import static io.firn.metrics.table.States.partition;
import static io.firn.metrics.table.States.snapshot;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.MetricsConfig;
import io.firn.lake.config.Provenance;
import io.firn.lake.table.ColumnState;
import io.firn.lake.table.TableState;
import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.catalog.TableIdentifier;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class TableMetricsTest {
    private static final String VISITS = "{catalog=lake, table=trials.visits}";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusMeterRegistry another = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JdbcDataSource database = Databases.inMemory();

    @Test
    void smallFilesAreThoseBelowTheThreshold() {
        metrics(1000)
                .publish(
                        table().partitions(List.of(partition("", 10, 99, 100, 101)))
                                .build(),
                        100,
                        States.NO_TIMES);

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
                        1,
                        States.NO_TIMES);

        assertThat(scrape().value("firn_table_last_commit_timestamp_seconds", VISITS))
                .isEqualTo((double) States.NOW.minusSeconds(999).getEpochSecond());
        assertThat(scrape().value("firn_table_commits_total", "{catalog=lake, operation=replace, table=trials.visits}"))
                .isEqualTo(1);
    }

    @Test
    void whatIsNotKnownHasNoSeries() {
        metrics(1000).publish(table().build(), 1, States.NO_TIMES);

        assertThat(scrape().values().keySet())
                .noneMatch(name -> name.contains("timestamp") || name.contains("skew"))
                .anyMatch(name -> name.equals("firn_table_records" + VISITS));
        assertThat(scrape().values().values()).allMatch(Double::isFinite);
    }

    @Test
    void aRemovedTableVanishesWithTheNextScrape() {
        TableMetrics metrics = metrics(1000);
        metrics.publish(table().build(), 1, States.NO_TIMES);
        metrics.publish(table().build("trials", "labs"), 1, States.NO_TIMES);

        metrics.remove("lake", TableIdentifier.of("trials", "visits"));

        assertThat(scrape().count("table=trials.visits")).isZero();
        assertThat(scrape().count("table=trials.labs")).isPositive();
    }

    @Test
    void aTableBeyondTheLimitIsLeftOutAsAWholeAndCounted() {
        TableState empty = table().build();
        TableMetrics metrics = metrics(30);

        assertThat(metrics.publish(empty, 1, States.NO_TIMES)).isTrue();
        long each = scrape().count("table=trials.visits");
        assertThat(metrics.publish(table().build("trials", "labs"), 1, States.NO_TIMES))
                .isFalse();
        assertThat(metrics.publish(empty, 1, States.NO_TIMES))
                .as("its own series are no reason to drop it")
                .isTrue();

        assertThat(scrape().count("table=trials.labs")).isZero();
        assertThat(scrape().value("firn_series_dropped_total", "{collector=tables}"))
                .isEqualTo((double) each);

        metrics.remove("lake", TableIdentifier.of("trials", "visits"));
        assertThat(metrics.publish(table().build("trials", "labs"), 1, States.NO_TIMES))
                .isTrue();
    }

    @Test
    void tablesBeyondTheLimitAreAddedUpByNamespace() {
        TableMetrics metrics = metrics(30);
        metrics.publish(table().build(), 1, States.NO_TIMES);
        States large = table().partitions(List.of(partition("", 10, 20)));
        States small = table().partitions(List.of(partition("", 5)));

        metrics.publish(large.build("trials", "labs"), 1, States.NO_TIMES);
        metrics.publish(small.build("trials", "doses"), 1, States.NO_TIMES);
        metrics.publish(small.build("finance", "labs"), 1, States.NO_TIMES);
        String data = "{catalog=lake, content=data, namespace=trials}";
        assertThat(scrape().value("firn_namespace_unlisted_tables", "{catalog=lake, namespace=trials}"))
                .isEqualTo(2);
        assertThat(scrape().value("firn_namespace_unlisted_file_bytes", data)).isEqualTo(35);
        assertThat(scrape().value("firn_namespace_unlisted_files", data)).isEqualTo(3);

        metrics.publish(small.build("trials", "labs"), 1, States.NO_TIMES);
        assertThat(scrape().value("firn_namespace_unlisted_file_bytes", data)).isEqualTo(10);
        metrics.remove("lake", TableIdentifier.of("trials", "doses"));
        assertThat(scrape().value("firn_namespace_unlisted_file_bytes", data)).isEqualTo(5);
        metrics.remove("lake", TableIdentifier.of("trials", "visits"));
        metrics.publish(small.build("trials", "labs"), 1, States.NO_TIMES);
        assertThat(scrape().count("namespace=trials"))
                .as("it has series of its own now")
                .isZero();
        assertThat(scrape().count("namespace=finance")).isPositive();
    }

    @Test
    void sizesOfFilesAreBucketsWhereTheyAreAskedFor() {
        TableState state = table().partitions(List.of(partition("", 65_536, 65_537, 2_000_000_000)))
                .build();
        metrics(1000).publish(state, 1, States.NO_TIMES);
        assertThat(scrape().count("firn_table_file_size_bytes")).isZero();

        new TableMetrics(another, new CommitCursors(database), new MetricsConfig(1000, true), () -> true)
                .publish(state, 1, States.NO_TIMES);

        assertThat(sizes("65536")).isEqualTo(1);
        assertThat(sizes("262144")).isEqualTo(2);
        assertThat(sizes("1073741824")).isEqualTo(2);
        assertThat(sizes("+Inf")).isEqualTo(3);
    }

    @Test
    void waitsAreAHistogramOfTablesThatKnowTheirRecordsTimes() {
        ColumnState time = new ColumnState(
                4,
                Provenance.TIMESTAMP_PATH,
                "timestamptz",
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        TableMetrics metrics = metrics(1000);
        metrics.publish(
                table().columns(time).snapshots(snapshot(1, 0, "append", 1)).build(), 1, States.NO_TIMES);
        metrics.publish(
                table().columns(time)
                        .snapshots(snapshot(1, 0, "append", 1), snapshot(2, 1, "append", 1))
                        .build(),
                1,
                snapshot -> List.of(
                        snapshot.committedAt().minusMillis(2500),
                        snapshot.committedAt().minusMillis(500)));

        assertThat(scrape().value("firn_table_event_to_queryable_seconds_count", VISITS))
                .isEqualTo(2);
        assertThat(scrape().value("firn_table_event_to_queryable_seconds_sum", VISITS))
                .isEqualTo(3);
        assertThat(scrape().value(
                                "firn_table_event_to_queryable_seconds_bucket",
                                "{catalog=lake, le=1.0, table=trials.visits}"))
                .isEqualTo(1);
        assertThat(scrape().value(
                                "firn_table_event_to_queryable_seconds_bucket",
                                "{catalog=lake, le=5.0, table=trials.visits}"))
                .isEqualTo(2);
    }

    @Test
    void ofTwoReplicasTheOneWhoseTurnItIsShowsTables() {
        PrometheusMeterRegistry second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AtomicBoolean firstsTurn = new AtomicBoolean(true);
        TableState state = table().snapshots(snapshot(1, 0, "append", 10)).build();
        new TableMetrics(registry, new CommitCursors(database), new MetricsConfig(1000, false), firstsTurn::get)
                .publish(state, 1, States.NO_TIMES);
        new TableMetrics(second, new CommitCursors(database), new MetricsConfig(1000, false), () -> !firstsTurn.get())
                .publish(state, 1, States.NO_TIMES);

        String shown = registry.scrape();
        assertThat(shown).contains("firn_table_added_records_total");
        assertThat(Scrape.of(second).count("table=")).isZero();
        firstsTurn.set(false);
        assertThat(Scrape.of(registry).count("table=")).isZero();
        assertThat(second.scrape()).isEqualTo(shown);
    }

    private double sizes(String bound) {
        return Scrape.of(another)
                .value("firn_table_file_size_bytes", "{catalog=lake, le=" + bound + ", table=trials.visits}");
    }

    @Test
    void theLastViewStaysWhenTheDatabaseFails() throws Exception {
        TableMetrics metrics = metrics(1000);
        metrics.publish(table().snapshots(snapshot(1, 0, "append", 1)).build(), 1, States.NO_TIMES);
        String before = registry.scrape();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE commit_cursors");
        }

        assertThatThrownBy(() -> metrics.publish(
                        table().snapshots(snapshot(1, 0, "append", 1), snapshot(2, 1, "append", 1))
                                .build(),
                        1,
                        States.NO_TIMES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot keep the count of commits of trials.visits: ");
        assertThat(registry.scrape()).isEqualTo(before);
    }

    private TableMetrics metrics(int maxSeries) {
        return new TableMetrics(registry, new CommitCursors(database), new MetricsConfig(maxSeries, false), () -> true);
    }

    private Scrape scrape() {
        return Scrape.of(registry);
    }
}
