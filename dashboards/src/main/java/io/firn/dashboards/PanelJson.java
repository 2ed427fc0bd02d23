package io.firn.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.dashboards.DashboardSource.Limit;
import io.firn.dashboards.DashboardSource.Mapping;
import io.firn.dashboards.DashboardSource.Panel;
import io.firn.dashboards.DashboardSource.Query;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A panel as Grafana reads it. */
final class PanelJson {
    private static final Map<String, String> COLORS = Map.of("warning", "orange", "critical", "red");
    private static final String FINE = "green";
    private static final String NEITHER = "blue";
    private static final String NO_DATA = "no data";

    private final ToDoubleFunction<String> thresholds;

    /** @param thresholds the alerts' values by their names */
    PanelJson(ToDoubleFunction<String> thresholds) {
        this.thresholds = thresholds;
    }

    ObjectNode of(Panel panel, int id) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id)
                .put("type", panel.type())
                .put("title", panel.title())
                .put("description", panel.description().strip());
        json.set("datasource", Variables.datasource());
        ObjectNode defaults = json.putObject("fieldConfig").putObject("defaults");
        ((ObjectNode) json.get("fieldConfig")).set("overrides", colors(panel.queries()));
        defaults.put("unit", panel.unit()).put("noValue", NO_DATA);
        color(panel, defaults.putObject("color"));
        defaults.set("thresholds", thresholds(panel));
        if (!panel.mappings().isEmpty()) {
            defaults.set("mappings", mappings(panel.mappings()));
        } else if (panel.type().equals("stat")) {
            defaults.putArray("mappings").add(noData());
        }
        if (!panel.opens().isEmpty()) {
            defaults.putArray("links")
                    .addObject()
                    .put("title", "Open ${__field.labels.table}")
                    .put(
                            "url",
                            "/d/firn-" + panel.opens() + "?${__url_time_range}&${datasource:queryparam}"
                                    + "&${job:queryparam}&${catalog:queryparam}&var-table=${__field.labels.table}");
        }
        drawing(panel, defaults);
        json.set("options", options(panel));
        ArrayNode targets = json.putArray("targets");
        char reference = 'A';
        for (Query query : panel.queries()) {
            ObjectNode target = targets.addObject()
                    .put("refId", String.valueOf(reference++))
                    .put("expr", Variables.expand(query.expr()))
                    .put("legendFormat", query.legend())
                    .put("instant", panel.showsNow())
                    .put("range", !panel.showsNow());
            target.set("datasource", Variables.datasource());
        }
        return json;
    }

    private static void color(Panel panel, ObjectNode color) {
        if (panel.type().equals("timeseries")) {
            color.put("mode", "palette-classic");
        } else if (panel.limits().isEmpty() && panel.mappings().isEmpty()) {
            // The palette's second color is a yellow, which beside numbers that have limits reads as a warning.
            color.put("mode", "fixed").put("fixedColor", NEITHER);
        } else {
            color.put("mode", "thresholds");
        }
    }

    private ObjectNode thresholds(Panel panel) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("mode", "absolute");
        ArrayNode steps = json.putArray("steps");
        List<Limit> limits = panel.limits().stream()
                .sorted(Comparator.comparingDouble(this::value))
                .toList();
        boolean below = limits.stream().anyMatch(Limit::below);
        if (below && !limits.stream().allMatch(Limit::below)) {
            throw new IllegalArgumentException(
                    "Cannot draw panel '" + panel.title() + "': one limit is a least value and another a largest");
        }
        // Grafana's colors hold from a step upwards: of least values each step has the color of what is above it.
        steps.addObject().put("color", below ? color(limits.get(0)) : FINE).putNull("value");
        for (int i = 0; i < limits.size(); i++) {
            String above = i + 1 < limits.size() ? color(limits.get(i + 1)) : FINE;
            steps.addObject().put("color", below ? above : color(limits.get(i))).put("value", value(limits.get(i)));
        }
        return json;
    }

    private static String color(Limit limit) {
        return COLORS.getOrDefault(limit.severity(), FINE);
    }

    private double value(Limit limit) {
        return Character.isDigit(limit.at().charAt(0))
                ? Double.parseDouble(limit.at())
                : thresholds.applyAsDouble(limit.at());
    }

    private static ArrayNode mappings(List<Mapping> mappings) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        ObjectNode values = json.addObject().put("type", "value").putObject("options");
        for (int i = 0; i < mappings.size(); i++) {
            Mapping mapping = mappings.get(i);
            values.putObject(String.valueOf(mapping.value()))
                    .put("text", mapping.text())
                    .put("color", mapping.color())
                    .put("index", i);
        }
        return json;
    }

    /** Else Grafana colors "no data" like the lowest number: as fine, or as bad where low is bad. */
    private static ObjectNode noData() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "special");
        ObjectNode options = json.putObject("options").put("match", "null+nan");
        options.putObject("result").put("text", NO_DATA).put("color", "text").put("index", 0);
        return json;
    }

    private static ArrayNode colors(List<Query> queries) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Query query : queries) {
            if (!query.color().isEmpty()) {
                ObjectNode override = json.addObject();
                override.putObject("matcher").put("id", "byName").put("options", query.legend());
                ObjectNode property =
                        override.putArray("properties").addObject().put("id", "color");
                property.putObject("value").put("mode", "fixed").put("fixedColor", query.color());
            }
        }
        return json;
    }

    private static void drawing(Panel panel, ObjectNode defaults) {
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        switch (panel.type()) {
            case "timeseries" -> {
                custom.put("lineWidth", 1)
                        .put("fillOpacity", panel.stacked() ? 30 : 5)
                        .put("showPoints", "never")
                        // A gap is a gap.
                        .put("spanNulls", false);
                custom.putObject("stacking")
                        .put("mode", panel.stacked() ? "normal" : "none")
                        .put("group", "A");
                custom.putObject("thresholdsStyle").put("mode", panel.limits().isEmpty() ? "off" : "line");
                if (!panel.unit().equals("percentunit")) {
                    defaults.put("min", 0);
                }
            }
            // Else the shortest bar is drawn as if it were nothing.
            case "bargauge" -> defaults.put("min", 0);
            case "state-timeline" ->
                custom.put("fillOpacity", 80).put("lineWidth", 0).put("spanNulls", false);
            default -> {}
        }
        if (!custom.isEmpty()) {
            defaults.set("custom", custom);
        }
    }

    private static ObjectNode options(Panel panel) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        switch (panel.type()) {
            case "timeseries" -> {
                options.putObject("legend")
                        .put("displayMode", "list")
                        .put("placement", "bottom")
                        .put("showLegend", true);
                options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
            }
            case "state-timeline" -> {
                options.put("showValue", "never").put("mergeValues", true).put("alignValue", "left");
                options.putObject("legend").put("displayMode", "list").put("showLegend", false);
            }
            default -> {
                ObjectNode reduce = options.putObject("reduceOptions").put("values", false);
                reduce.putArray("calcs").add("last");
                reduce.put("fields", "");
                options.put("orientation", panel.type().equals("stat") ? "auto" : "horizontal");
                if (panel.type().equals("stat")) {
                    options.put("colorMode", "value").put("graphMode", "none").put("textMode", "auto");
                } else {
                    options.put("displayMode", "basic").put("showUnfilled", true);
                }
            }
        }
        return options;
    }
}
