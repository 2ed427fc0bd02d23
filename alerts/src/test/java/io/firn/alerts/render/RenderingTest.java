package io.firn.alerts.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds what is committed equal to what the catalogue says; {@code -Dfirn.update-docs=true} writes it anew. */
class RenderingTest {
    private static final Path HOME = Path.of("..");
    private static final Path PAGE = HOME.resolve("docs/operations/alerts.md");

    private final Catalogue catalogue = Catalogue.load();
    private final Thresholds thresholds = Thresholds.load();

    @Test
    void theCommittedFilesAreWhatTheCatalogueSays() throws IOException {
        Map<String, String> files = Rendering.of(catalogue, thresholds).files();

        hold(HOME.resolve("alerts/rules/firn.rules.yml"), files.get("firn.rules.yml"));
        hold(HOME.resolve("alerts/rules/firn-findings.rules.yml"), files.get("firn-findings.rules.yml"));
        hold(HOME.resolve("deploy/aws/alarms.json"), files.get("alarms.json"));
        hold(HOME.resolve("deploy/aws/composite-alarms.json"), files.get("composite-alarms.json"));
    }

    @Test
    void theTablesOfTheDocumentationAreWhatTheCatalogueSays() throws IOException {
        String page = Files.readString(PAGE);
        page = between(page, "alerts", AlertTable.alerts(catalogue, thresholds));
        page = between(page, "thresholds", AlertTable.thresholds(thresholds));

        hold(PAGE, page);
    }

    @Test
    void anOperatorsThresholdIsInRuleAndAlarm() {
        Thresholds own = thresholds.with("own.yaml", "small-files: 77\ncloudwatch-catalog: trials\n");

        Map<String, String> files = Rendering.of(catalogue, own).files();

        assertThat(files.get("firn.rules.yml")).contains("(firn_table_small_files) > 77");
        assertThat(files.get("alarms.json")).contains("\"Threshold\" : 77.0", "\"Value\" : \"trials\"");
    }

    @Test
    void aBurnRateGoesOffInCloudWatchWhenBothOfItsWindowsDo() throws IOException {
        Thresholds own = thresholds.with("own.yaml", "burn-fast: 10\nburn-fast-long: 2h\ncloudwatch-tier: gold\n");

        Map<String, String> files = Rendering.of(catalogue, own).files();

        JsonNode rule = named("FirnFreshnessBurnFast", files.get("composite-alarms.json"));
        assertThat(rule.get("AlarmRule").asText())
                .isEqualTo("(ALARM(\"FirnFreshnessBurnFast-burn-fast-long\") AND"
                        + " ALARM(\"FirnFreshnessBurnFast-burn-fast-short\")) OR"
                        + " (ALARM(\"FirnFreshnessBurnFast-burn-medium-long\") AND"
                        + " ALARM(\"FirnFreshnessBurnFast-burn-medium-short\"))");
        JsonNode window = named("FirnFreshnessBurnFast-burn-fast-long", files.get("alarms.json"));
        assertThat(window.get("Threshold").asDouble()).isEqualTo(10);
        assertThat(window.at("/Metrics/1/MetricStat/Period").asInt()).isEqualTo(7200);
        assertThat(window.at("/Metrics/1/MetricStat/Metric/Dimensions").findValuesAsText("Value"))
                .containsExactly("freshness", "gold");
    }

    private static JsonNode named(String alarm, String json) throws IOException {
        for (JsonNode input : new ObjectMapper().readTree(json)) {
            if (input.get("AlarmName").asText().equals(alarm)) {
                return input;
            }
        }
        throw new AssertionError("There is no alarm " + alarm);
    }

    @Test
    void everyWrongThresholdIsRefusedByName() {
        assertThatThrownBy(() -> thresholds.with(
                        "own.yaml", "small-file: 5\nburn-fast: quick\nburn-slow-long: 2d\ntier1-stale: -5m\n"))
                .hasMessage("own.yaml: Cannot set threshold small-file: there is none of that name; did you mean"
                        + " small-files?\n"
                        + "own.yaml: Cannot set threshold burn-fast: 'quick' is not a number above 0\n"
                        + "own.yaml: Cannot set threshold burn-slow-long: 2d is longer than 1d, the longest period of a"
                        + " CloudWatch alarm\n"
                        + "own.yaml: Cannot set threshold tier1-stale: '-5m' is not a duration such as 30s, 15m, 6h or"
                        + " 3d");
    }

    @Test
    void scaledTimesAreShorterButNotShorterThanAnybodyMeasures() {
        Thresholds trial = thresholds.scaled(0.05);

        assertThat(trial.text("burn-fast-long")).isEqualTo("3m");
        assertThat(trial.text("burn-fast-short")).isEqualTo("15s");
        assertThat(trial.text("clock-skew")).isEqualTo("2m");
        assertThat(trial.text("small-files")).isEqualTo("1000");
        assertThatThrownBy(() -> thresholds.scaled(0))
                .hasMessage("Cannot scale times by 0.0: it is no number above 0 and up to 1");
    }

    private static void hold(Path file, String text) throws IOException {
        if (Boolean.getBoolean("firn.update-docs")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).hasContent(text);
    }

    private static String between(String page, String name, String table) {
        String begin = "<!-- " + name + " -->\n";
        int start = page.indexOf(begin) + begin.length();
        int end = page.indexOf("<!-- end of " + name + " -->");
        assertThat(end).as("the marks of %s in %s", name, PAGE).isGreaterThanOrEqualTo(start);
        return page.substring(0, start) + table + page.substring(end);
    }
}
