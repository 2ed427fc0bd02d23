package io.firn.lake.config;

import java.math.BigDecimal;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;

/** Checks a declared column: its name, and rules that its type can satisfy. */
final class ColumnChecks {
    private static final Set<TypeID> NUMBERS =
            Set.of(TypeID.INTEGER, TypeID.LONG, TypeID.FLOAT, TypeID.DOUBLE, TypeID.DECIMAL);
    private static final Set<TypeID> WITHOUT_VALUES_TO_LIST = Set.of(TypeID.BINARY, TypeID.FIXED);

    private ColumnChecks() {}

    static void check(Section section, ColumnConfig column) {
        if (Provenance.isReserved(column.name())) {
            section.problem("name", "Cannot declare column '" + column.name() + "': the name is reserved");
        }
        if (column.type().isEmpty()) {
            return;
        }
        Type type = ColumnTypes.parse(column.type(), () -> 0);
        for (Rule rule : column.rules()) {
            if (rule instanceof Rule.Range range) {
                range(section, column, type, range);
            } else if (rule instanceof Rule.Matches && type.typeId() != TypeID.STRING) {
                section.problem("pattern", refusal(column, "pattern", "needs a string"));
            } else if (rule instanceof Rule.OneOf oneOf) {
                oneOf(section, column, type, oneOf);
            }
        }
    }

    private static void range(Section section, ColumnConfig column, Type type, Rule.Range range) {
        if (!NUMBERS.contains(type.typeId())) {
            section.problem("range", refusal(column, "range", "needs a number"));
        }
        BigDecimal min = range.min().orElse(null);
        BigDecimal max = range.max().orElse(null);
        if (min != null && max != null && min.compareTo(max) > 0) {
            section.problem("range", "Cannot use range of column '" + column.name() + "': min is above max");
        }
    }

    private static void oneOf(Section section, ColumnConfig column, Type type, Rule.OneOf oneOf) {
        if (!type.isPrimitiveType() || WITHOUT_VALUES_TO_LIST.contains(type.typeId())) {
            section.problem("one-of", refusal(column, "one-of", "needs a single value"));
        } else if (oneOf.values().isEmpty()) {
            section.problem("one-of", "Cannot use one-of of column '" + column.name() + "': no value is allowed");
        } else if (NUMBERS.contains(type.typeId()) && !oneOf.values().stream().allMatch(ColumnChecks::isNumber)) {
            section.problem("one-of", refusal(column, "one-of", "must list numbers"));
        }
    }

    private static boolean isNumber(String text) {
        try {
            return new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String refusal(ColumnConfig column, String rule, String need) {
        return "Cannot use " + rule + " of column '" + column.name() + "': its type is " + column.type() + ", and "
                + rule + " " + need;
    }
}
