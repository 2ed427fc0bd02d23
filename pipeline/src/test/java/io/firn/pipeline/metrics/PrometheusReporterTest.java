package io.firn.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.metrics.ReporterSetupBuilder;
import org.apache.flink.runtime.metrics.filter.DefaultReporterFilters;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;
import org.apache.flink.runtime.metrics.groups.JobManagerMetricGroup;
import org.junit.jupiter.api.Test;

class PrometheusReporterTest {
    @Test
    void flinkFindsItByItsConfigurationAndItShowsMetricsByTheNamesOfFlinksOwnReporter() throws Exception {
        Configuration flink = Configuration.fromMap(Map.of(
                "metrics.reporter.prometheus.factory.class",
                PrometheusReporterFactory.class.getName(),
                "metrics.reporter.prometheus.port",
                "0"));
        List<ReporterSetup> setups = ReporterSetupBuilder.METRIC_SETUP_BUILDER.fromConfiguration(
                flink, DefaultReporterFilters::metricsFromConfiguration, null);
        MetricRegistryImpl registry =
                new MetricRegistryImpl(MetricRegistryConfiguration.fromConfiguration(flink, 10_000), setups);
        JobManagerMetricGroup cluster = JobManagerMetricGroup.createJobManagerMetricGroup(registry, "host");
        JobManagerJobMetricGroup job = cluster.addJob(new JobID(), "firn-\"land\"");
        job.counter("numRestarts").inc(3);
        job.gauge("isFine", (Gauge<Boolean>) () -> true);
        job.gauge("unknown", (Gauge<Double>) () -> Double.NaN);
        job.gauge("broken", (Gauge<Double>) () -> {
            throw new IllegalStateException("the task has ended");
        });
        job.addGroup("KafkaProducer").counter("connections");
        URI address = URI.create("http://127.0.0.1:"
                + ((PrometheusReporter) registry.getReporters().get(0))
                        .address()
                        .getPort());

        assertThat(get(address.resolve("/metrics")).body()).isEqualTo("""
                # TYPE flink_jobmanager_job_isFine gauge
                flink_jobmanager_job_isFine{job_name="firn-\\"land\\""} 1.0
                # TYPE flink_jobmanager_job_numRestarts gauge
                flink_jobmanager_job_numRestarts{job_name="firn-\\"land\\""} 3.0
                """);
        assertThat(get(address.resolve("/other")).statusCode()).isEqualTo(404);

        job.close();
        assertThat(get(address.resolve("/metrics")).body()).isEmpty();
        registry.closeAsync().get();
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        PrometheusReporter first = new PrometheusReporter();
        MetricConfig any = new MetricConfig();
        any.setProperty("port", "0");
        first.open(any);
        int port = first.address().getPort();
        MetricConfig taken = new MetricConfig();
        taken.setProperty("port", String.valueOf(port));
        assertThatThrownBy(() -> new PrometheusReporter().open(taken))
                .hasMessageStartingWith("Cannot show Flink's metrics on 127.0.0.1:" + port + ": ");
        first.close();
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
