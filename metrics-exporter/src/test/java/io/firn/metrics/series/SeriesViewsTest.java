package io.firn.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SeriesViewsTest {
    private static final Series FILES = Series.gauge("firn_test_files", "Files", "table");
    private static final Series BYTES = Series.gauge("firn_test_bytes", "Bytes", "table");
    private static final Series COMMITS = Series.counter("firn_test_commits_total", "Commits", "table");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SeriesViews views = new SeriesViews(registry);

    @Test
    void namesAreExactlyThoseGiven() {
        views.publish("a", List.of(FILES.sample(1, "a"), COMMITS.sample(7, "a")));

        assertThat(registry.scrape()).isEqualTo("""
                        # HELP firn_test_commits_total Commits
                        # TYPE firn_test_commits_total counter
                        firn_test_commits_total{table="a"} 7.0
                        # HELP firn_test_files Files
                        # TYPE firn_test_files gauge
                        firn_test_files{table="a"} 1.0
                        """);
    }

    @Test
    void aHistogramHasCumulativeBuckets() {
        Series waits = Series.histogram("firn_test_seconds", "Waits", "table");
        views.publish(
                "a",
                List.of(),
                List.of(new Distribution(waits, List.of("a"), List.of(1.0, 5.0), List.of(2L, 0L, 1L), 12.5)));

        assertThat(registry.scrape()).isEqualTo("""
                        # HELP firn_test_seconds Waits
                        # TYPE firn_test_seconds histogram
                        firn_test_seconds_bucket{table="a",le="1.0"} 2
                        firn_test_seconds_bucket{table="a",le="5.0"} 2
                        firn_test_seconds_bucket{table="a",le="+Inf"} 3
                        firn_test_seconds_count{table="a"} 3
                        firn_test_seconds_sum{table="a"} 12.5
                        """);
        assertThatThrownBy(() -> new Distribution(waits, List.of("a"), List.of(1.0), List.of(1L), 0))
                .hasMessage("Cannot make a histogram of firn_test_seconds: 1 counts for 1 bounds, sum 0.0");
    }

    @Test
    void viewsThatAreNotShownAreKeptUntilTheyAre() {
        AtomicBoolean shown = new AtomicBoolean();
        SeriesViews hidden = new SeriesViews(registry, shown::get);
        hidden.publish("a", List.of(FILES.sample(1, "a")));
        assertThat(registry.scrape()).isEmpty();

        shown.set(true);
        assertThat(registry.scrape()).contains("firn_test_files{table=\"a\"} 1.0");
    }

    @Test
    void aLabelMayHoldAnything() {
        views.publish("a", List.of(FILES.sample(1, "a\"b\\c\nd{}")));

        assertThat(registry.scrape()).contains("firn_test_files{table=\"a\\\"b\\\\c\\nd{}\"} 1.0");
    }

    @Test
    void aScrapeShowsAllOfOneViewOrAllOfTheNext() {
        AtomicBoolean done = new AtomicBoolean();
        publish(0);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int version = 1; !done.get(); version++) {
                publish(version);
            }
        });
        try {
            for (int i = 0; i < 500; i++) {
                Scrape scrape = Scrape.of(registry);
                assertThat(scrape.value("firn_test_bytes", "{table=a}"))
                        .isEqualTo(scrape.value("firn_test_files", "{table=a}"));
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private void publish(int version) {
        views.publish("a", List.of(FILES.sample(version, "a"), BYTES.sample(version, "a")));
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> FILES.sample(Double.NaN, "a"))
                .hasMessage("Cannot make a sample of firn_test_files: NaN");
        assertThatThrownBy(() -> FILES.sample(1))
                .hasMessage("Cannot make a sample of firn_test_files: it has labels [table], not 0 values");
        assertThatThrownBy(() -> Series.gauge("firn_files_total", "Files"))
                .hasMessage("Cannot name series: firn_files_total is a GAUGE");
    }

    /** The bound is loose for machines under load; docs/metrics.md says what was measured. */
    @Test
    void aScrapeOfFiftyThousandSeriesIsQuick() throws IOException {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            series.add(Series.gauge("firn_test_" + (char) ('a' + i), "A series", "catalog", "table"));
        }
        for (int table = 0; table < 2000; table++) {
            String name = "namespace.table_" + table;
            double value = table;
            views.publish(
                    name,
                    series.stream()
                            .map(each -> each.sample(value, "lake", name))
                            .toList());
        }
        long[] nanos = new long[31];
        for (int i = 0; i < nanos.length; i++) {
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            long start = System.nanoTime();
            registry.scrape(page);
            nanos[i] = System.nanoTime() - start;
        }
        long first = nanos[0];
        Arrays.sort(nanos);
        long median = nanos[nanos.length / 2];
        System.out.printf(
                "Scrape of 50,000 series: median %d ms, first %d ms%n", median / 1_000_000, first / 1_000_000);
        assertThat(median).isLessThan(1_000_000_000L);
    }
}
