package io.firn.maintenance.columnar;

import java.util.List;
import java.util.OptionalInt;
import org.apache.parquet.column.ColumnDescriptor;

/** Finds the column of a field. */
final class FieldColumns {
    private FieldColumns() {}

    /** The ordinal of the column with a field's id; empty if there is none or it is within a list or map. */
    static OptionalInt ordinal(List<ColumnDescriptor> columns, int id) {
        for (int i = 0; i < columns.size(); i++) {
            ColumnDescriptor column = columns.get(i);
            boolean isField = column.getPrimitiveType().getId() != null
                    && column.getPrimitiveType().getId().intValue() == id;
            if (isField && column.getMaxRepetitionLevel() == 0) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
