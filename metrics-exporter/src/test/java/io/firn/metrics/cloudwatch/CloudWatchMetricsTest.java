package io.firn.metrics.cloudwatch;

import static io.firn.metrics.series.Series.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CloudWatchConfig;
import io.firn.metrics.Scrape;
import io.firn.metrics.series.Series;
import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

class CloudWatchMetricsTest {
    private static final Series RECORDS = gauge("firn_table_records", "Records", "table");
    private final SdkException denied = CloudWatchException.builder()
            .awsErrorDetails(AwsErrorDetails.builder()
                    .errorCode("AccessDenied")
                    .errorMessage("arn:aws:iam::123456789012:user/someone may not")
                    .build())
            .build();

    private final Lake lake = new Lake();
    private final Amazon amazon = new Amazon();

    /** Takes what it is sent, or fails. */
    private static final class Amazon implements CloudWatchClient {
        private final List<PutMetricDataRequest> requests = new ArrayList<>();
        private Optional<SdkException> failure = Optional.empty();

        @Override
        public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
            failure.ifPresent(e -> {
                throw e;
            });
            requests.add(request);
            return PutMetricDataResponse.builder().build();
        }

        Map<String, Double> last() {
            Map<String, Double> values = new TreeMap<>();
            requests.get(requests.size() - 1)
                    .metricData()
                    .forEach(datum -> values.put(datum.metricName(), datum.value()));
            return values;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void aFailureIsCountedAndNothingIsThrown() {
        amazon.failure = Optional.of(denied);
        CloudWatchMetrics metrics = start(Lake.config(500, List.of()));

        metrics.publish();
        metrics.publish();

        assertThat(shown("firn_collector_errors_total{cause=cloudwatch, collector=cloudwatch}"))
                .isEqualTo(2);
        assertThat(shown("firn_collector_last_success_timestamp_seconds{collector=cloudwatch}"))
                .isNull();
        assertThat(shown("firn_cloudwatch_metrics{}")).isNull();
    }

    @Test
    void whatWasCountedInTheMeantimeIsSentOnceItWorksAgain() {
        Counter lost =
                Counter.builder("firn.collector.errors").tag("collector", "lag").register(lake.registry);
        CloudWatchMetrics metrics = start(Lake.config(500, List.of(), "firn_collector_errors_total"));
        lost.increment();
        metrics.publish();
        amazon.failure = Optional.of(SdkClientException.create("the line is dead"));
        lost.increment(10);
        metrics.publish();
        amazon.failure = Optional.empty();
        lost.increment(100);
        metrics.publish();

        assertThat(amazon.requests.get(0).metricData()).singleElement().satisfies(datum -> assertThat(datum.value())
                .isEqualTo(1));
        assertThat(amazon.requests.get(1).metricData())
                .filteredOn(datum -> datum.dimensions().get(0).value().equals("lag"))
                .singleElement()
                .satisfies(datum -> assertThat(datum.value()).isEqualTo(110));
        assertThat(shown("firn_collector_last_success_timestamp_seconds{collector=cloudwatch}"))
                .isEqualTo((double) Lake.NOON.getEpochSecond());
    }

    @Test
    void aClientThatCannotBeMadeIsTriedAgain() {
        List<CloudWatchClient> made = new ArrayList<>();
        lake.with("a", RECORDS.sample(5, "trials.visits"));
        CloudWatchMetrics metrics = lake.metrics(Lake.config(500, List.of()), () -> {
            made.add(amazon);
            if (made.size() == 1) {
                throw SdkClientException.create("Unable to load region from any of the providers in the chain");
            }
            return amazon;
        });

        metrics.publish();
        metrics.publish();
        metrics.publish();

        assertThat(made).hasSize(2);
        assertThat(shown("firn_collector_errors_total{cause=cloudwatch, collector=cloudwatch}"))
                .isEqualTo(1);
        assertThat(amazon.requests).hasSize(2);
    }

    @Test
    void aRequestHoldsAThousandMetricsAndATableThatIsGoneIsNotSent() {
        for (int i = 0; i < 2_345; i++) {
            lake.with("t" + i, RECORDS.sample(i, "trials.t" + i));
        }
        CloudWatchMetrics metrics = start(Lake.config(10_000, List.of("*"), "firn_table_records"));
        metrics.publish();
        assertThat(amazon.requests)
                .extracting(request -> request.metricData().size())
                .containsExactly(1000, 1000, 347);
        assertThat(shown("firn_cloudwatch_metrics{}")).isEqualTo(2_347);
        amazon.requests.clear();
        for (int i = 1; i < 2_345; i++) {
            lake.without("t" + i);
        }

        metrics.publish();

        assertThat(amazon.requests).hasSize(1);
        assertThat(amazon.last())
                .isEqualTo(Map.of(
                        "firn_table_records", 0.0, "firn_table_records_sum", 0.0, "firn_table_records_max", 0.0));
    }

    @Test
    void whatDidNotFitIsCounted() {
        lake.with("a", RECORDS.sample(5, "trials.visits"));
        CloudWatchMetrics metrics = start(Lake.config(1, List.of("*"), "firn_table_records"));

        metrics.publish();

        assertThat(shown("firn_series_dropped_total{collector=cloudwatch}")).isEqualTo(2);
    }

    private CloudWatchMetrics start(CloudWatchConfig config) {
        return lake.metrics(config, () -> amazon);
    }

    private Double shown(String series) {
        return Scrape.of(lake.registry).values().get(series);
    }
}
