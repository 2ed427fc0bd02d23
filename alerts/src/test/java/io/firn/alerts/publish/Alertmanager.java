package io.firn.alerts.publish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.opentest4j.TestAbortedException;

/** The real Alertmanager of Debian's package, on a port of its own, sending what it notifies to a listener. */
final class Alertmanager implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");

    private final Path directory;
    private final int port;
    private Process process;

    private Alertmanager(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Skips the test where it is not installed, except where everything must run. */
    static Alertmanager startOrSkip(Path directory, URI notified) throws Exception {
        if (!Files.isExecutable(PROGRAM) && !"true".equals(System.getenv("CI"))) {
            System.out.println("Skipped: no " + PROGRAM + " (package prometheus-alertmanager)");
            throw new TestAbortedException("no Alertmanager");
        }
        Files.writeString(directory.resolve("alertmanager.yml"), """
                route:
                  receiver: listener
                  group_by: [alertname]
                  group_wait: 500ms
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                  - name: listener
                    webhook_configs:
                      - {url: "%s/notified", send_resolved: true}
                """.formatted(notified));
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Alertmanager manager = new Alertmanager(directory, port, run(directory, port));
        manager.awaitReady();
        return manager;
    }

    private static Process run(Path directory, int port) throws IOException {
        return new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + directory.resolve("alertmanager.yml"),
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    void startAgain() throws Exception {
        process = run(directory, port);
        awaitReady();
    }

    String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address().resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                get("/-/ready");
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IOException("Alertmanager does not answer: " + log(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private String log() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("log"));
        return String.join("\n", lines);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
