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
                        Kind.durationFrom("1s"),
                        "1h",
                        "how long the pipeline may be silent, having read a record, before one that is nowhere counts as"
                                + " missing all the same; while it works, its own commits decide"),
                section.value(
                        "freeze-for",
                        Kind.durationFrom("0s"),
                        "7d",
                        "how long missing records keep their table's snapshots from being expired and its orphans from"
                                + " being removed"),
                section.value(
                        "trust-statistics",
                        Kind.FLAG,
                        "true",
                        "whether a data file is not read whose statistics leave one reading only: one partition, and as"
                                + " many rows as offsets from the least to the greatest"),
                section.value(
                        "ledger-keep-for",
                        Kind.durationFrom("1d"),
                        "400d",
                        "how long the entries of the proof of completeness are kept"));
    }
}
