package io.firn.lake.config;

import java.util.ArrayList;
import java.util.List;

/** Reads the section {@code quality}. */
final class QualityReader {
    private static final String GLOB = "a glob over `namespace.table`";

    private QualityReader() {}

    static QualityConfig read(Section section) {
        return new QualityConfig(
                section.value("enabled", Kind.FLAG, "true", "whether tables are checked"),
                section.value(
                        "built-in",
                        Kind.FLAG,
                        "true",
                        "whether every table gets the checks that need no configuration"),
                section.value(
                        "hold-for",
                        Kind.durationFrom("0s"),
                        "15m",
                        "how long a check of commits goes on failing after the last commit that failed it"),
                shownColumns(section),
                switchedOff(section),
                checks(section),
                reconciliation(section.section("reconciliation")));
    }

    private static List<ShownColumns> shownColumns(Section section) {
        List<ShownColumns> shown = new ArrayList<>();
        for (Section item : section.sections("shown-columns", "a list of tables and columns")) {
            Glob table = new Glob(item.required("table", Kind.TEXT, GLOB));
            shown.add(new ShownColumns(
                    table,
                    item
                            .list("columns", Kinds.FIELD, "numeric and time columns whose bounds may leave the process")
                            .stream()
                            .map(Located::value)
                            .toList()));
        }
        return shown;
    }

    private static List<SwitchedOff> switchedOff(Section section) {
        List<SwitchedOff> off = new ArrayList<>();
        for (Section item : section.sections("off", "a list of tables and checks")) {
            Glob table = new Glob(item.required("table", Kind.TEXT, GLOB));
            off.add(new SwitchedOff(
                    table, item.required("check", Kind.TEXT, "the name of a check not to run on them")));
        }
        return off;
    }

    private static List<CheckConfig> checks(Section section) {
        List<CheckConfig> checks = new ArrayList<>();
        for (Section item : section.sections("checks", "a list of checks")) {
            CheckReader.read(item).ifPresent(checks::add);
        }
        return checks;
    }

    private static ReconciliationConfig reconciliation(Section section) {
        return new ReconciliationConfig(
                section.value(
                        "enabled",
                        Kind.FLAG,
                        "true",
                        "whether every offset of the streams' topics is looked for in its table and its dead-letter topic"),
                section.value(
                        "grace",
                        Kind.durationFrom("0s"),
                        "0s",
                        "how long after the pipeline has committed a later offset one may be absent before it is missing"),
                section.value(
                        "freeze-for",
                        Kind.durationFrom("0s"),
                        "7d",
                        "how long missing offsets keep their table's snapshots from being expired"));
    }
}
