package io.firn.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.dashboards.DashboardSource.Panel;
import io.firn.dashboards.DashboardSource.Row;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Makes a dashboard of Grafana's from its source. */
final class DashboardJson {
    /** The oldest version of Grafana's format that has all that is used here; newer Grafanas convert it themselves. */
    static final int SCHEMA_VERSION = 39;

    private static final int COLUMNS = 24;
    private static final Map<String, Integer> HEIGHTS = Map.of("stat", 4);
    private static final int HEIGHT = 8;
    private static final Map<String, Integer> WIDTHS = Map.of("stat", 3, "state-timeline", 24);
    private static final int WIDTH = 8;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final PanelJson panels;

    /** @param thresholds the alerts' values by their names */
    DashboardJson(ToDoubleFunction<String> thresholds) {
        this.panels = new PanelJson(thresholds);
    }

    /**
     * The text of {@code dashboards/grafana/NAME.json}.
     *
     * @throws IllegalArgumentException that says what in the source is wrong
     */
    String make(String yaml) {
        try {
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            return JSON.writeValueAsString(json(JSON.convertValue(tree, DashboardSource.class))) + "\n";
        } catch (YamlEngineException | JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot read the dashboard: " + e.getMessage(), e);
        }
    }

    private ObjectNode json(DashboardSource source) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putNull("id")
                .put("uid", source.uid())
                .put("title", source.title())
                .put("description", source.description().strip())
                .put("editable", false)
                .put("graphTooltip", 1)
                .put("refresh", "30s")
                .put("schemaVersion", SCHEMA_VERSION)
                .put("timezone", "browser");
        json.putObject("time").put("from", "now-6h").put("to", "now");
        json.putArray("tags").add("firn");
        json.putArray("links")
                .addObject()
                .put("type", "dashboards")
                .put("title", "Firn")
                .put("asDropdown", false)
                .put("includeVars", true)
                .put("keepTime", true)
                .put("targetBlank", false)
                .putArray("tags")
                .add("firn");
        json.putObject("templating").set("list", Variables.of(source.variables()));
        json.putObject("annotations").set("list", annotations(source.variables()));
        json.set("panels", layout(source.rows()));
        return json;
    }

    /** Where runs of maintenance ended: a step in a curve is often one. */
    private static ArrayNode annotations(List<String> variables) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        if (variables.contains("catalog")) {
            ObjectNode runs = list.addObject()
                    .put("name", "Maintenance")
                    .put("enable", true)
                    .put("hide", false)
                    .put("iconColor", "blue")
                    .put(
                            "expr",
                            "sum by (catalog, operation, outcome) (changes(firn_maintenance_runs_total{job=~\"$job\","
                                    + " catalog=~\"$catalog\", outcome!=\"unchanged\"}[$__rate_interval])) > 0")
                    .put("step", "60s")
                    .put("titleFormat", "{{operation}}: {{outcome}}")
                    .put("textFormat", "in catalog {{catalog}}")
                    .put("tagKeys", "operation,outcome");
            runs.set("datasource", Variables.datasource());
        }
        return list;
    }

    private ArrayNode layout(List<Row> rows) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        int id = 1;
        int y = 0;
        for (Row row : rows) {
            ObjectNode heading = list.addObject()
                    .put("id", id++)
                    .put("type", "row")
                    .put("title", row.title())
                    .put("collapsed", false);
            heading.putArray("panels");
            place(heading, 0, y++, COLUMNS, 1);
            int x = 0;
            int lowest = y;
            for (Panel panel : row.panels()) {
                int width = panel.width() > 0 ? panel.width() : WIDTHS.getOrDefault(panel.type(), WIDTH);
                int height = HEIGHTS.getOrDefault(panel.type(), HEIGHT);
                if (x + width > COLUMNS) {
                    x = 0;
                    y = lowest;
                }
                ObjectNode json = panels.of(panel, id++);
                place(json, x, y, width, height);
                list.add(json);
                x += width;
                lowest = Math.max(lowest, y + height);
            }
            y = lowest;
        }
        return list;
    }

    private static void place(ObjectNode panel, int x, int y, int width, int height) {
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
    }
}
