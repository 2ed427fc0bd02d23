package io.firn.metrics.cloudwatch;

import static io.firn.metrics.series.Series.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.firn.lake.config.CloudWatchConfig;
import io.firn.metrics.Scrape;
import io.firn.metrics.series.Series;
import io.firn.testing.MotoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** Over the wire, to moto's server, read back with the AWS SDK's own client. */
@Timeout(600) // The first time, moto is installed.
class CloudWatchMetricsIT {
    private static final Map<String, String> CREDENTIALS =
            Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test");
    private static final Series RECORDS = gauge("firn_table_records", "Records", "catalog", "table");
    private static final Series LAST_COMMIT =
            gauge("firn_table_last_commit_timestamp_seconds", "When", "catalog", "table");

    private static MotoServer moto;
    private static CloudWatchClient amazon;

    private final Lake lake = new Lake(Clock.systemUTC());

    @BeforeAll
    static void start() throws IOException {
        CREDENTIALS.forEach(System::setProperty);
        moto = MotoServer.startOrSkip();
        amazon = CloudWatchClients.open(Lake.config(Optional.of(moto.address()), 500, List.of()));
    }

    @AfterAll
    static void stop() {
        CREDENTIALS.keySet().forEach(System::clearProperty);
        if (moto != null) {
            amazon.close();
            moto.close();
        }
    }

    @Test
    void whatIsSentCanBeReadBack() {
        double now = lake.clock.millis() / 1000.0;
        lake.with(
                        "a",
                        RECORDS.sample(1_234, "firn", "trials.visits"),
                        LAST_COMMIT.sample(now - 60, "firn", "trials.visits"))
                .with(
                        "b",
                        RECORDS.sample(66, "firn", "trials.labs"),
                        LAST_COMMIT.sample(now - 600, "firn", "trials.labs"));
        lake.self.failed("lag", Duration.ofSeconds(1), io.firn.metrics.self.FailureCause.KAFKA);

        publish(Lake.config(Optional.of(moto.address()), 500, List.of("*.visits")));

        Map<String, Datapoint> points = points("Firn/Test");
        assertThat(points.keySet())
                .contains(
                        "firn_table_records{Catalog=firn, Table=trials.visits}",
                        "firn_table_records_sum{Catalog=firn}",
                        "firn_collector_errors{Cause=kafka, Collector=lag}")
                .noneMatch(metric -> metric.contains("trials.labs"));
        assertThat(points.get("firn_table_records_sum{Catalog=firn}").average()).isEqualTo(1_300);
        assertThat(points.get("firn_table_records{Catalog=firn, Table=trials.visits}"))
                .satisfies(point -> {
                    assertThat(point.average()).isEqualTo(1_234);
                    assertThat(point.sampleCount()).isEqualTo(1);
                    assertThat(point.unitAsString()).isEqualTo("Count");
                });
        assertThat(points.get("firn_table_last_commit_age_seconds_max{Catalog=firn}"))
                .satisfies(point -> {
                    assertThat(point.average()).isBetween(600.0, 700.0);
                    assertThat(point.unitAsString()).isEqualTo("Seconds");
                });
        assertThat(points.get("firn_collector_errors{Cause=kafka, Collector=lag}")
                        .sum())
                .isEqualTo(1);
        assertThat(lake.registry.scrape()).contains("firn_cloudwatch_metrics " + (double) points.size());
    }

    @Test
    void moreThanARequestHoldsArrivesWhole() {
        for (int i = 0; i < 2_345; i++) {
            lake.with("t" + i, RECORDS.sample(i, "firn", "trials.données" + i));
        }
        CloudWatchConfig settings =
                Lake.config(Optional.of(moto.address()), 10_000, List.of("*"), "firn_table_records");
        CloudWatchConfig config = new CloudWatchConfig(
                true,
                "Firn/Many",
                settings.region(),
                settings.endpoint(),
                settings.step(),
                settings.tierOne(),
                settings.series(),
                settings.mostMetrics(),
                settings.pricePerMetric());

        publish(config);

        assertThat(metrics("Firn/Many")).hasSize(2_347);
    }

    @Test
    void aServerThatFailsIsTriedThreeTimesAndThenCounted() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broken.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        broken.start();
        try {
            URI endpoint = URI.create("http://127.0.0.1:" + broken.getAddress().getPort());
            lake.with("a", RECORDS.sample(1, "firn", "trials.visits"));

            publish(Lake.config(Optional.of(endpoint), 500, List.of()));
        } finally {
            broken.stop(0);
        }

        assertThat(requests).hasValue(3);
        assertThat(Scrape.of(lake.registry).values())
                .containsEntry("firn_collector_errors_total{cause=cloudwatch, collector=cloudwatch}", 1.0);
    }

    private void publish(CloudWatchConfig config) {
        try (CloudWatchMetrics metrics = lake.metrics(config, () -> CloudWatchClients.open(config))) {
            metrics.publish();
        }
    }

    private static List<Metric> metrics(String namespace) {
        return amazon.listMetricsPaginator(request -> request.namespace(namespace)).metrics().stream()
                .toList();
    }

    private Map<String, Datapoint> points(String namespace) {
        Map<String, Datapoint> points = new TreeMap<>();
        for (Metric metric : metrics(namespace)) {
            Map<String, String> dimensions =
                    metric.dimensions().stream().collect(Collectors.toMap(Dimension::name, Dimension::value));
            List<Datapoint> found = amazon.getMetricStatistics(request -> request.namespace(namespace)
                            .metricName(metric.metricName())
                            .dimensions(metric.dimensions())
                            .startTime(lake.clock.instant().minusSeconds(600))
                            .endTime(lake.clock.instant().plusSeconds(60))
                            .period(3_600)
                            .statistics(Statistic.AVERAGE, Statistic.SUM, Statistic.SAMPLE_COUNT))
                    .datapoints();
            assertThat(found).as(metric.metricName()).hasSize(1);
            points.put(metric.metricName() + new TreeMap<>(dimensions), found.get(0));
        }
        return points;
    }
}
