package io.firn.quality.reconciliation;

import io.firn.lake.config.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The raw offsets in data files of one snapshot, read from the columns of {@code _kafka} alone. Rows that deletes have taken
 * out, such as those of an upsert in the same commit, are in the files all the same and count.
 */
final class SnapshotOffsets {
    private static final String TOPIC = Provenance.COLUMN + "." + Provenance.TOPIC;
    private static final String PARTITION = Provenance.COLUMN + "." + Provenance.PARTITION;
    private static final String OFFSET = Provenance.COLUMN + "." + Provenance.OFFSET;

    private final Table table;
    private final String rawTopic;
    private final boolean trustsStatistics;
    private final Map<Integer, OffsetSet.Builder> found = new HashMap<>();
    private long rows;

    /** @param repeated rows too many within the commit */
    record Landed(OffsetSet offsets, long repeated) {}

    private SnapshotOffsets(Table table, String rawTopic, boolean trustsStatistics) {
        this.table = table;
        this.rawTopic = rawTopic;
        this.trustsStatistics = trustsStatistics;
    }

    /** Whether rows of the table say where they came from. */
    static boolean isPossible(Table table) {
        return table.schema().findField(OFFSET) != null;
    }

    /** Those in the files that the snapshot added. */
    static SnapshotOffsets read(Table table, Snapshot snapshot, String rawTopic, boolean trustsStatistics) {
        SnapshotOffsets offsets = new SnapshotOffsets(table, rawTopic, trustsStatistics);
        SnapshotChanges.builderFor(table)
                .snapshot(snapshot)
                .build()
                .addedDataFiles()
                .forEach(offsets::take);
        return offsets;
    }

    /** Those in every file that the snapshot has, whoever added it, as far as the file may hold some of {@code wanted}. */
    static SnapshotOffsets inFilesOf(
            Table table,
            Snapshot snapshot,
            Map<TopicPartition, OffsetSet> wanted,
            String rawTopic,
            boolean trustsStatistics) {
        SnapshotOffsets offsets = new SnapshotOffsets(table, rawTopic, trustsStatistics);
        if (SnapshotUtil.schemaFor(table, snapshot.snapshotId()).findField(OFFSET) == null) {
            return offsets;
        }
        Expression some = wanted.entrySet().stream()
                .map(entry -> among(entry.getKey().partition(), entry.getValue().ranges()))
                .reduce(Expressions.alwaysFalse(), Expressions::or);
        try (CloseableIterable<FileScanTask> files = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .filter(some)
                .includeColumnStats()
                .planFiles()) {
            files.forEach(task -> offsets.take(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close manifests of snapshot " + snapshot.snapshotId(), e);
        }
        return offsets;
    }

    private static Expression among(int partition, List<OffsetRange> ranges) {
        return Expressions.and(
                Expressions.equal(PARTITION, partition),
                Expressions.greaterThanOrEqual(OFFSET, ranges.get(0).from()),
                Expressions.lessThanOrEqual(
                        OFFSET, ranges.get(ranges.size() - 1).last()));
    }

    Map<TopicPartition, Landed> byPartition() {
        return found.entrySet().stream()
                .collect(Collectors.toMap(entry -> new TopicPartition(rawTopic, entry.getKey()), entry -> {
                    OffsetSet offsets = entry.getValue().build();
                    return new Landed(offsets, entry.getValue().added() - offsets.size());
                }));
    }

    /** Rows that had to be read. */
    long rowsRead() {
        return rows;
    }

    private void take(DataFile file) {
        if (!trustsStatistics || !takeFromStatistics(file)) {
            takeRows(file);
        }
    }

    /** One topic, one partition, and exactly as many rows as there are offsets from the least to the greatest. */
    private boolean takeFromStatistics(DataFile file) {
        String topic = only(file, TOPIC);
        String partition = only(file, PARTITION);
        Long least = (Long) bound(file.lowerBounds(), OFFSET);
        Long greatest = (Long) bound(file.upperBounds(), OFFSET);
        if (topic == null || partition == null || least == null || greatest == null) {
            return false;
        }
        if (file.recordCount() != greatest - least + 1 || hasNulls(file, OFFSET)) {
            return false;
        }
        if (topic.equals(rawTopic)) {
            builder(Integer.parseInt(partition)).add(least, greatest + 1);
        }
        return true;
    }

    private @Nullable String only(DataFile file, String column) {
        Object least = bound(file.lowerBounds(), column);
        Object greatest = bound(file.upperBounds(), column);
        if (least == null || greatest == null || hasNulls(file, column)) {
            return null;
        }
        return least.toString().equals(greatest.toString()) ? least.toString() : null;
    }

    private @Nullable Object bound(@Nullable Map<Integer, ByteBuffer> bounds, String column) {
        NestedField field = Objects.requireNonNull(table.schema().findField(column), column);
        ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
        Type type = field.type();
        return bound == null ? null : Conversions.fromByteBuffer(type, bound);
    }

    private boolean hasNulls(DataFile file, String column) {
        int id =
                Objects.requireNonNull(table.schema().findField(column), column).fieldId();
        Long nulls =
                file.nullValueCounts() == null ? null : file.nullValueCounts().get(id);
        return nulls == null || nulls > 0;
    }

    private void takeRows(DataFile file) {
        Schema columns = table.schema().select(TOPIC, PARTITION, OFFSET);
        ReadBuilder<Record, ?> builder = FormatModelRegistry.readBuilder(
                file.format(), Record.class, table.io().newInputFile(file));
        String mapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        if (mapping != null) {
            builder.withNameMapping(NameMappingParser.fromJson(mapping));
        }
        try (CloseableIterable<Record> read =
                builder.reuseContainers().project(columns).build()) {
            for (Record row : read) {
                rows++;
                takeRow(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close data file " + file.location(), e);
        }
    }

    private void takeRow(Record row) {
        Object origin = row.getField(Provenance.COLUMN);
        if (!(origin instanceof Record source)) {
            return;
        }
        Object topic = source.getField(Provenance.TOPIC);
        Object partition = source.getField(Provenance.PARTITION);
        Object offset = source.getField(Provenance.OFFSET);
        if (topic != null
                && topic.toString().equals(rawTopic)
                && partition instanceof Integer number
                && offset instanceof Long at
                && at >= 0) {
            builder(number).add(at);
        }
    }

    private OffsetSet.Builder builder(int partition) {
        return found.computeIfAbsent(partition, key -> new OffsetSet.Builder());
    }
}
