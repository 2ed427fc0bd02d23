package io.firn.maintenance.policy;

import java.util.List;
import java.util.Optional;

/**
 * Where every value of a table's policy comes from.
 *
 * @param table {@code namespace.table}
 * @param values in the order of the configuration's reference
 * @param problem why the table's own properties are refused, and with them its maintenance
 */
public record Explanation(String table, List<Value> values, Optional<String> problem) {
    public Explanation {
        values = List.copyOf(values);
    }

    /**
     * One value.
     *
     * @param key for example {@code compaction.min-input-files}
     * @param value as it would be written; {@code none} where nothing is set
     * @param source the policy, section or table property that set it, with its place in the file where that is known
     */
    public record Value(String key, String value, String source) {}
}
