package io.firn.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What Grafana's dashboard-linter wants of a dashboard, and what Firn wants of its own. */
class LintTest {
    static final List<String> NAMES = Dashboards.NAMES;

    /** Those that are used, of Grafana's several hundred; a wrong one is shown as plain text behind each number. */
    private static final Set<String> UNITS =
            Set.of("none", "short", "s", "ms", "bytes", "Bps", "cps", "reqps", "percentunit");

    private static final int LEAST_SCHEMA = 39;
    private static final int MOST_PANELS = 18;
    private static final int COLUMNS = 24;
    private static final Pattern RANGE = Pattern.compile("(\\w+)\\(([^\\[\\]()]*)\\[([^]]*)]");
    private static final Pattern COUNTER = Pattern.compile("(\\w*\\(|)\\b(\\w+_total)\\b");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:firn|flink)_\\w+|up)\\b(\\{[^}]*})?");

    @ParameterizedTest
    @FieldSource("NAMES")
    void aDashboardHasAFixedIdentityAndIsNotEdited(String name) {
        JsonNode dashboard = Dashboards.read(name);
        assertThat(dashboard.get("uid").asText()).isEqualTo("firn-" + name);
        assertThat(dashboard.get("id").isNull()).isTrue();
        assertThat(dashboard.get("editable").asBoolean(true)).isFalse();
        assertThat(dashboard.get("schemaVersion").asInt()).isGreaterThanOrEqualTo(LEAST_SCHEMA);
        assertThat(dashboard.get("title").asText()).startsWith("Firn / ");
        assertThat(Dashboards.panels(dashboard)).hasSizeBetween(10, MOST_PANELS);
        assertThat(dashboard.at("/panels/0/title").asText()).isEqualTo("Is it fine?");
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void linksCarryTheTimeAndWhatWasChosen(String name) {
        JsonNode dashboard = Dashboards.read(name);
        JsonNode link = dashboard.at("/links/0");
        assertThat(link.get("includeVars").asBoolean()).isTrue();
        assertThat(link.get("keepTime").asBoolean()).isTrue();
        for (JsonNode panel : Dashboards.panels(dashboard)) {
            for (JsonNode each : panel.at("/fieldConfig/defaults/links")) {
                assertThat(each.get("url").asText()).contains("${__url_time_range}", "${datasource:queryparam}");
                assertThat(Dashboards.NAMES.stream().map(other -> "/d/firn-" + other + "?"))
                        .anyMatch(each.get("url").asText()::startsWith);
                assertThat(panel.at("/targets/0/legendFormat").asText()).contains("{{table}}");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void variablesAreQueriesOfTheChosenSourceAndReloadWithTheTime(String name) {
        JsonNode variables = Dashboards.read(name).at("/templating/list");
        assertThat(variables.get(0).get("name").asText()).isEqualTo("datasource");
        assertThat(variables.get(0).get("label").asText()).isEqualTo("Data source");
        assertThat(variables.get(0).get("type").asText()).isEqualTo("datasource");
        assertThat(variables.get(1).get("name").asText()).isEqualTo("job");
        for (int i = 1; i < variables.size(); i++) {
            JsonNode variable = variables.get(i);
            assertThat(variable.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(variable.get("type").asText()).isEqualTo("query");
            assertThat(variable.get("refresh").asInt()).isEqualTo(2);
            assertThat(variable.get("query").asText()).matches("label_values\\(.+, [a-z]+\\)");
            if (variable.get("multi").asBoolean()) {
                assertThat(variable.get("allValue").asText()).isEqualTo(".+");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyPanelSaysWhatItShowsAndThatItHasNoData(String name) {
        Set<String> titles = new TreeSet<>();
        for (JsonNode panel : Dashboards.panels(Dashboards.read(name))) {
            String title = panel.get("title").asText();
            assertThat(title).isNotBlank();
            titles.add(title);
            assertThat(panel.get("description").asText()).as(title).hasSizeGreaterThan(20);
            assertThat(UNITS)
                    .as(title)
                    .contains(panel.at("/fieldConfig/defaults/unit").asText());
            assertThat(panel.at("/fieldConfig/defaults/noValue").asText())
                    .as(title)
                    .isEqualTo("no data");
            assertThat(panel.at("/fieldConfig/defaults/custom/spanNulls").asBoolean(false))
                    .as(title)
                    .isFalse();
            assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
            assertThat(panel.get("targets")).as(title).isNotEmpty();
            for (JsonNode target : panel.get("targets")) {
                assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
                assertThat(target.get("legendFormat").asText()).as(title).isNotBlank();
                assertThat(target.get("expr").asText())
                        .as("%s: 0 for no data", title)
                        .doesNotContain("vector(0)", "absent(");
            }
        }
        assertThat(titles)
                .hasSizeGreaterThanOrEqualTo(
                        Dashboards.panels(Dashboards.read(name)).size() - 1);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void panelsAreOnTheGridAndOnNoOther(String name) {
        boolean[][] taken = new boolean[200][COLUMNS];
        List<Integer> ids = new ArrayList<>();
        for (JsonNode panel : Dashboards.read(name).get("panels")) {
            ids.add(panel.get("id").asInt());
            JsonNode place = panel.get("gridPos");
            for (int y = 0; y < place.get("h").asInt(); y++) {
                for (int x = 0; x < place.get("w").asInt(); x++) {
                    int row = place.get("y").asInt() + y;
                    int column = place.get("x").asInt() + x;
                    assertThat(taken[row][column])
                            .as(panel.get("title").asText())
                            .isFalse();
                    taken[row][column] = true;
                }
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void ratesTakeTheIntervalThatFitsTheScrapes() {
        for (Dashboards.Target target : Dashboards.targets()) {
            Matcher range = RANGE.matcher(target.expression());
            while (range.find()) {
                String expected = Map.of("rate", "$__rate_interval", "changes", "$__rate_interval")
                        .getOrDefault(range.group(1), "$__range");
                assertThat(range.group(3)).as(target.toString()).isEqualTo(expected);
            }
        }
    }

    @Test
    void countersAreNeverShownAsTheyAre() {
        for (Dashboards.Target target : Dashboards.targets()) {
            Matcher counter = COUNTER.matcher(target.expression());
            while (counter.find()) {
                assertThat(counter.group(1)).as(target.toString()).isIn("rate(", "increase(", "changes(");
            }
        }
    }

    @Test
    void everySelectorHeedsTheChosenJobAndOfTablesTheChosenOnes() {
        for (Dashboards.Target target : Dashboards.targets()) {
            Matcher selector = SELECTOR.matcher(target.expression());
            assertThat(selector.find()).as(target.toString()).isTrue();
            do {
                assertThat(String.valueOf(selector.group(2)))
                        .as(target.toString())
                        .contains("job=~\"$job\"");
                if (selector.group(1).matches("firn_(table|quality|reconciliation)_.*")
                        && !selector.group(1).equals("firn_table_info")) {
                    assertThat(selector.group(2))
                            .as(target.toString())
                            .contains("catalog=~\"$catalog\"", "table=~\"$table\"");
                }
            } while (selector.find());
        }
    }
}
