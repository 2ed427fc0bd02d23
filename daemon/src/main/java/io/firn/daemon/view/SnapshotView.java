package io.firn.daemon.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A commit of a table that is still there. Figures are null where its writer did not say them.
 *
 * @param operation {@code append}, {@code overwrite}, {@code delete} or {@code replace}, which is maintenance
 * @param checkpointId of the Flink writer, if one wrote it
 * @param refs branches and tags at it
 */
public record SnapshotView(
        long id,
        Optional<Long> parentId,
        Instant committedAt,
        String operation,
        Optional<Long> addedFiles,
        Optional<Long> removedFiles,
        Optional<Long> addedRecords,
        Optional<Long> removedRecords,
        Optional<Long> checkpointId,
        List<String> refs) {
    public SnapshotView {
        refs = List.copyOf(refs);
    }
}
