package io.firn.lake.config;

import java.time.Duration;
import java.util.List;

/**
 * How much is expected of some tables. Objectives are in percent of the looks at each table, over the 30 days of an error
 * budget: above 0 and below 100, since nobody can keep a promise that has no budget.
 *
 * @param name what alerts, series and people call it
 * @param freshnessLimit how old the oldest record may be that is in neither the table nor a dead-letter topic
 */
public record TierConfig(
        String name,
        List<Glob> tables,
        Duration freshnessLimit,
        double freshnessObjective,
        double completenessObjective) {
    public TierConfig {
        tables = List.copyOf(tables);
        check(name, "freshness", freshnessObjective);
        check(name, "completeness", completenessObjective);
        if (freshnessLimit.isZero() || freshnessLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "Cannot use tier " + name + ": no table is fresh within " + freshnessLimit);
        }
    }

    /** Whether one of the globs fits. */
    boolean matches(String table) {
        return tables.stream().anyMatch(glob -> glob.matches(table));
    }

    private static void check(String name, String subject, double objective) {
        if (!(objective > 0 && objective < 100)) {
            throw new IllegalArgumentException("Cannot use tier " + name + ": its objective of " + subject + " is "
                    + objective + ", not a percentage above 0 and below 100");
        }
    }
}
