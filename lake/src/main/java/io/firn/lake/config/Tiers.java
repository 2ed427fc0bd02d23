package io.firn.lake.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tiers, most demanding first by habit: a table belongs to the first one that has a glob for it, and to the one named
 * {@code default} where none has. There always is such a one.
 */
public record Tiers(List<TierConfig> all) {
    /** The tier of every table that no other one names. */
    public static final String DEFAULT = "default";

    static final Duration FRESHNESS_LIMIT = Duration.ofMinutes(5);
    static final double FRESHNESS_OBJECTIVE = 99;
    static final double COMPLETENESS_OBJECTIVE = 99.9;

    /** Nothing configured: one tier for all tables. */
    public static final Tiers NONE = new Tiers(List.of());

    public Tiers {
        List<TierConfig> complete = new ArrayList<>(all);
        if (all.stream().noneMatch(tier -> tier.name().equals(DEFAULT))) {
            complete.add(new TierConfig(
                    DEFAULT, List.of(new Glob("*")), FRESHNESS_LIMIT, FRESHNESS_OBJECTIVE, COMPLETENESS_OBJECTIVE));
        }
        all = List.copyOf(complete);
    }

    /** @param table {@code namespace.table} */
    public TierConfig of(String table) {
        Optional<TierConfig> first =
                all.stream().filter(tier -> tier.matches(table)).findFirst();
        return first.orElseGet(() -> all.stream()
                .filter(tier -> tier.name().equals(DEFAULT))
                .findFirst()
                .orElseThrow());
    }

    /** Tables of the first tier, where that is not simply every table. */
    public List<Glob> tablesOfTheFirst() {
        return all.get(0).name().equals(DEFAULT) ? List.of() : all.get(0).tables();
    }
}
