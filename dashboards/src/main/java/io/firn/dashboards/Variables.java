package io.firn.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What a reader chooses above a dashboard, and how expressions heed it. */
final class Variables {
    /** Of all jobs those that show Firn's series or Flink's. */
    private static final String JOBS =
            "{__name__=~\"firn_heartbeat_timestamp_seconds|flink_jobmanager_job_numRestarts\"}";

    private static final String CHOSEN =
            "firn_table_info{job=~\"$job\", catalog=~\"$catalog\", namespace=~\"$namespace\", tier=~\"$tier\","
                    + " table=~\"$table\"}";

    /** Each narrowed by those before it. */
    private static final Map<String, String> QUERIES = Map.of(
            "job",
            "label_values(" + JOBS + ", job)",
            "catalog",
            "label_values(firn_table_info{job=~\"$job\"}, catalog)",
            "namespace",
            "label_values(firn_table_info{job=~\"$job\", catalog=~\"$catalog\"}, namespace)",
            "tier",
            "label_values(firn_table_info{job=~\"$job\", catalog=~\"$catalog\", namespace=~\"$namespace\"}, tier)",
            "table",
            "label_values(firn_table_info{job=~\"$job\", catalog=~\"$catalog\", namespace=~\"$namespace\","
                    + " tier=~\"$tier\"}, table)");

    /** The words of a source, and what they stand for. */
    private static final Map<String, String> WORDS = Map.of(
            "<job>",
            "job=~\"$job\"",
            "<table>",
            "job=~\"$job\", catalog=~\"$catalog\", table=~\"$table\"",
            "<chosen>",
            "and on (catalog, table) " + CHOSEN,
            "<tables>",
            CHOSEN);

    private Variables() {}

    /** The expression with {@code <job>}, {@code <table>}, {@code <tables>} and {@code <chosen>} written out. */
    static String expand(String expression) {
        String expanded = expression.strip();
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            expanded = expanded.replace(word.getKey(), word.getValue());
        }
        return expanded;
    }

    /** @param chosen names; the last is a single choice where it is written as {@code NAME!} */
    static ArrayNode of(List<String> chosen) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        list.addObject()
                .put("name", "datasource")
                .put("label", "Data source")
                .put("type", "datasource")
                .put("query", "prometheus")
                .put("hide", 0)
                .put("includeAll", false)
                .put("multi", false)
                .put("refresh", 1)
                .put("regex", "")
                .put("skipUrlSync", false)
                .putObject("current");
        list.add(query("job", true));
        for (String name : chosen) {
            boolean single = name.endsWith("!");
            list.add(query(single ? name.substring(0, name.length() - 1) : name, !single));
        }
        return list;
    }

    private static ObjectNode query(String name, boolean many) {
        String query = QUERIES.get(name);
        if (query == null) {
            throw new IllegalArgumentException("Cannot use variable '" + name + "': it is none of "
                    + QUERIES.keySet().stream().sorted().toList());
        }
        ObjectNode variable = JsonNodeFactory.instance.objectNode();
        variable.put("name", name)
                .put("label", Character.toUpperCase(name.charAt(0)) + name.substring(1))
                .put("type", "query")
                .put("query", query)
                .put("definition", query)
                .put("hide", 0)
                .put("includeAll", many)
                .put("multi", many)
                // 2: also when the time range changes, as tables come and go.
                .put("refresh", 2)
                .put("regex", "")
                .put("skipUrlSync", false)
                .put("sort", 1);
        if (many) {
            variable.put("allValue", ".+");
            ObjectNode current = variable.putObject("current").put("selected", true);
            current.putArray("text").add("All");
            current.putArray("value").add("$__all");
        } else {
            variable.putObject("current");
        }
        variable.set("datasource", datasource());
        return variable;
    }

    static ObjectNode datasource() {
        return JsonNodeFactory.instance.objectNode().put("type", "prometheus").put("uid", "${datasource}");
    }
}
