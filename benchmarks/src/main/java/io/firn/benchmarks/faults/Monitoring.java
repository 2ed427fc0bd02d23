package io.firn.benchmarks.faults;

import io.firn.benchmarks.BenchmarkFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A real Prometheus and a real Alertmanager with the product's rules and routes, quickened, on loopback. */
final class Monitoring implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process alertmanager;
    private final Process prometheus;

    private Monitoring(Process alertmanager, Process prometheus) {
        this.alertmanager = alertmanager;
        this.prometheus = prometheus;
    }

    /**
     * @param rules a folder with the rules, as {@code firn alerts render} wrote them
     * @param routes the product's {@code alertmanager.yml}
     * @param daemon its host and port
     * @param flink host and port of Flink's reporter
     */
    static Monitoring start(
            Path work, Path rules, Path routes, int alertmanagerPort, String daemon, String flink, int inbox)
            throws IOException, InterruptedException {
        Path alertmanagerFile = Files.writeString(
                work.resolve("alertmanager.yml"), quickened(Files.readString(routes), "http://127.0.0.1:" + inbox));
        Process alertmanager = start(
                work,
                "prometheus-alertmanager",
                List.of(
                        "--config.file=" + alertmanagerFile,
                        "--storage.path=" + work.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + alertmanagerPort,
                        "--cluster.listen-address="));
        await("http://127.0.0.1:" + alertmanagerPort + "/-/ready", alertmanager);
        Path prometheusFile = Files.writeString(
                work.resolve("prometheus.yml"), """
                global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 2s}
                rule_files: ["%s/firn.rules.yml"]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs:
                  - {job_name: firn-daemon, static_configs: [{targets: ["%s"]}]}
                  - {job_name: firn-pipeline, static_configs: [{targets: ["%s"]}]}
                """.formatted(rules, alertmanagerPort, daemon, flink));
        Process prometheus = start(
                work,
                "prometheus",
                List.of(
                        "--config.file=" + prometheusFile,
                        "--storage.tsdb.path=" + work.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:0"));
        return new Monitoring(alertmanager, prometheus);
    }

    /** Each receiver calls the inbox, and all waits are a twentieth, of three seconds at least. */
    private static String quickened(String routes, String inbox) {
        return Pattern.compile("(group_wait|group_interval): (\\d+)([sm])")
                .matcher(routes)
                .replaceAll(wait -> {
                    int seconds =
                            Integer.parseInt(wait.group(2)) * (wait.group(3).equals("m") ? 60 : 1);
                    return wait.group(1) + ": " + Math.max(3, seconds / 20) + "s";
                })
                .replaceAll(
                        "(?m)^  - name: (page|ticket|watchdog)$",
                        "  - name: $1\n    webhook_configs: [{url: '" + inbox + "/$1', send_resolved: true}]");
    }

    private static Process start(Path work, String program, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(program + ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // Also after Ctrl-C.
        return process;
    }

    private static void await(String address, Process process) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                if (HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(100);
        }
        throw new BenchmarkFailure("Cannot measure: " + address + " does not answer; see the logs");
    }

    boolean isAlive() {
        return alertmanager.isAlive() && prometheus.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        prometheus.destroy();
        alertmanager.destroy();
        prometheus.waitFor();
        alertmanager.waitFor();
    }
}
