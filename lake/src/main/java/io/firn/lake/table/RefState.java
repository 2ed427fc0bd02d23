package io.firn.lake.table;

import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.SnapshotRef;

/**
 * A branch or a tag, with what it says itself of how long it and its snapshots are to stay.
 *
 * @param maxAge of its snapshot, from which on the branch or tag may be dropped
 * @param keepFor age below which every snapshot of the branch stays
 * @param keepAtLeast snapshots of the branch that stay whatever their age
 */
public record RefState(
        String name,
        long snapshotId,
        boolean isBranch,
        Optional<Duration> maxAge,
        Optional<Duration> keepFor,
        Optional<Integer> keepAtLeast) {

    /** Says nothing of its own. */
    public RefState(String name, long snapshotId, boolean isBranch) {
        this(name, snapshotId, isBranch, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static RefState of(String name, SnapshotRef ref) {
        return new RefState(
                name,
                ref.snapshotId(),
                ref.isBranch(),
                Optional.ofNullable(ref.maxRefAgeMs()).map(Duration::ofMillis),
                Optional.ofNullable(ref.maxSnapshotAgeMs()).map(Duration::ofMillis),
                Optional.ofNullable(ref.minSnapshotsToKeep()));
    }
}
