package io.firn.lake.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the list {@code tiers}. */
final class TierReader {
    private static final Kind<String> NAME = Kind.matching("letters, digits, '_' and '-'", "[A-Za-z0-9_-]{1,50}");
    private static final Kind<Double> PERCENT =
            Kind.of("a percentage above 0 and below 100", Double::valueOf, percent -> percent > 0 && percent < 100);

    private TierReader() {}

    static Tiers read(Section root) {
        List<TierConfig> tiers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section item : root.sections("tiers", "a list of tiers")) {
            String name = item.required("name", NAME, "what series, alerts and dashboards call it");
            List<Glob> tables = item
                    .list(
                            "tables",
                            Kind.TEXT,
                            "globs over `namespace.table`; a table belongs to the first tier that has one for it, and to"
                                    + " the tier named `default` (which needs none) where none has")
                    .stream()
                    .map(Located::value)
                    .map(Glob::new)
                    .toList();
            TierConfig tier = new TierConfig(
                    name.isEmpty() ? Tiers.DEFAULT : name,
                    tables,
                    item.value(
                            "freshness-limit",
                            Kind.durationFrom("1s"),
                            "5m",
                            "how old the oldest record may be that is in neither the table nor a dead-letter topic"),
                    item.value(
                            "freshness-objective",
                            PERCENT,
                            "99",
                            "of the looks at a table, how many percent must find it within that limit"),
                    item.value(
                            "completeness-objective",
                            PERCENT,
                            "99.9",
                            "of the looks at a table, how many percent must find no record missing"));
            if (!name.isEmpty() && !names.add(name)) {
                item.problem("name", "Cannot use tiers[].name: there are two tiers named '" + name + "'");
            } else if (tables.isEmpty() && !name.equals(Tiers.DEFAULT) && !root.isDescribing()) {
                item.problem("tables", "Cannot use tiers[].tables: tier '" + name + "' has no table");
            }
            tiers.add(tier);
        }
        return new Tiers(tiers);
    }
}
