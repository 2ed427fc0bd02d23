package io.firn.quality.commit;

import io.firn.lake.table.FileTotals;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.WriterCheckpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one commit did, from its manifests alone. It never changes.
 *
 * @param schemaId of the table's schema then
 * @param specIds of the added data files
 * @param columns of the schema by full name, those within others too
 * @param offsets of the rows in the added data files, as far as their statistics tell
 */
public record CommitFacts(
        SnapshotState snapshot,
        int schemaId,
        Set<Integer> specIds,
        FileTotals added,
        FileTotals addedDeletes,
        FileTotals removed,
        FileTotals removedDeletes,
        Map<String, ColumnFacts> columns,
        List<OffsetRange> offsets) {
    public CommitFacts {
        specIds = Set.copyOf(specIds);
        columns = Map.copyOf(columns);
        offsets = List.copyOf(offsets);
    }

    public long id() {
        return snapshot.id();
    }

    public Instant committedAt() {
        return snapshot.committedAt();
    }

    public Optional<WriterCheckpoint> checkpoint() {
        return snapshot.checkpoint();
    }

    public Optional<ColumnFacts> column(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** Whether it changed no row. */
    public boolean isEmpty() {
        return added.files() + addedDeletes.files() + removed.files() == 0;
    }
}
