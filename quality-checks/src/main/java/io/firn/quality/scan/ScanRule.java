package io.firn.quality.scan;

import java.util.List;
import java.util.regex.Pattern;

/** What must hold of new rows, and takes reading them. Columns are named in full, dots between levels. */
public sealed interface ScanRule {
    /**
     * No two new rows have the same values in these columns. A row with a null in one of them equals no other, as in SQL.
     */
    record Unique(List<String> columns) implements ScanRule {
        public Unique {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("Cannot check uniqueness: no column is named");
            }
        }
    }

    /** The value is null or one of these, written as Iceberg reads literals. */
    record OneOf(String column, List<String> values) implements ScanRule {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /** The text is null, or the whole of it matches. */
    record Matches(String column, Pattern pattern) implements ScanRule {}

    /**
     * One of the values is null, or a live row of another table has them all.
     *
     * @param table {@code namespace.table} of the same catalog, as it is when the check runs
     * @param targets its columns, in the order of those that refer to them
     */
    record References(List<String> columns, String table, List<String> targets) implements ScanRule {
        public References {
            columns = List.copyOf(columns);
            targets = List.copyOf(targets);
            if (columns.isEmpty() || columns.size() != targets.size()) {
                throw new IllegalArgumentException(
                        "Cannot check references: " + columns.size() + " columns refer to " + targets.size());
            }
        }
    }

    /** This SQL expression over the row's columns is not true. */
    record BrokenBy(String expression) implements ScanRule {}

    /** The query returns no row: one SELECT over {@code new_rows}. */
    record Sql(String query) implements ScanRule {}
}
