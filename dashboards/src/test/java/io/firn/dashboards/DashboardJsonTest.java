package io.firn.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DashboardJsonTest {
    private static final String TWO_PANELS = """
            uid: firn-test
            title: Test
            description: for a test
            variables: [catalog, table!]
            rows:
              - title: Row
                panels:
                  - title: Lag
                    description: how old
                    type: timeseries
                    width: 16
                    unit: s
                    limits: [{at: page-lag, severity: critical}, {at: 5, severity: warning}]
                    opens: table
                    queries: [{expr: "max(lag{<job>} <chosen>)", legend: lag}]
                  - title: Headroom
                    description: how long
                    type: timeseries
                    width: 16
                    unit: s
                    limits: [{at: 6, severity: critical, below: true}, {at: 12, severity: warning, below: true}]
                    queries: [{expr: "min(headroom{<table>})", legend: headroom}]
            """;

    private final DashboardJson dashboards = new DashboardJson(
            name -> Optional.ofNullable(Map.of("page-lag", 60.0).get(name)).orElseThrow());

    @Test
    void thresholdsAreTheAlertsOwnAndColorWhatIsBeyondThem() throws Exception {
        JsonNode panels =
                new ObjectMapper().readTree(dashboards.make(TWO_PANELS)).get("panels");
        assertThat(steps(panels.get(1))).isEqualTo("green orange@5.0 red@60.0");
        assertThat(steps(panels.get(2))).isEqualTo("red orange@6.0 green@12.0");
    }

    @Test
    void wordsOfTheSourceBecomeMatchersOfTheVariables() throws Exception {
        JsonNode panels =
                new ObjectMapper().readTree(dashboards.make(TWO_PANELS)).get("panels");
        assertThat(panels.get(1).at("/targets/0/expr").asText())
                .isEqualTo("max(lag{job=~\"$job\"} and on (catalog, table) firn_table_info{job=~\"$job\","
                        + " catalog=~\"$catalog\", namespace=~\"$namespace\", tier=~\"$tier\", table=~\"$table\"})");
        assertThat(panels.get(2).at("/targets/0/expr").asText())
                .isEqualTo("min(headroom{job=~\"$job\", catalog=~\"$catalog\", table=~\"$table\"})");
    }

    @Test
    void panelsThatDoNotFitBesideEachOtherGoBelow() throws Exception {
        JsonNode panels =
                new ObjectMapper().readTree(dashboards.make(TWO_PANELS)).get("panels");
        assertThat(panels.get(1).at("/gridPos/y").asInt()).isEqualTo(1);
        assertThat(panels.get(2).at("/gridPos/y").asInt()).isEqualTo(9);
    }

    @Test
    void aNumberWithoutLimitsHasTheColorOfNoSeverity() throws Exception {
        String stats = TWO_PANELS
                .replace("type: timeseries", "type: stat")
                .replace("limits: [{at: page-lag, severity: critical}, {at: 5, severity: warning}]", "limits: []");
        JsonNode panels = new ObjectMapper().readTree(dashboards.make(stats)).get("panels");
        assertThat(panels.get(1).at("/fieldConfig/defaults/color/fixedColor").asText())
                .isEqualTo("blue");
        assertThat(panels.get(2).at("/fieldConfig/defaults/color/mode").asText())
                .isEqualTo("thresholds");
        assertThat(panels.get(2)
                        .at("/fieldConfig/defaults/mappings/0/options/result/color")
                        .asText())
                .as("no data is neither good nor bad")
                .isEqualTo("text");
    }

    @Test
    void barsBeginAtZero() throws Exception {
        String bars = dashboards.make(TWO_PANELS.replace("type: timeseries", "type: bargauge"));
        JsonNode least = new ObjectMapper().readTree(bars).at("/panels/1/fieldConfig/defaults/min");
        assertThat(least.asDouble(-1)).isZero();
    }

    @Test
    void aSeriesHasTheColorOfItsQuery() throws Exception {
        JsonNode panels = new ObjectMapper()
                .readTree(dashboards.make(TWO_PANELS.replace("legend: lag}", "legend: lag, color: red}")))
                .get("panels");
        assertThat(panels.get(1).at("/fieldConfig/overrides/0/matcher/options").asText())
                .isEqualTo("lag");
        assertThat(panels.get(1)
                        .at("/fieldConfig/overrides/0/properties/0/value/fixedColor")
                        .asText())
                .isEqualTo("red");
        assertThat(panels.get(2).at("/fieldConfig/overrides")).isEmpty();
    }

    @Test
    void mistakesOfASourceAreNamed() {
        assertThatThrownBy(() -> dashboards.make(TWO_PANELS.replace("type: timeseries", "type: pie")))
                .hasMessageContaining("Cannot use panel 'Lag': type 'pie' is none of");
        assertThatThrownBy(() -> dashboards.make(
                        TWO_PANELS.replace("at: 12, severity: warning, below: true", "at: 12, severity: warning")))
                .hasMessageContaining("Cannot draw panel 'Headroom': one limit is a least value and another a largest");
        assertThatThrownBy(() -> dashboards.make(TWO_PANELS.replace("table!", "site")))
                .hasMessageContaining("Cannot use variable 'site': it is none of [catalog, job,");
        assertThatThrownBy(() -> dashboards.make(TWO_PANELS.replace("description: how old", "")))
                .hasMessageContaining("Cannot use a dashboard without description of panel 'Lag'");
        assertThatThrownBy(() -> dashboards.make(TWO_PANELS.replace("width: 16", "wide: 16")))
                .hasMessageContaining("wide");
    }

    private static String steps(JsonNode panel) {
        StringBuilder text = new StringBuilder();
        for (JsonNode step : panel.at("/fieldConfig/defaults/thresholds/steps")) {
            text.append(text.isEmpty() ? "" : " ").append(step.get("color").asText());
            if (!step.get("value").isNull()) {
                text.append('@').append(step.get("value").asDouble());
            }
        }
        return text.toString();
    }
}
