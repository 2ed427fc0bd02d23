package io.firn.alerts.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.alerts.Tool;
import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.lake.process.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Alertmanager does with its configuration: whom a route finds, and who silences whom. */
class AlertmanagerIT {
    private static final String CONFIGURATION = "alertmanager.yml";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalogue catalogue = Catalogue.load();

    @TempDir
    Path storage;

    @Test
    void everyAlertFindsItsReceiver() throws Exception {
        Tool amtool = Tool.findOrSkip("amtool", "prometheus-alertmanager");
        Path here = Path.of("").toAbsolutePath();

        amtool.run(here, "check-config", CONFIGURATION);
        for (AlertDefinition alert : catalogue.alerts()) {
            String receiver =
                    switch (alert.severity()) {
                        case CRITICAL -> "page";
                        case WARNING -> "ticket";
                        case NONE -> "watchdog";
                    };
            String found = amtool.run(
                    here,
                    "config",
                    "routes",
                    "test",
                    "--config.file=" + CONFIGURATION,
                    "--verify.receivers=" + receiver,
                    "alertname=" + alert.name(),
                    "severity=" + alert.severity().label());
            assertThat(found).as(alert.name()).contains(receiver);
        }
    }

    @Test
    void itNamesOnlyAlertsThatThereAre() throws Exception {
        Set<String> names =
                catalogue.alerts().stream().map(AlertDefinition::name).collect(Collectors.toSet());

        assertThat(Pattern.compile("Firn[A-Z]\\w+(\\.\\*)?")
                        .matcher(Files.readString(Path.of(CONFIGURATION)))
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(names).anyMatch(name -> name.matches(found)));
    }

    @Test
    void oneCauseMakesOneNotification() throws Exception {
        try (Running alertmanager = Running.start(storage)) {
            assertThat(alertmanager.told(alert("FirnDaemonDown"), alert("FirnLagGrowing"), alert("FirnWatchdog")))
                    .containsExactlyInAnyOrder("FirnDaemonDown", "FirnWatchdog");
        }
        try (Running alertmanager = Running.start(storage)) {
            assertThat(alertmanager.told(
                            alert("FirnKafkaUnreachable"),
                            alert("FirnCollectorStale", "collector", "lag"),
                            alert("FirnFreshnessBurnFast", "tier", "gold"),
                            alert("FirnTier1TableStale", "tier", "gold"),
                            alert("FirnConsumerStopped", "pipeline", "firn-land"),
                            alert("FirnFlinkRestartLoop", "pipeline", "firn-land")))
                    .containsExactlyInAnyOrder("FirnKafkaUnreachable");
        }
        try (Running alertmanager = Running.start(storage)) {
            assertThat(alertmanager.told(
                            alert("FirnFreshnessBurnFast", "tier", "gold"),
                            alert("FirnTier1TableStale", "tier", "gold"),
                            alert("FirnIngestCommitMissing", "tier", "gold", "pipeline", "firn-land"),
                            alert("FirnConsumerStopped", "pipeline", "firn-land")))
                    .containsExactlyInAnyOrder("FirnFreshnessBurnFast");
        }
    }

    @Test
    void whatHasAnotherCauseIsTold() throws Exception {
        try (Running alertmanager = Running.start(storage)) {
            assertThat(alertmanager.told(
                            alert("FirnFreshnessBurnFast", "tier", "gold"),
                            alert("FirnIngestCommitMissing", "tier", "silver", "pipeline", "firn-land"),
                            alert("FirnSmallFilesHigh", "tier", "gold", "pipeline", "firn-land")))
                    .containsExactlyInAnyOrder(
                            "FirnFreshnessBurnFast", "FirnIngestCommitMissing", "FirnSmallFilesHigh");
        }
        try (Running alertmanager = Running.start(storage)) {
            assertThat(alertmanager.told(
                            alert("FirnCollectorStale", "collector", "lag"),
                            alert("FirnLagGrowing", "pipeline", "firn-land"),
                            alert("FirnTier1TableStale", "tier", "gold"),
                            alert("FirnSmallFilesHigh", "tier", "gold")))
                    .as("a ticket holds back tickets of its collector, and no page")
                    .containsExactlyInAnyOrder("FirnCollectorStale", "FirnTier1TableStale", "FirnSmallFilesHigh");
        }
    }

    private Map<String, String> alert(String name, String... labels) {
        Map<String, String> all = new HashMap<>(catalogue.alert(name).labels());
        all.put("alertname", name);
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return all;
    }

    /** A real one, with nobody to tell. */
    private record Running(Process process, URI address) implements AutoCloseable {
        static Running start(Path storage) throws Exception {
            int port = LoopbackPorts.free();
            Process process = Tool.findOrSkip("prometheus-alertmanager", "prometheus-alertmanager")
                    .command(
                            "--config.file=" + CONFIGURATION,
                            "--web.listen-address=127.0.0.1:" + port,
                            "--cluster.listen-address=",
                            "--storage.path=" + storage)
                    .redirectOutput(storage.resolve("log").toFile())
                    .start();
            Running running = new Running(process, URI.create("http://127.0.0.1:" + port));
            running.await();
            return running;
        }

        /** The names of those that nobody silences, once Alertmanager has seen all: it takes them in their order. */
        @SafeVarargs
        final Set<String> told(Map<String, String>... alerts) throws Exception {
            for (Map<String, String> alert : alerts) {
                post(alert);
            }
            post(Map.of("alertname", "Last", "severity", "critical", "family", "last"));
            post(Map.of("alertname", "Silenced", "severity", "warning", "family", "last"));
            Instant end = Instant.now().plus(Duration.ofSeconds(60));
            while (true) {
                JsonNode seen = JSON.readTree(get("/api/v2/alerts").body());
                Set<String> told = new TreeSet<>();
                for (JsonNode alert : seen) {
                    if (alert.at("/status/inhibitedBy").isEmpty()) {
                        told.add(alert.at("/labels/alertname").asText());
                    }
                }
                if (seen.size() == alerts.length + 2 && !told.contains("Silenced")) {
                    told.remove("Last");
                    return told;
                }
                assertThat(Instant.now()).as("Alertmanager has seen %s", seen).isBefore(end);
                pause();
            }
        }

        private void post(Map<String, String> labels) throws Exception {
            List<Object> alerts =
                    List.of(Map.of("labels", labels, "startsAt", Instant.now().toString()));
            HttpRequest post = HttpRequest.newBuilder(address.resolve("/api/v2/alerts"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(alerts)))
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }

        private void await() throws Exception {
            Instant end = Instant.now().plus(Duration.ofSeconds(60));
            while (true) {
                try {
                    if (get("/-/ready").statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    assertThat(process.isAlive()).as("Alertmanager has ended").isTrue();
                }
                assertThat(Instant.now()).as("Alertmanager is not ready").isBefore(end);
                pause();
            }
        }

        /** Another process gives no signal to wait for. */
        private void pause() throws InterruptedException {
            assertThat(process.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isFalse();
        }

        private HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            process.waitFor();
        }
    }
}
