package io.firn.lake.config;

import java.util.List;

/** What every kind of check asks of its columns. */
final class Checked {
    private Checked() {}

    static void column(String column) {
        if (column.isBlank()) {
            throw new IllegalArgumentException("Cannot check a column: 'column' is missing");
        }
    }

    static List<String> columns(List<String> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("Cannot check columns: 'columns' has none");
        }
        return List.copyOf(columns);
    }
}
