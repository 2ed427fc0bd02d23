package io.firn.pipeline.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows Flink's metrics on a port of its own, under the names that Flink's Prometheus reporter gives them, so that rules
 * and dashboards fit both. It differs in three ways: it listens on loopback unless {@code host} says otherwise; no label
 * holds an id that is another one after each restart; and what Kafka's clients count of each connection and partition is
 * left out. Options: {@code host} (127.0.0.1), {@code port} (9249).
 */
final class PrometheusReporter implements MetricReporter {
    private static final Logger LOG = LoggerFactory.getLogger(PrometheusReporter.class);
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 9249;
    private static final int LARGEST_QUEUE = 10;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Exposition exposition = new Exposition();
    private final HttpServer server;

    /** Opened later by {@link #open}; until then it listens nowhere. */
    PrometheusReporter() {
        try {
            server = HttpServer.create();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a server for Flink's metrics", e);
        }
    }

    @Override
    public void open(MetricConfig config) {
        String host = config.getString("host", DEFAULT_HOST);
        int port = config.getInteger("port", DEFAULT_PORT);
        try {
            server.bind(new InetSocketAddress(host, port), LARGEST_QUEUE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot show Flink's metrics on " + host + ":" + port + ": " + e, e);
        }
        server.createContext("/", this::answer);
        server.start();
        LOG.info("Flink's metrics are on http://{}:{}/metrics", host, address().getPort());
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
                return;
            }
            byte[] body = exposition.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        exposition.add(metric, scope(group), name, group.getAllVariables());
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        exposition.remove(metric, scope(group), name, group.getAllVariables());
    }

    /** Such as {@code taskmanager_job_task_operator}. */
    private static String scope(MetricGroup group) {
        return LogicalScopeProvider.castFrom(group).getLogicalScope(Exposition::withoutSpecial, '_');
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
