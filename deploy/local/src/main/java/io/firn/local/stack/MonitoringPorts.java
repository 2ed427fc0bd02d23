package io.firn.local.stack;

import io.firn.lake.config.ConfigSource;
import java.net.URI;

/** Where Prometheus, Alertmanager and Flink's metrics are on this machine. */
record MonitoringPorts(int prometheus, int alertmanager, int flink) {
    static final MonitoringPorts PREFERRED = new MonitoringPorts(9090, 9093, 9249);

    URI prometheusAddress() {
        return URI.create("http://127.0.0.1:" + prometheus + "/");
    }

    URI alertmanagerAddress() {
        return URI.create("http://127.0.0.1:" + alertmanager + "/");
    }

    /** What pipeline and daemon have to know of them. */
    ConfigSource layer() {
        return new ConfigSource("(with Prometheus)", """
                pipeline:
                  flink:
                    metrics.reporter.prometheus.factory.class: io.firn.pipeline.metrics.PrometheusReporterFactory
                    metrics.reporter.prometheus.port: "%d"
                daemon:
                  alerts:
                    alertmanagers: ["%s"]
                """.formatted(flink, alertmanagerAddress()));
    }
}
