package io.firn.maintenance.verify;

import io.firn.maintenance.verify.Receipt.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * Compares a rewrite's outputs with its inputs before the commit, by the footers that are in storage: rows, nulls of each
 * column, bounds within those of the inputs, and the fields of the table. Keeps a few figures a column, however many
 * files there are. Findings name counts and field ids, never a value.
 */
public final class FooterCheck {
    private final Schema schema;
    private final Schema written;
    private final Optional<NameMapping> mapping;
    private final Set<Integer> repeated;
    private final Map<Integer, ColumnTotals> inputs = new LinkedHashMap<>();
    private final Map<Integer, ColumnTotals> outputs = new LinkedHashMap<>();
    private final Set<Integer> wrongFields = new TreeSet<>();
    private long rowsIn;
    private long rowsOut;
    private long filesOut;

    /**
     * @param schema the table's
     * @param written what an output file must hold: the same and perhaps the columns of row lineage
     * @param constants columns whose values come from the partition and not from the inputs
     */
    public FooterCheck(Schema schema, Schema written, Set<Integer> constants, Optional<NameMapping> mapping) {
        this.schema = schema;
        this.written = written;
        this.mapping = mapping;
        this.repeated = repeated(schema);
        fields(schema).values().stream()
                .filter(field -> field.type().isPrimitiveType() && !constants.contains(field.fieldId()))
                .forEach(field -> {
                    boolean hasBounds = !repeated.contains(field.fieldId());
                    inputs.put(field.fieldId(), new ColumnTotals(field, hasBounds));
                    outputs.put(field.fieldId(), new ColumnTotals(field, hasBounds));
                });
    }

    /** A Parquet file that is to be replaced. */
    public void input(InputFile file) {
        input(ParquetFooter.read(file, mapping));
    }

    /** The same for who has read its footer already: for an object store that is a request less for each input. */
    public void input(ParquetMetadata footer) {
        input(ParquetFooter.of(footer, mapping));
    }

    private void input(ParquetFooter footer) {
        rowsIn += footer.metrics().recordCount();
        add(inputs, footer);
    }

    /** An input without a Parquet footer. */
    public void input(long rows) {
        rowsIn += rows;
        inputs.values().forEach(ColumnTotals::unknown);
    }

    /** A Parquet file that is to replace inputs. */
    public void output(InputFile file) {
        ParquetFooter footer = ParquetFooter.read(file, Optional.empty());
        rowsOut += footer.metrics().recordCount();
        filesOut++;
        add(outputs, footer);
        Map<Integer, NestedField> expected = fields(written);
        Map<Integer, NestedField> found = fields(footer.schema());
        found.keySet().stream().filter(id -> !expected.containsKey(id)).forEach(wrongFields::add);
        expected.forEach((id, field) -> {
            if (!isSame(field, Optional.ofNullable(found.get(id)))) {
                wrongFields.add(id);
            }
        });
    }

    /** In a fixed order, failed ones among them. */
    public List<Check> checks(long deleted) {
        return List.of(rows(deleted), nulls(deleted), bounds(), fields());
    }

    private Check rows(long deleted) {
        return new Check(
                "rows", rowsIn == rowsOut + deleted, rowsIn + " in, " + rowsOut + " out, " + deleted + " deleted");
    }

    private Check nulls(long deleted) {
        List<String> problems = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<Integer, ColumnTotals> column : outputs.entrySet()) {
            ColumnTotals in = inputs.get(column.getKey());
            ColumnTotals out = column.getValue();
            if (in == null || !in.nullsKnown() || !out.nullsKnown()) {
                continue;
            }
            compared++;
            // A deleted row may have had one null in the column, or several where it is within a list.
            boolean mayBeFewer =
                    deleted > 0 && (repeated.contains(column.getKey()) || out.nulls() >= in.nulls() - deleted);
            if (out.nulls() > in.nulls() || (out.nulls() < in.nulls() && !mayBeFewer)) {
                problems.add("field " + column.getKey() + " has " + out.nulls() + " nulls, the inputs had " + in.nulls()
                        + " and " + deleted + " rows were deleted");
            }
        }
        return check("null counts", problems, compared + " of " + outputs.size() + " columns compared");
    }

    private Check bounds() {
        List<String> problems = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<Integer, ColumnTotals> column : outputs.entrySet()) {
            ColumnTotals in = inputs.get(column.getKey());
            ColumnTotals out = column.getValue();
            if (in == null || !in.boundsKnown() || !out.boundsKnown()) {
                continue;
            }
            compared++;
            if (!out.isWithin(in)) {
                problems.add("field " + column.getKey() + " reaches beyond the bounds of the inputs");
            }
        }
        return check("bounds", problems, compared + " of " + outputs.size() + " columns compared");
    }

    private Check fields() {
        return check(
                "schema",
                wrongFields.isEmpty()
                        ? List.of()
                        : List.of("fields " + wrongFields + " are not as the table's schema has them"),
                filesOut + " footers have the table's fields");
    }

    private static Check check(String name, List<String> problems, String passed) {
        return problems.isEmpty() ? Check.passed(name, passed) : Check.failed(name, String.join("; ", problems));
    }

    private void add(Map<Integer, ColumnTotals> totals, ParquetFooter footer) {
        boolean hasIds = !footer.schema().columns().isEmpty();
        totals.forEach((id, total) -> {
            NestedField field = schema.findField(id);
            if (footer.schema().findField(id) != null) {
                total.add(footer, id);
            } else if (hasIds && field.initialDefault() == null && !repeated.contains(id)) {
                total.allNull(footer.metrics().recordCount()); // Written before the column was added.
            } else {
                total.unknown();
            }
        });
    }

    private static boolean isSame(NestedField expected, Optional<NestedField> found) {
        return found.filter(field -> field.isOptional() == expected.isOptional()
                        && (expected.type().isPrimitiveType()
                                ? field.type().equals(inFooter(expected.type()))
                                : field.type().typeId() == expected.type().typeId()))
                .isPresent();
    }

    /** Iceberg reads a footer's UUIDs as the sixteen bytes that they are stored in. */
    private static Type inFooter(Type type) {
        return type.typeId() == Type.TypeID.UUID ? Types.FixedType.ofLength(16) : type;
    }

    /** Without those that Parquet does not store as they are. */
    private static Map<Integer, NestedField> fields(Schema schema) {
        Map<Integer, NestedField> fields = new LinkedHashMap<>(TypeUtil.indexById(schema.asStruct()));
        fields.values().removeIf(field -> switch (field.type().typeId()) {
            case UNKNOWN, VARIANT, GEOMETRY, GEOGRAPHY -> true;
            default -> false;
        });
        return fields;
    }

    private static Set<Integer> repeated(Schema schema) {
        Map<Integer, Integer> parents = TypeUtil.indexParents(schema.asStruct());
        Set<Integer> repeated = new TreeSet<>();
        for (Integer id : parents.keySet()) {
            for (Integer parent = parents.get(id); parent != null; parent = parents.get(parent)) {
                Type type = schema.findType(parent);
                if (type.isListType() || type.isMapType()) {
                    repeated.add(id);
                }
            }
        }
        return repeated;
    }
}
