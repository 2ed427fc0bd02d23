package io.firn.quality.scan;

import io.firn.quality.scan.RowCondition.Comparison;
import io.firn.quality.scan.RowCondition.Operator;
import io.firn.quality.scan.RowCondition.Side;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types.NestedField;

/** Tests that a {@link RowCondition} is not true of a row. */
final class ConditionTest implements RowTest {
    private final Schema table;
    private final RowCondition condition;

    /** @throws UnknownOutcome if columns are missing or cannot be compared */
    ConditionTest(Schema table, RowCondition condition) {
        this.table = table;
        this.condition = condition;
        bind(table);
    }

    private interface Compared {
        boolean isTrueOf(StructLike row);
    }

    @Override
    public Bound bind(Schema schema) {
        List<Compared> comparisons = condition.comparisons().stream()
                .map(comparison -> compared(comparison, schema))
                .toList();
        return row -> {
            for (Compared comparison : comparisons) {
                if (!comparison.isTrueOf(row)) {
                    return true;
                }
            }
            return false;
        };
    }

    private Compared compared(Comparison comparison, Schema schema) {
        NestedField column = ScanColumns.find(table, comparison.left().text());
        ScanColumns.Value left = ScanColumns.value(schema, column.fieldId());
        if (comparison.right().isEmpty()) {
            boolean nullWanted = comparison.operator() == Operator.IS_NULL;
            return row -> (left.of(row) == null) == nullWanted;
        }
        ScanColumns.Value right = right(comparison.right().get(), column, schema);
        return row -> {
            Object one = left.of(row);
            Object other = right.of(row);
            return one != null
                    && other != null
                    && comparison.operator().holds(compare(Operand.comparable(one), Operand.comparable(other)));
        };
    }

    private ScanColumns.Value right(Side side, NestedField column, Schema schema) {
        if (!side.isColumn()) {
            Object value = Operand.literal(side.text(), column.type());
            return row -> value;
        }
        NestedField other = ScanColumns.find(table, side.text());
        if (!Operand.areComparable(column.type(), other.type())) {
            throw new UnknownOutcome("Cannot compare columns '" + column.name() + "' and '" + other.name()
                    + "': their types are " + column.type() + " and " + other.type());
        }
        return ScanColumns.value(schema, other.fieldId());
    }

    @SuppressWarnings("unchecked") // Both are of one class, or numbers of which one is not finite.
    private static int compare(Comparable<?> one, Comparable<?> other) {
        return one instanceof Double || other instanceof Double
                ? Double.compare(((Number) one).doubleValue(), ((Number) other).doubleValue())
                : ((Comparable<Object>) one).compareTo(other);
    }
}
