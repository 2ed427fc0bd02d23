package io.firn.quality.scan;

import io.firn.lake.config.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Reads the rows that commits added, each file once for all that want to see them, and only the columns that they need. Rows
 * that a commit itself deleted again, by position, were never there. The newest commit comes first: what it deletes by key
 * was replaced in all older ones.
 */
final class NewRows {
    private final Table table;
    private final List<AddedFiles> newestFirst;
    private final BaseDeleteLoader deletes;
    private final Deadline deadline;

    NewRows(Table table, List<AddedFiles> newestFirst, Deadline deadline) {
        this.table = table;
        this.newestFirst = List.copyOf(newestFirst);
        this.deletes = new BaseDeleteLoader(file -> table.io().newInputFile(file));
        this.deadline = deadline;
    }

    /** Who wants to see the rows of one pass. */
    interface Audience {
        Set<Integer> fieldIds();

        /** Whether rows that were replaced have to be told from others. */
        boolean asksForReplaced();

        void begin(Schema schema);

        void row(StructLike row, boolean replaced);
    }

    /** @throws UnknownOutcome if it cannot be finished */
    void read(Audience audience) {
        LaterDeletes later = new LaterDeletes(table);
        Set<Integer> ids = new HashSet<>(audience.fieldIds());
        if (audience.asksForReplaced()) {
            newestFirst.forEach(
                    commit -> commit.equalityDeletes().forEach(file -> ids.addAll(file.equalityFieldIds())));
        }
        boolean positions = newestFirst.stream()
                .anyMatch(commit -> !commit.positionDeletes().isEmpty());
        Schema projection = projection(ids, positions);
        audience.begin(projection);
        for (AddedFiles commit : newestFirst) {
            for (DataFile file : commit.data()) {
                read(file, commit.positionDeletes(), projection, later, audience);
            }
            if (audience.asksForReplaced()) {
                later.add(commit.equalityDeletes());
            }
        }
    }

    private Schema projection(Set<Integer> ids, boolean positions) {
        Set<Integer> wanted = new HashSet<>(ids);
        for (String path : List.of(Provenance.TOPIC, Provenance.PARTITION, Provenance.OFFSET)) {
            NestedField origin = table.schema().findField(Provenance.COLUMN + "." + path);
            if (origin != null) {
                wanted.add(origin.fieldId());
            }
        }
        List<NestedField> fields =
                new ArrayList<>(TypeUtil.select(table.schema(), wanted).columns());
        if (positions || fields.isEmpty()) {
            fields.add(MetadataColumns.ROW_POSITION);
        }
        return new Schema(fields);
    }

    private void read(
            DataFile file, List<DeleteFile> positionDeletes, Schema projection, LaterDeletes later, Audience audience) {
        PositionDeleteIndex deleted = positionDeletes.isEmpty()
                ? PositionDeleteIndex.empty()
                : deletes.loadPositionDeletes(reaching(positionDeletes, file), file.location());
        int position = projection.columns().size() - 1;
        Predicate<StructLike> replaced = later.of(file, projection);
        try (CloseableIterable<Record> rows = open(file, projection)) {
            for (Record row : rows) {
                deadline.check();
                if (deleted.isEmpty() || !deleted.isDeleted(row.get(position, Long.class))) {
                    audience.row(row, audience.asksForReplaced() && replaced.test(row));
                }
            }
        } catch (IOException e) {
            throw new UnknownOutcome("Cannot read a new file: " + e.getClass().getSimpleName());
        }
    }

    /** A deletion vector belongs to one file, and there is one of each. */
    private static List<DeleteFile> reaching(List<DeleteFile> deletes, DataFile file) {
        return deletes.stream()
                .filter(delete -> delete.referencedDataFile() == null
                        || delete.referencedDataFile().equals(file.location()))
                .toList();
    }

    private CloseableIterable<Record> open(DataFile file, Schema projection) {
        ReadBuilder<Record, Object> reader = FormatModelRegistry.<Record, Object>readBuilder(
                        file.format(), Record.class, table.io().newInputFile(file))
                .project(projection)
                .idToConstant(constants(file))
                .reuseContainers();
        Optional.ofNullable(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING))
                .ifPresent(mapping -> reader.withNameMapping(NameMappingParser.fromJson(mapping)));
        return reader.build();
    }

    /** Values that a partition says: files that were imported may not have them as a column. */
    private Map<Integer, Object> constants(DataFile file) {
        PartitionSpec spec = table.specs().get(file.specId());
        Map<Integer, Object> constants = new HashMap<>();
        if (spec == null) {
            return constants;
        }
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField field = spec.fields().get(i);
            if (field.transform().isIdentity()) {
                Object value = file.partition().get(i, Object.class);
                Object converted = IdentityPartitionConverters.convertConstant(
                        spec.partitionType().fields().get(i).type(), value);
                if (converted != null) {
                    constants.put(field.sourceId(), converted);
                }
            }
        }
        return constants;
    }
}
