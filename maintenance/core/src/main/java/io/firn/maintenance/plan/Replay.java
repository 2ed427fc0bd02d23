package io.firn.maintenance.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a policy would have done to a table over its retained snapshots: the policy time machine.
 *
 * @param table {@code namespace.table}
 * @param from where the replay begins: the period's start, or the oldest retained snapshot where that is younger
 * @param runs what it would have started, oldest first
 * @param points the table after each writer's snapshot, oldest first
 * @param bytesRewritten by all compactions
 * @param snapshotsExpired of those that writers committed and that are retained today
 * @param timeTravelTo the oldest snapshot that would be left; absent for a table without snapshots
 * @param restores back to which checkpoint each Flink writer could still be restored
 * @param estimates what the figures assume, in sentences
 */
public record Replay(
        String table,
        Instant from,
        Instant to,
        List<PlannedRun> runs,
        List<Point> points,
        long bytesRewritten,
        long snapshotsExpired,
        Optional<Instant> timeTravelTo,
        List<RestorePoint> restores,
        List<String> estimates) {
    public Replay {
        runs = List.copyOf(runs);
        points = List.copyOf(points);
        restores = List.copyOf(restores);
        estimates = List.copyOf(estimates);
    }

    /**
     * A run that would have started.
     *
     * @param inputFiles data files read by a compaction, snapshots of an expiry
     * @param outputFiles what is there in their place
     * @param bytes rewritten
     */
    public record PlannedRun(
            Instant at, Operation operation, String reason, long inputFiles, long outputFiles, long bytes) {}

    /**
     * The table after a writer's snapshot.
     *
     * @param files live data files as they would be with no maintenance since the replay's beginning
     * @param filesMaintained the same with what the policy would have run
     * @param deleteFiles live delete files without, and maintained with, the policy
     */
    public record Point(
            Instant at,
            long snapshotId,
            long files,
            long filesMaintained,
            long deleteFiles,
            long deleteFilesMaintained) {}
}
