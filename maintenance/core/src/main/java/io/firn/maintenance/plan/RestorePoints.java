package io.firn.maintenance.plan;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.WriterCheckpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Back to which checkpoint each Flink writer of a table can be restored; reads nothing but the snapshots' summaries. */
public final class RestorePoints {
    private record Key(String writer, String operatorId) {}

    private RestorePoints() {}

    /** One for each branch, writer and operator, in the order of their names. */
    public static List<RestorePoint> of(SnapshotGraph graph) {
        List<RestorePoint> points = new ArrayList<>();
        for (RefState branch : graph.branches()) {
            Map<Key, RestorePoint> found = new LinkedHashMap<>();
            for (SnapshotState snapshot : graph.ancestry(branch.snapshotId())) {
                snapshot.checkpoint()
                        .ifPresent(checkpoint -> found.merge(
                                new Key(checkpoint.writer(), checkpoint.operatorId()),
                                point(branch.name(), checkpoint, snapshot),
                                RestorePoints::reachingBackTo));
            }
            points.addAll(found.values());
        }
        points.sort(Comparator.comparing(RestorePoint::branch)
                .thenComparing(RestorePoint::writer)
                .thenComparing(RestorePoint::operatorId));
        return points;
    }

    private static RestorePoint point(String branch, WriterCheckpoint checkpoint, SnapshotState snapshot) {
        return new RestorePoint(
                branch,
                checkpoint.writer(),
                checkpoint.jobId(),
                checkpoint.operatorId(),
                checkpoint.checkpointId(),
                snapshot.committedAt(),
                checkpoint.checkpointId(),
                snapshot.committedAt());
    }

    private static RestorePoint reachingBackTo(RestorePoint newest, RestorePoint older) {
        return new RestorePoint(
                newest.branch(),
                newest.writer(),
                newest.jobId(),
                newest.operatorId(),
                older.oldestCheckpoint(),
                older.oldest(),
                newest.newestCheckpoint(),
                newest.newest());
    }
}
