package io.firn.lake.config;

import java.util.List;

/** Numeric and time columns whose bounds may leave the process, of the tables that match. */
public record ShownColumns(Glob table, List<String> columns) {
    public ShownColumns {
        columns = List.copyOf(columns);
    }
}
