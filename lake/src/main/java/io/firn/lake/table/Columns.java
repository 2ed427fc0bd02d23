package io.firn.lake.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
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

    private ColumnSummary summary(int fieldId, Type type) {
        ColumnSummary all = ColumnSummary.NOTHING;
        for (ManifestSummary manifest : summaries) {
            ColumnSummary one = manifest.columns().getOrDefault(fieldId, ColumnSummary.UNKNOWN);
            all = all.merge(one.widenedTo(type), type);
        }
        return all;
    }
}
