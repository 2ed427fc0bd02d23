package io.firn.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The embedded stack in a directory, as {@code firn up} leaves its traces there. */
public record Stack(Path directory, FirnConfig config) {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Returns once the daemon says that it is ready and the pipeline runs.
     *
     * @throws BenchmarkFailure if the supervisor ends before or the stack takes minutes
     */
    public static Stack await(Path directory, long supervisorPid) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!ProcessHandle.of(supervisorPid).map(ProcessHandle::isAlive).orElse(false)) {
                throw new BenchmarkFailure("Cannot measure: the stack in " + directory + " has ended");
            }
            Optional<JsonNode> traces = traces(directory);
            if (traces.filter(json -> json.at("/pids").has("pipeline") && isReady(json))
                    .isPresent()) {
                return new Stack(directory, configuration(directory));
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new BenchmarkFailure(
                "Cannot measure: the stack in " + directory + " is not ready after " + PATIENCE.toMinutes() + " min");
    }

    /** The pipeline's process; another one after a restart. */
    ProcessHandle pipeline() {
        return traces(directory)
                .map(json -> json.at("/pids/pipeline").asLong())
                .flatMap(ProcessHandle::of)
                .orElseThrow(() -> new BenchmarkFailure("Cannot find the pipeline's process: it has ended"));
    }

    /** The processes that run now, by name. */
    Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new TreeMap<>();
        traces(directory).ifPresent(json -> json.path("pids").properties().forEach(pid -> ProcessHandle.of(
                        pid.getValue().asLong())
                .ifPresent(process -> processes.put(pid.getKey(), process))));
        return processes;
    }

    /** An answer of the daemon's API; absent while it gives none. */
    Optional<JsonNode> get(String path) {
        return traces(directory).flatMap(json -> get(json, path));
    }

    private static Optional<JsonNode> traces(Path directory) {
        Path file = directory.resolve("stack.json");
        try {
            return Files.exists(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // It is being written.
        }
    }

    private static boolean isReady(JsonNode traces) {
        return get(traces, "/health/ready").isPresent();
    }

    private static Optional<JsonNode> get(JsonNode traces, String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(traces.path("daemon").asText() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static FirnConfig configuration(Path directory) {
        try (Stream<Path> files = Files.list(directory.resolve("config"))) {
            List<ConfigSource> layers = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted(Comparator.comparing(Path::toString))
                    .map(ConfigSource::file)
                    .toList();
            return ConfigLoader.load(layers, System::getenv);
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot read the configuration of the stack in " + directory + ": " + e);
        }
    }
}
