package io.firn.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The queries of the committed dashboards, asked of a stack's real Prometheus until each had an answer once. */
final class DashboardPanels {
    private static final Path GRAFANA = Path.of("..", "..", "dashboards", "grafana");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a stack on one machine that is well cannot show, and why. */
    private static final Map<String, String> WITHOUT_DATA = Map.of(
            "daemon: Requests to the object storage", "tables are in local files, no request goes to S3",
            "daemon: Errors", "no round of a collector fails",
            "daemon: Alerts that wait", "all is delivered while Alertmanager runs");

    private final RunningStack stack;

    /** Queries by their panel and legend. */
    private final Map<String, String> unanswered = new TreeMap<>();

    DashboardPanels(RunningStack stack) throws IOException {
        this.stack = stack;
        List<Path> dashboards;
        try (Stream<Path> files = Files.list(GRAFANA)) {
            dashboards = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        for (Path dashboard : dashboards) {
            for (JsonNode panel : JSON.readTree(dashboard.toFile()).get("panels")) {
                String name = dashboard.getFileName().toString().replace(".json", "") + ": "
                        + panel.get("title").asText();
                for (JsonNode target : panel.path("targets")) {
                    if (!WITHOUT_DATA.containsKey(name)) {
                        unanswered.put(
                                name + " (" + target.get("legendFormat").asText() + ")",
                                target.get("expr").asText());
                    }
                }
            }
        }
    }

    /** The panels with a query that has had no data yet. */
    Set<String> withoutData() throws IOException, InterruptedException {
        for (String panel : List.copyOf(unanswered.keySet())) {
            if (!query(unanswered.getOrDefault(panel, "")).isEmpty()) {
                unanswered.remove(panel);
            }
        }
        return new TreeSet<>(unanswered.keySet());
    }

    private JsonNode query(String expression) throws IOException, InterruptedException {
        String promql = expression
                .replace("$__rate_interval", "30s")
                .replace("$__range", "10m")
                .replaceAll("\\$(job|catalog|namespace|tier|table)\\b", ".+");
        JsonNode answer = stack.prometheus("api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError("Prometheus does not take " + promql + ": " + answer);
        }
        return answer.at("/data/result");
    }

    @Override
    public String toString() {
        return unanswered.keySet().toString();
    }
}
