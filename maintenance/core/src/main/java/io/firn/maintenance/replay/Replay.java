package io.firn.maintenance.replay;

import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.RestorePoint;
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
 * @param snapshotsExpired of those that are retained today
 * @param today how far back the table reaches as it is
 * @param replayed how far back it would reach
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
        Reach today,
        Reach replayed,
        List<String> estimates) {
    public Replay {
        runs = List.copyOf(runs);
        points = List.copyOf(points);
        estimates = List.copyOf(estimates);
    }

    /**
     * A run that would have started.
     *
     * @param inputFiles files that a rewrite reads, snapshots that an expiry removes
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
     * @param deleteFiles live delete files without maintenance since the beginning
     * @param deleteFilesMaintained the same with what the policy would have run
     */
    public record Point(
            Instant at,
            long snapshotId,
            long files,
            long filesMaintained,
            long deleteFiles,
            long deleteFilesMaintained) {}

    /**
     * How far back a table can be used.
     *
     * @param timeTravelTo the oldest snapshot of the current branch; absent for a table without snapshots
     * @param restores back to which checkpoint each Flink writer can be restored
     */
    public record Reach(Optional<Instant> timeTravelTo, List<RestorePoint> restores) {
        public Reach {
            restores = List.copyOf(restores);
        }
    }
}
