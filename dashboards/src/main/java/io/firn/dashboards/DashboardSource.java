package io.firn.dashboards;

import java.util.List;
import java.util.Set;

/**
 * One dashboard as its source says it: {@code dashboards/source/NAME.yaml}.
 *
 * @param variables what a reader may choose beside data source and job, see {@link Variables}
 * @param rows from the one that answers "is it fine?" downwards
 */
record DashboardSource(String uid, String title, String description, List<String> variables, List<Row> rows) {
    DashboardSource {
        Words.require("uid", uid);
        Words.require("title", title);
        Words.require("description", description);
        variables = List.copyOf(Words.orNone(variables));
        rows = List.copyOf(Words.orNone(rows));
        if (!uid.matches("firn-[a-z]+")) {
            throw new IllegalArgumentException("Cannot use uid '" + uid + "': expected firn-, then letters");
        }
    }

    /** Panels under one heading. */
    record Row(String title, List<Panel> panels) {
        Row {
            Words.require("title of a row", title);
            panels = List.copyOf(Words.orNone(panels));
        }
    }

    /**
     * One panel.
     *
     * @param type stat, timeseries, bargauge or state-timeline
     * @param width of the 24 columns; 0 takes the type's own
     * @param unit Grafana's id of it
     * @param opens the dashboard that a click on a series of a table opens, by the end of its uid; or nothing
     * @param stacked whether series are drawn one above the other
     */
    record Panel(
            String title,
            String description,
            String type,
            int width,
            String unit,
            List<Limit> limits,
            List<Mapping> mappings,
            String opens,
            boolean stacked,
            List<Query> queries) {
        private static final Set<String> TYPES = Set.of("stat", "timeseries", "bargauge", "state-timeline");

        Panel {
            Words.require("title of a panel", title);
            Words.require("description of panel '" + title + "'", description);
            Words.require("unit of panel '" + title + "'", unit);
            limits = List.copyOf(Words.orNone(limits));
            mappings = List.copyOf(Words.orNone(mappings));
            opens = opens == null ? "" : opens;
            queries = List.copyOf(Words.orNone(queries));
            if (!TYPES.contains(type)) {
                throw new IllegalArgumentException("Cannot use panel '" + title + "': type '" + type + "' is none of "
                        + TYPES.stream().sorted().toList());
            }
            if (queries.isEmpty()) {
                throw new IllegalArgumentException("Cannot use panel '" + title + "': it has no query");
            }
        }

        /** Shows what is, not what was: a value that is gone must not stay on the screen. */
        boolean showsNow() {
            return type.equals("stat") || type.equals("bargauge");
        }
    }

    /**
     * From here on it is bad.
     *
     * @param at the name of an alert's threshold, or a number
     * @param severity warning or critical
     * @param below whether what is lower is bad
     */
    record Limit(String at, String severity, boolean below) {
        Limit {
            Words.require("threshold of a panel", at);
            if (!Set.of("warning", "critical").contains(severity)) {
                throw new IllegalArgumentException("Cannot use severity '" + severity + "': it is warning or critical");
            }
        }
    }

    /** What a number stands for. */
    record Mapping(int value, String text, String color) {
        Mapping {
            Words.require("text of a mapping", text);
            Words.require("color of a mapping", color);
        }
    }

    /**
     * A series, or one for each label's value.
     *
     * @param expr PromQL with the words of {@link Variables#expand}
     * @param color of the one series with this legend where it means something; or nothing
     */
    record Query(String expr, String legend, String color) {
        Query {
            Words.require("expression", expr);
            Words.require("legend of " + expr, legend);
            color = color == null ? "" : color;
        }
    }

    private static final class Words {
        static void require(String what, String text) {
            if (text == null || text.isBlank()) {
                throw new IllegalArgumentException("Cannot use a dashboard without " + what);
            }
        }

        static <T> List<T> orNone(List<T> list) {
            return list == null ? List.of() : list;
        }
    }
}
