package io.firn.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The committed dashboards, as tests read them. */
final class Dashboards {
    static final Path GRAFANA = Path.of("grafana");
    static final Path SOURCE = Path.of("source");
    static final List<String> NAMES = List.of("daemon", "maintenance", "overview", "pipeline", "quality", "table");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Dashboards() {}

    /** One query of one panel. */
    record Target(String dashboard, String panel, String expression) {
        /** As PromQL: each variable stands for all that there is. */
        String promql() {
            return expression
                    .replace("$__rate_interval", "1m")
                    .replace("$__range", "1h")
                    .replaceAll("\\$(job|catalog|namespace|tier|table)\\b", ".+");
        }
    }

    static JsonNode read(String name) {
        try {
            return JSON.readTree(GRAFANA.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Panels that are no headings. */
    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            if (!panel.get("type").asText().equals("row")) {
                panels.add(panel);
            }
        }
        return panels;
    }

    /** Every query there is, those of the annotations included. */
    static List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (String name : NAMES) {
            JsonNode dashboard = read(name);
            for (JsonNode panel : panels(dashboard)) {
                for (JsonNode target : panel.get("targets")) {
                    targets.add(new Target(
                            name,
                            panel.get("title").asText(),
                            target.get("expr").asText()));
                }
            }
            for (JsonNode annotation : dashboard.get("annotations").get("list")) {
                targets.add(
                        new Target(name, "annotation", annotation.get("expr").asText()));
            }
        }
        return targets;
    }

    /** The names of the files of a directory, without what is behind the dot. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .map(name -> name.replaceFirst("\\.(json|yaml)$", ""))
                    .sorted()
                    .toList();
            assertThat(names).isNotEmpty();
            return names;
        }
    }
}
