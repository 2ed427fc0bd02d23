package io.firn.alerts.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.alerts.Tool;
import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.AlertSeverity;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Prometheus' own tool says of the rules and of their tests. */
class RulesIT {
    private static final Path TESTS = Path.of("tests");
    private static final Pattern ALERT = Pattern.compile("alertname=\"(\\w+)\"");

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void prometheusTakesTheRulesAndTheyDoWhatTheirTestsSay() throws Exception {
        Tool promtool = Tool.findOrSkip("promtool", "prometheus");

        promtool.run(Path.of("rules"), "check", "rules", "firn.rules.yml", "firn-findings.rules.yml");
        String[] arguments = Stream.concat(
                        Stream.of("test", "rules"),
                        files().stream().map(file -> file.getFileName().toString()))
                .toArray(String[]::new);
        promtool.run(TESTS, arguments);
    }

    @Test
    void prometheusTakesTheRulesOfATrial(@TempDir Path directory) throws Exception {
        Tool promtool = Tool.findOrSkip("promtool", "prometheus");

        Rendering.of(catalogue, Thresholds.load().scaled(0.05)).write(directory);

        promtool.run(directory, "check", "rules", "firn.rules.yml", "firn-findings.rules.yml");
    }

    @Test
    void everyAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
        Map<Boolean, Set<String>> seen = new HashMap<>(Map.of(true, new HashSet<>(), false, new HashSet<>()));
        for (Path file : files()) {
            Map<?, ?> top = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            for (Object test : (List<?>) top.get("tests")) {
                List<?> queries = (List<?>) Optional.ofNullable(((Map<?, ?>) test).get("promql_expr_test"))
                        .orElse(List.of());
                for (Object query : queries) {
                    Map<?, ?> asked = (Map<?, ?>) query;
                    Matcher name = ALERT.matcher(String.valueOf(asked.get("expr")));
                    assertThat(name.find()).as("%s asks for no alert", asked).isTrue();
                    seen.get(!((List<?>) asked.get("exp_samples")).isEmpty()).add(name.group(1));
                }
            }
        }

        assertThat(seen.get(true)).containsExactlyInAnyOrderElementsOf(names(catalogue.alerts()));
        assertThat(seen.get(false))
                .containsExactlyInAnyOrderElementsOf(names(catalogue.alerts().stream()
                        .filter(alert -> alert.severity() != AlertSeverity.NONE)
                        .toList()));
    }

    private static List<String> names(List<AlertDefinition> alerts) {
        return alerts.stream().map(AlertDefinition::name).toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.sorted().toList();
        }
    }
}
