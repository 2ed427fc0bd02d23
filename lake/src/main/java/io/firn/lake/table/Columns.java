package io.firn.lake.table;

import io.firn.lake.table.ColumnSummary.Bound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Puts the columns of a schema together with what the manifests know of them. */
final class Columns {
    private final Schema schema;
    private final List<ManifestSummary> summaries;
    private final List<ColumnState> columns = new ArrayList<>();

    private Columns(Schema schema, List<ManifestSummary> summaries) {
        this.schema = schema;
        this.summaries = summaries;
    }

    /** Top-level columns and the leaves below them, in the order of the schema. */
    static List<ColumnState> of(Schema schema, List<ManifestSummary> manifests) {
        List<ManifestSummary> ofData = manifests.stream()
                .filter(summary -> summary.partitions().stream()
                        .anyMatch(partition -> partition.dataFiles().files() > 0))
                .toList();
        Columns columns = new Columns(schema, ofData);
        for (NestedField column : schema.columns()) {
            columns.add(column);
            columns.addLeavesBelow(column);
        }
        return columns.columns;
    }

    private void addLeavesBelow(NestedField parent) {
        if (parent.type().isNestedType()) {
            for (NestedField field : parent.type().asNestedType().fields()) {
                if (field.type().isPrimitiveType()) {
                    add(field);
                }
                addLeavesBelow(field);
            }
        }
    }

    private void add(NestedField field) {
        ColumnSummary summary = summary(field.fieldId(), field.type());
        columns.add(new ColumnState(
                field.fieldId(),
                schema.findColumnName(field.fieldId()),
                field.type().toString(),
                field.isRequired(),
                Optional.ofNullable(summary.values()),
                Optional.ofNullable(summary.nulls()),
                summary.lower().found(),
                summary.upper().found()));
    }

    /** What {@link ColumnSummary#merge} would make of all of them, without an object for each. */
    private ColumnSummary summary(int fieldId, Type type) {
        // Bounds of other types are never known, so that nothing is compared.
        boolean isBounded = ColumnSummary.isBounded(type);
        Comparator<Object> upwards = ColumnSummary.order(isBounded ? type : Types.LongType.get(), 1);
        Comparator<Object> downwards = upwards.reversed();
        boolean valuesKnown = true;
        boolean nullsKnown = true;
        long values = 0;
        long nulls = 0;
        Bound lower = isBounded ? Bound.NO_VALUES : Bound.UNKNOWN;
        Bound upper = lower;
        for (ManifestSummary manifest : summaries) {
            ColumnSummary one = manifest.columns()
                    .getOrDefault(fieldId, ColumnSummary.UNKNOWN)
                    .widenedTo(type);
            valuesKnown &= one.values() != null;
            nullsKnown &= one.nulls() != null;
            values += one.values() == null ? 0 : one.values();
            nulls += one.nulls() == null ? 0 : one.nulls();
            lower = lower.merge(one.lower(), upwards);
            upper = upper.merge(one.upper(), downwards);
        }
        return new ColumnSummary(valuesKnown ? values : null, nullsKnown ? nulls : null, lower, upper);
    }
}
