package io.firn.lake.config;

import java.time.Duration;
import java.util.List;

/**
 * How the data of the tables is checked.
 *
 * @param builtIn whether every table gets the checks that need no configuration
 * @param holdFor how long a check of commits goes on failing after the last commit that failed it
 * @param checks in the order of the files
 */
public record QualityConfig(
        boolean enabled,
        boolean builtIn,
        Duration holdFor,
        List<ShownColumns> shownColumns,
        List<SwitchedOff> switchedOff,
        List<CheckConfig> checks,
        ReconciliationConfig reconciliation) {
    public QualityConfig {
        shownColumns = List.copyOf(shownColumns);
        switchedOff = List.copyOf(switchedOff);
        checks = List.copyOf(checks);
    }

    /** Whether the bounds of a column may leave the process, in numbers; never in a message. */
    public boolean isShown(String table, String column) {
        return shownColumns.stream()
                .anyMatch(
                        shown -> shown.table().matches(table) && shown.columns().contains(column));
    }
}
