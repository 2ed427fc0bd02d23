package io.firn.lake.table;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A snapshot as the table's metadata describes it. */
public record SnapshotState(
        long id,
        Optional<Long> parentId,
        long sequenceNumber,
        Instant committedAt,
        String operation,
        String manifestList,
        Map<String, String> summary) {
    public SnapshotState {
        summary = Map.copyOf(summary);
    }

    /** Whether it rewrote files without changing rows, as compaction does. */
    public boolean isReplace() {
        return operation.equals("replace");
    }

    /** Whether it was staged for write-audit-publish and belongs to no branch yet. */
    public boolean isStaged() {
        return summary.containsKey("wap.id");
    }

    /** The checkpoint that a Flink writer committed with it, if one did. */
    public Optional<WriterCheckpoint> checkpoint() {
        return WriterCheckpoint.of(this);
    }
}
