package io.firn.lake.config;

import java.util.List;

/**
 * A declared column.
 *
 * @param type an Iceberg type: a primitive as Iceberg writes it ({@code long}, {@code decimal(10,2)}, {@code timestamptz}),
 *     or {@code list<...>}, {@code map<string, ...>}, {@code struct<name: type, ...>}
 */
public record ColumnConfig(String name, String type, boolean required, List<Rule> rules) {
    public ColumnConfig {
        rules = List.copyOf(rules);
    }
}
