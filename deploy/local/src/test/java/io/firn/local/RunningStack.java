package io.firn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.lake.process.ParentWatch;
import io.firn.local.stack.MonitoringSetup;
import io.firn.local.stack.StackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code firn up} as a process, started as the launcher does. */
final class RunningStack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Process process;
    private final JsonNode addresses;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningStack(Path directory, Process process, JsonNode addresses) {
        this.directory = directory;
        this.process = process;
        this.addresses = addresses;
    }

    /** Starts it and waits until it is ready. Skips the test where the other modules are not built. */
    static RunningStack up(Path directory, String... options) throws IOException {
        return up(directory, Map.of(), options);
    }

    /** Starts it with these variables in its environment. */
    static RunningStack up(Path directory, Map<String, String> environment, String... options) throws IOException {
        Path home = Path.of("").toAbsolutePath().getParent().getParent();
        for (String module : List.of("deploy/broker", "pipeline", "daemon", "deploy/local")) {
            if (!Files.exists(home.resolve(module).resolve("target/class-path"))) {
                String reason = "The stack was not tested: " + module + " is not built; run mvn verify for all modules";
                System.out.println(reason);
                assertThat(System.getenv("CI")).as(reason).isNull();
                abort(reason);
            }
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-D" + ParentWatch.PROPERTY + "=true",
                "-Dfirn.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "io.firn.local.Main",
                "up",
                "--json",
                "--dir",
                directory.toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = out.readLine();
        assertThat(ready).as("the addresses of a stack that is ready").isNotNull();
        return new RunningStack(directory, process, JSON.readTree(ready));
    }

    Path directory() {
        return directory;
    }

    String kafka() {
        return addresses.get("kafka").asText();
    }

    /** What the daemon answers, its error included. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(ask("page", path).body());
    }

    JsonNode prometheus(String path) throws IOException, InterruptedException {
        return JSON.readTree(ask("prometheus", path).body());
    }

    JsonNode alertmanager(String path) throws IOException, InterruptedException {
        return JSON.readTree(ask("alertmanager", path).body());
    }

    private HttpResponse<String> ask(String whom, String path) throws IOException, InterruptedException {
        URI address = URI.create(addresses.get(whom).asText()).resolve(path);
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What a stack with Prometheus is started with; nothing, and the reason is printed, where it is not installed. */
    static List<String> withPrometheus() {
        try {
            MonitoringSetup.find(System.getenv().getOrDefault("PATH", ""), Path.of("alerts"));
            return List.of("--with-prometheus");
        } catch (StackException e) {
            String reason = "The stack was tested without Prometheus: " + e.getMessage();
            System.out.println(reason);
            assertThat(System.getenv("CI")).as(reason).isNull();
            return List.of();
        }
    }

    /** The processes by name, as {@code stack.json} has them. */
    JsonNode pids() throws IOException {
        return JSON.readTree(directory.resolve("stack.json").toFile()).get("pids");
    }

    ProcessHandle process(String name) throws IOException {
        return ProcessHandle.of(pids().get(name).asLong()).orElseThrow();
    }

    /** Asks again and again until the condition holds. */
    static void await(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        await(what, atMost, condition, () -> "");
    }

    /** The same, and says how it stands where it is given up. */
    static void await(String what, Duration atMost, Callable<Boolean> condition, Callable<String> state)
            throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                fail("still waiting for " + what + " " + state.call());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }

    /** Ends it as a signal does; returns the exit code. */
    int stop(Duration within) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                .as("stopped within " + within)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
