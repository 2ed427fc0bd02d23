package io.firn.quality.commit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.SnapshotState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.TypeUtil;

/**
 * Reads {@link CommitFacts}: of a commit its manifest list and the manifests that it wrote, once. A commit never changes,
 * so what was read is kept as long as there is room.
 */
public final class CommitReader {
    private static final int BYTES_A_COLUMN = 200;
    private static final int BYTES_A_COMMIT = 1_000;

    private final Cache<Key, CommitFacts> known;

    private record Key(String table, long snapshotId) {}

    /** @param maxWeightBytes what all facts may take in memory, roughly; the least used ones leave first */
    public CommitReader(long maxWeightBytes) {
        known = Caffeine.newBuilder()
                .maximumWeight(maxWeightBytes)
                .weigher((Key key, CommitFacts facts) ->
                        BYTES_A_COMMIT + BYTES_A_COLUMN * facts.columns().size())
                .executor(Runnable::run)
                .build();
    }

    /**
     * @throws IllegalStateException if the commit has been expired meanwhile
     * @throws RuntimeException if a file of it cannot be read
     */
    public CommitFacts read(Table table, SnapshotState commit) {
        Key key = new Key(table.location(), commit.id());
        CommitFacts seen = known.getIfPresent(key);
        if (seen != null) {
            return seen;
        }
        CommitFacts facts = readAnew(table, commit);
        known.put(key, facts);
        return facts;
    }

    private static CommitFacts readAnew(Table table, SnapshotState commit) {
        Snapshot snapshot = table.snapshot(commit.id());
        if (snapshot == null) {
            throw new IllegalStateException("Cannot read commit " + commit.id() + ": it has been expired");
        }
        Integer schemaId = snapshot.schemaId();
        Schema known = schemaId == null ? null : table.schemas().get(schemaId);
        Schema schema = known == null ? table.schema() : known;
        SnapshotChanges changes =
                SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        Map<String, ColumnTotals> columns = columns(schema);
        OffsetRanges offsets = new OffsetRanges(schema);
        Set<Integer> specIds = new HashSet<>();
        for (DataFile file : changes.addedDataFiles()) {
            columns.values().forEach(column -> column.add(file));
            offsets.add(file);
            specIds.add(file.specId());
        }
        Map<String, ColumnFacts> facts = new HashMap<>();
        columns.forEach((name, totals) -> facts.put(name, totals.facts(name)));
        return new CommitFacts(
                commit,
                schema.schemaId(),
                specIds,
                totals(changes.addedDataFiles()),
                totals(changes.addedDeleteFiles()),
                totals(changes.removedDataFiles()),
                totals(changes.removedDeleteFiles()),
                facts,
                offsets.all());
    }

    private static Map<String, ColumnTotals> columns(Schema schema) {
        Map<String, ColumnTotals> columns = new HashMap<>();
        TypeUtil.indexById(schema.asStruct()).forEach((id, field) -> {
            String name = schema.findColumnName(id);
            if (name != null) {
                columns.put(name, new ColumnTotals(field));
            }
        });
        return columns;
    }

    private static FileTotals totals(Iterable<? extends ContentFile<?>> files) {
        FileTotals totals = FileTotals.NONE;
        for (ContentFile<?> file : files) {
            totals = totals.plus(new FileTotals(1, file.fileSizeInBytes(), file.recordCount()));
        }
        return totals;
    }
}
