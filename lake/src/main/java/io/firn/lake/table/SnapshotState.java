package io.firn.lake.table;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

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

    public static SnapshotState of(Snapshot snapshot) {
        return new SnapshotState(
                snapshot.snapshotId(),
                Optional.ofNullable(snapshot.parentId()),
                snapshot.sequenceNumber(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                Optional.ofNullable(snapshot.operation()).orElse(""),
                Optional.ofNullable(snapshot.manifestListLocation()).orElse(""),
                Optional.ofNullable(snapshot.summary()).orElse(Map.of()));
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
