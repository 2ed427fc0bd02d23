package io.firn.lake.table;

import java.util.Optional;

/**
 * A leaf or top-level column over all live data files. Absent numbers mean that at least one file has no statistics for
 * the column: unknown, never zero.
 *
 * @param name full name, dots between levels
 * @param lowerBound of the column's Iceberg Java type, for numbers, times and booleans only; holds real values
 */
public record ColumnState(
        int fieldId,
        String name,
        String type,
        boolean required,
        Optional<Long> valueCount,
        Optional<Long> nullCount,
        Optional<Object> lowerBound,
        Optional<Object> upperBound) {
    /** Without the bounds, which are values of patients. */
    @Override
    public String toString() {
        return "ColumnState[" + fieldId + " " + name + " " + type + ", values=" + valueCount + ", nulls=" + nullCount
                + "]";
    }
}
