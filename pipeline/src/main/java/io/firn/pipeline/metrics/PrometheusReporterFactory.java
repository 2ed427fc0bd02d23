package io.firn.pipeline.metrics;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** What {@code metrics.reporter.NAME.factory.class} names among {@code pipeline.flink} to have {@link PrometheusReporter}. */
public final class PrometheusReporterFactory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new PrometheusReporter();
    }
}
