package io.firn.metrics.cloudwatch;

import static io.firn.metrics.series.Series.counter;
import static io.firn.metrics.series.Series.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CloudWatchConfig;
import io.firn.metrics.series.Series;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Series FILES = gauge("firn_table_files", "Files", "catalog", "table", "content");
    private static final Series LAST_COMMIT =
            gauge("firn_table_last_commit_timestamp_seconds", "When", "catalog", "table");
    private static final Series COMMITS = counter("firn_table_commits_total", "Commits", "catalog", "table");
    private static final Series LAG = gauge("firn_kafka_group_lag_records", "Lag", "group", "topic");
    private static final Series HEADROOM = gauge("firn_kafka_retention_headroom_seconds", "Left", "group", "topic");

    private final Lake lake = new Lake();

    @Test
    void ofAllTablesGoTotalsAndOfTierOneEachTable() {
        lake.with("a", FILES.sample(3, "firn", "trials.visits", "data"))
                .with("b", FILES.sample(5, "firn", "trials.labs", "data"))
                .with("c", FILES.sample(1, "firn", "trials.labs", "deletion-vectors"));

        assertThat(sent(Lake.config(500, List.of("*.visits"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "firn_table_files_sum{Catalog=firn, Content=data} Count", 8.0,
                        "firn_table_files_max{Catalog=firn, Content=data} Count", 5.0,
                        "firn_table_files_sum{Catalog=firn, Content=deletion-vectors} Count", 1.0,
                        "firn_table_files_max{Catalog=firn, Content=deletion-vectors} Count", 1.0,
                        "firn_table_files{Catalog=firn, Content=data, Table=trials.visits} Count", 3.0));
    }

    @Test
    void aTimeIsSentAsItsAgeAndTheOldestStandsForAll() {
        double noon = Lake.NOON.getEpochSecond();
        lake.with("a", LAST_COMMIT.sample(noon - 30, "firn", "trials.visits"))
                .with("b", LAST_COMMIT.sample(noon - 90, "firn", "trials.labs"));

        assertThat(sent(Lake.config(500, List.of("trials.visits"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "firn_table_last_commit_age_seconds_max{Catalog=firn} Seconds", 90.0,
                        "firn_table_last_commit_age_seconds{Catalog=firn, Table=trials.visits} Seconds", 30.0));
    }

    @Test
    void aTopicBelongsToTheTableThatItLandsInAndTheLeastHeadroomCounts() {
        lake.with(
                "lag",
                LAG.sample(7, "land", "raw.visits.valid"),
                LAG.sample(2, "land", "raw.other"),
                HEADROOM.sample(60, "land", "raw.visits.valid"),
                HEADROOM.sample(90, "land", "raw.other"));

        assertThat(sent(Lake.config(500, List.of("trials.*"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "firn_kafka_group_lag_records_sum{Group=land} Count", 9.0,
                        "firn_kafka_group_lag_records_max{Group=land} Count", 7.0,
                        "firn_kafka_group_lag_records{Group=land, Topic=raw.visits.valid} Count", 7.0,
                        "firn_kafka_retention_headroom_seconds_min{Group=land} Seconds", 60.0,
                        "firn_kafka_retention_headroom_seconds{Group=land, Topic=raw.visits.valid} Seconds", 60.0));
    }

    @Test
    void aCounterIsSentAsWhatWasAddedSince() {
        Counter errors =
                Counter.builder("firn.collector.errors").tag("collector", "lag").register(lake.registry);
        errors.increment(2);
        CloudWatchConfig config = Lake.config(500, List.of(), "firn_collector_errors_total");

        Publication first = lake.publication(config, true, CounterMemory.EMPTY);
        errors.increment(3);
        Publication second = lake.publication(config, true, first.counters());
        Publication third = lake.publication(config, true, second.counters());

        assertThat(sent(first)).isEqualTo(Map.of("firn_collector_errors{Collector=lag} Count", 2.0));
        assertThat(sent(second)).isEqualTo(Map.of("firn_collector_errors{Collector=lag} Count", 3.0));
        assertThat(sent(third)).isEqualTo(Map.of("firn_collector_errors{Collector=lag} Count", 0.0));
    }

    @Test
    void whatATableCountedBeforeThisProcessIsNotSentAgain() {
        CloudWatchConfig config = Lake.config(500, List.of(), "firn_table_commits_total");
        lake.with("a", COMMITS.sample(1_000_000, "firn", "trials.visits"));
        Publication first = lake.publication(config, true, CounterMemory.EMPTY);
        lake.with("a", COMMITS.sample(1_000_004, "firn", "trials.visits"));

        assertThat(first.data()).isEmpty();
        assertThat(sent(lake.publication(config, true, first.counters())))
                .isEqualTo(Map.of("firn_table_commits_sum{Catalog=firn} Count", 4.0));
    }

    @Test
    void aSecondReplicaSendsItsOwnCountersAndNoState() {
        lake.with("a", FILES.sample(3, "firn", "trials.visits", "data"));
        Counter.builder("firn.collector.errors").register(lake.registry).increment();

        assertThat(sent(lake.publication(Lake.config(500, List.of("*")), false, CounterMemory.EMPTY)))
                .containsOnlyKeys("firn_collector_errors{} Count");
    }

    @Test
    void neitherNumbersThatAreNoneNorBlankDimensionsAreSent() {
        Gauge.builder("firn.nothing", () -> Double.NaN).register(lake.registry);
        Gauge.builder("firn.endless", () -> Double.POSITIVE_INFINITY).register(lake.registry);
        lake.with("a", gauge("firn_owned", "Owned", "owner", "team").sample(1, " ", "data"));

        assertThat(sent(Lake.config(500, List.of(), "firn_owned", "firn_nothing", "firn_endless")))
                .isEqualTo(Map.of("firn_owned{Team=data} Count", 1.0));
    }

    @Test
    void namesOutsideOfAsciiStayApart() {
        Series size = gauge("firn_table_records", "Records", "table");
        lake.with("a", size.sample(1, "essai.données")).with("b", size.sample(2, "essai.donn%C3%A9es"));

        assertThat(sent(Lake.config(500, List.of("essai.*"))))
                .containsEntry("firn_table_records{Table=essai.donn%C3%A9es} Count", 1.0)
                .containsEntry("firn_table_records{Table=essai.donn%25C3%25A9es} Count", 2.0);
    }

    @Test
    void beyondTheLimitTablesOfTierOneAreLeftOutWhole() {
        for (String table : List.of("a.a", "a.b", "a.c")) {
            lake.with(
                    table, FILES.sample(1, "firn", table, "data"), FILES.sample(2, "firn", table, "deletion-vectors"));
        }

        Publication publication = lake.publication(Lake.config(7, List.of("*")), true, CounterMemory.EMPTY);

        assertThat(publication.dropped()).isEqualTo(4);
        assertThat(publication.data().stream()
                        .map(datum -> datum.metric().dimensions().getOrDefault("Table", "all")))
                .containsExactlyInAnyOrder("all", "all", "all", "all", "a.a", "a.a");
    }

    @Test
    void theDocumentationListsWhatIsSentByDefault() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        String list = page.substring(page.indexOf("Without `daemon.cloudwatch.series`"));
        String names = list.substring(0, list.indexOf("\n\n"));

        assertThat(Pattern.compile("`(firn_[a-z_]+)`").matcher(names).results().map(name -> name.group(1)))
                .containsExactlyElementsOf(ChosenSeries.DEFAULT);
    }

    private Map<String, Double> sent(CloudWatchConfig config) {
        return sent(lake.publication(config, true, CounterMemory.EMPTY));
    }

    private static Map<String, Double> sent(Publication publication) {
        return publication.data().stream()
                .collect(Collectors.toMap(
                        datum -> datum.metric().name() + datum.metric().dimensions() + " "
                                + datum.unit().label(),
                        Datum::value));
    }
}
