package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Constant;
import io.firn.maintenance.columnar.ColumnSource.Lineage;
import io.firn.maintenance.columnar.ColumnSource.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Finds each column of the output in an input by its field id, whatever it was called, wherever it stood and however many
 * of its parents could be null when the input was written; what the input lacks has the default of its field, the value
 * of the partition, or is null: the rules of Iceberg's specification under "Column Projection".
 */
final class SchemaMapping {
    private final Schema schema;
    private final List<ColumnDescriptor> columns;
    private final Map<Integer, ?> constants;
    private final Map<List<String>, Integer> leaves = new LinkedHashMap<>();
    private final List<ColumnSource> sources = new ArrayList<>();

    private SchemaMapping(Schema schema, List<ColumnDescriptor> columns, Map<Integer, ?> constants) {
        this.schema = schema;
        this.columns = columns;
        this.constants = constants;
        for (int i = 0; i < columns.size(); i++) {
            leaves.put(Arrays.asList(columns.get(i).getPath()), i);
        }
    }

    /**
     * A source for each leaf of the output, in order.
     *
     * @param schema of the output
     * @param output the same as Parquet's
     * @param input with field ids
     * @param columns the leaves of the input
     * @param constants values by field id that are the same in all rows of the input
     * @throws NotColumnarException if a column of the input cannot become the output's
     */
    static List<ColumnSource> of(
            Schema schema,
            MessageType output,
            MessageType input,
            List<ColumnDescriptor> columns,
            Map<Integer, ?> constants) {
        if (!ParquetSchemaUtil.hasIds(input)) {
            throw new NotColumnarException("a file has no field ids");
        }
        SchemaMapping mapping = new SchemaMapping(schema, columns, constants);
        mapping.fields(output, input, new Path(List.of(), List.of()));
        return mapping.sources;
    }

    /** One node on the way from the root to a leaf. */
    private record MergeStep(Repetition was, Repetition is) {
        boolean wasCounted() {
            return was != Repetition.REQUIRED;
        }

        boolean isCounted() {
            return is != Repetition.REQUIRED;
        }
    }

    /** @param names in the input */
    private record Path(List<String> names, List<MergeStep> steps) {
        Path then(Type was, Type is) {
            List<String> longer = new ArrayList<>(names);
            longer.add(was.getName());
            List<MergeStep> more = new ArrayList<>(steps);
            more.add(new MergeStep(was.getRepetition(), is.getRepetition()));
            return new Path(longer, more);
        }

        boolean isRoot() {
            return steps.isEmpty();
        }

        int maxRepetition() {
            return (int) steps.stream()
                    .filter(step -> step.is() == Repetition.REPEATED)
                    .count();
        }

        /** For each level of the input up to {@code most}, where deeper ones count as this path's last node. */
        int[] definitions(int most) {
            int[] definitions = new int[most + 1];
            for (int level = 0; level <= most; level++) {
                int left = level;
                for (MergeStep step : steps) {
                    if (step.wasCounted() && left-- == 0) {
                        definitions[level] = step.isCounted() ? definitions[level] : Stored.UNFIT;
                        break;
                    }
                    definitions[level] += step.isCounted() ? 1 : 0;
                }
            }
            return definitions;
        }
    }

    private void fields(GroupType output, GroupType stored, Path path) {
        for (Type field : output.getFields()) {
            Optional<Type> found = find(field, stored);
            int id = field.getId() == null ? 0 : field.getId().intValue();
            if (id == MetadataColumns.ROW_ID.fieldId()) {
                sources.add(lineage(field, found, 1));
            } else if (id == MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId()) {
                sources.add(lineage(field, found, 0));
            } else if (found.isEmpty()) {
                missing(field, path);
            } else {
                field(field, found.get(), path.then(found.get(), field));
            }
        }
    }

