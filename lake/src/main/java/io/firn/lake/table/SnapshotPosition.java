package io.firn.lake.table;

import java.time.Instant;

/** How far somebody has come along a table's current branch: the newest snapshot that was dealt with. */
public record SnapshotPosition(long snapshotId, long sequenceNumber, Instant committedAt) {
    public static SnapshotPosition of(SnapshotState snapshot) {
        return new SnapshotPosition(snapshot.id(), snapshot.sequenceNumber(), snapshot.committedAt());
    }

    /**
     * Whether {@code snapshot} had been dealt with when this position was reached. After a rollback the position is not among
     * the ancestors any more, hence no comparison by id alone; format v1 has no sequence numbers.
     */
    public boolean covers(SnapshotState snapshot) {
        if (snapshot.id() == snapshotId) {
            return true;
        }
        return snapshot.sequenceNumber() > 0
                ? snapshot.sequenceNumber() <= sequenceNumber
                : !snapshot.committedAt().isAfter(committedAt);
    }
}
