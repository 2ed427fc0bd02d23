package io.firn.maintenance.plan;

import static io.firn.maintenance.plan.States.NOW;
import static io.firn.maintenance.plan.States.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RestorePointsTest {
    private static SnapshotState of(long id, long parent, String job, long checkpoint) {
        return snapshot(
                id,
                parent,
                Duration.ofHours(20 - id),
                Map.of(
                        "flink.job-id",
                        job,
                        "flink.operator-id",
                        "sink",
                        "flink.max-committed-checkpoint-id",
                        Long.toString(checkpoint)));
    }

    private static SnapshotState plain(long id, long parent) {
        return snapshot(id, parent, Duration.ofHours(20 - id), Map.of());
    }

    @Test
    void eachWriterCanBeRestoredBackToItsOldestSnapshotInTheAncestryOfTheHead() {
        SnapshotGraph graph = new SnapshotGraph(
                List.of(
                        of(1, 0, "a", 1),
                        // Snapshot 2 has expired: what is before it cannot be walked to.
                        of(3, 2, "a", 3),
                        plain(4, 3),
                        of(5, 4, "b", 7),
                        of(6, 5, "a", 6),
                        plain(7, 6),
                        of(8, 5, "a", 9)),
                List.of(
                        new RefState("main", 7, true),
                        new RefState("audit", 8, true),
                        new RefState("savepoint", 1, false)));

        assertThat(RestorePoints.of(graph))
                .containsExactly(
                        point("audit", "a", 3, 3, 9, 8),
                        point("audit", "b", 7, 5, 7, 5),
                        point("main", "a", 3, 3, 6, 6),
                        point("main", "b", 7, 5, 7, 5));
    }

    @Test
    void aJobThatWasRestoredIsTheSameWriterUnderItsLatestId() {
        Map<String, String> first = Map.of(
                "flink.job-id", "first",
                "flink.max-committed-checkpoint-id", "4",
                "firn.pipeline-lineage", "lineage");
        Map<String, String> second = Map.of(
                "flink.job-id", "second",
                "flink.max-committed-checkpoint-id", "6",
                "firn.pipeline-lineage", "lineage");
        SnapshotGraph graph = new SnapshotGraph(
                List.of(snapshot(1, 0, Duration.ofHours(2), first), snapshot(2, 1, Duration.ofHours(1), second)),
                List.of(new RefState("main", 2, true)));
        assertThat(RestorePoints.of(graph)).singleElement().satisfies(point -> {
            assertThat(point.writer()).isEqualTo("lineage");
            assertThat(point.jobId()).isEqualTo("second");
            assertThat(point.oldestCheckpoint()).isEqualTo(4);
            assertThat(point.newestCheckpoint()).isEqualTo(6);
        });
    }

    private static RestorePoint point(
            String branch, String job, long oldest, long oldestSnapshot, long newest, long newestSnapshot) {
        return new RestorePoint(
                branch,
                job,
                job,
                "sink",
                oldest,
                NOW.minus(Duration.ofHours(20 - oldestSnapshot)),
                newest,
                NOW.minus(Duration.ofHours(20 - newestSnapshot)));
    }
}