    private static Optional<Type> find(Type field, GroupType stored) {
        if (field.getId() != null) {
            return stored.getFields().stream()
                    .filter(candidate -> field.getId().equals(candidate.getId()))
                    .findFirst();
        }
        // The repeated group within a list or map.
        Type only = stored.getFields().get(0);
        if (stored.getFieldCount() != 1 || !only.isRepetition(Repetition.REPEATED) || only.isPrimitive()) {
            throw new NotColumnarException("a list or map is stored the old way");
        }
        return Optional.of(only);
    }

    private void field(Type field, Type stored, Path path) {
        if (field.isPrimitive() != stored.isPrimitive()
                || field.isRepetition(Repetition.REPEATED) != stored.isRepetition(Repetition.REPEATED)) {
            throw new NotColumnarException("a column is stored in a type that is not converted");
        }
        if (field.isPrimitive()) {
            sources.add(stored(path, leaf(path), stored, field));
        } else {
            fields(field.asGroupType(), stored.asGroupType(), path);
        }
    }

    private Stored stored(Path path, int leaf, Type was, Type is) {
        int[] definitions = path.definitions(columns.get(leaf).getMaxDefinitionLevel());
        boolean isSame = true;
        for (int level = 0; level < definitions.length; level++) {
            isSame &= definitions[level] == level;
        }
        ValueConversion conversion = ValueConversion.of(was.asPrimitiveType(), is.asPrimitiveType());
        return new Stored(leaf, definitions, isSame, conversion);
    }

    private int leaf(Path path) {
        return Objects.requireNonNull(leaves.get(path.names()), "a leaf is among the leaves");
    }

    private ColumnSource lineage(Type field, Optional<Type> found, int step) {
        Object first = constants.get(field.getId().intValue());
        if (first == null) {
            return new Constant(Optional.empty(), 0, Optional.empty());
        }
        if (found.isEmpty() && step == 0) {
            return new Constant(Optional.empty(), 0, Optional.of(PlainValue.of(first, field.asPrimitiveType())));
        }
        Path root = new Path(List.of(), List.of());
        Optional<Stored> stored = found.map(type -> {
            Path path = root.then(type, field);
            return stored(path, leaf(path), type, field);
        });
        return new Lineage(stored, ((Number) first).longValue(), step);
    }

    /** A field that the input's group at the path does not have. */
    private void missing(Type field, Path path) {
        int id = field.getId().intValue();
        NestedField said = schema.findField(id);
        Object value = said == null ? null : said.initialDefault();
        if (constants.containsKey(id)) {
            value = constants.get(id);
        }
        if (value == null && field.isRepetition(Repetition.REQUIRED)) {
            throw new NotColumnarException("a file lacks a column that may not be null");
        }
        if (value != null && !field.isPrimitive()) {
            throw new NotColumnarException("a file lacks a column of several fields that has a default");
        }
        if (value != null && constants.containsKey(id) && !path.isRoot()) {
            throw new NotColumnarException("a file lacks a column of a struct that the partition has");
        }
        Optional<byte[]> plain = Optional.ofNullable(value).map(known -> PlainValue.of(known, field.asPrimitiveType()));
        Optional<Stored> levels = path.isRoot() ? Optional.empty() : Optional.of(beside(path));
        for (int i = leafCount(field); i > 0; i--) {
            sources.add(new Constant(levels, path.maxRepetition(), plain));
        }
    }

    /** The levels of any column of the input within the struct at the path. */
    private Stored beside(Path path) {
        int depth = path.names().size();
        int leaf = leaves.entrySet().stream()
                .filter(entry -> entry.getKey().size() > depth
                        && entry.getKey().subList(0, depth).equals(path.names()))
                .findFirst()
                .orElseThrow()
                .getValue();
        Type any = columns.get(leaf).getPrimitiveType();
        return stored(path, leaf, any, any);
    }

    private static int leafCount(Type type) {
        return type.isPrimitive()
                ? 1
                : type.asGroupType().getFields().stream()
                        .mapToInt(SchemaMapping::leafCount)
                        .sum();
    }
}
