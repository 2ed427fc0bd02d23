package io.firn.quality.scan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** Tests of one column's value; a null passes. */
final class ValueTests {
    private ValueTests() {}

    /** @throws UnknownOutcome if one of the values is none of the column's type */
    static RowTest oneOf(NestedField column, List<String> values) {
        Set<Object> allowed = new HashSet<>();
        values.forEach(value -> allowed.add(Operand.comparable(Operand.literal(value, column.type()))));
        return schema -> {
            ScanColumns.Value value = ScanColumns.value(schema, column.fieldId());
            return row -> {
                Object found = value.of(row);
                return found == null || allowed.contains(Operand.comparable(found));
            };
        };
    }

    /** @throws UnknownOutcome if the column is not text */
    static RowTest matches(NestedField column, Pattern pattern) {
        if (column.type().typeId() != Type.TypeID.STRING) {
            throw new UnknownOutcome("Cannot match column '" + column.name() + "': it is not text");
        }
        return new RowTest() {
            @Override
            public Bound bind(Schema schema) {
                ScanColumns.Value value = ScanColumns.value(schema, column.fieldId());
                return row -> matches(value, row);
            }

            private boolean matches(ScanColumns.Value value, StructLike row) {
                Object found = value.of(row);
                return found == null
                        || pattern.matcher(new BoundedText(found.toString())).matches();
            }
        };
    }
}
