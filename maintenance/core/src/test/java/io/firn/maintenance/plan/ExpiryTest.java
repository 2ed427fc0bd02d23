package io.firn.maintenance.plan;

import static io.firn.maintenance.plan.States.NOW;
import static io.firn.maintenance.plan.States.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpiryTest {
    private static final Duration OLD = Duration.ofDays(9);
    private static final RefState MAIN = new RefState("main", 10, true);

    private static Policy.Snapshots keep(int atLeast, String... retired) {
        return new Policy.Snapshots(
                true,
                Duration.ofHours(1),
                atLeast,
                Set.of(retired),
                Set.of(),
                false,
                Duration.ofDays(7),
                Optional.empty());
    }

    private static Policy.Snapshots keepPositions(String keys) {
        return new Policy.Snapshots(
                true, Duration.ofHours(1), 1, Set.of(), Set.of(keys), false, Duration.ofDays(7), Optional.empty());
    }

    private static Map<String, String> checkpoint(String job) {
        return Map.of("flink.job-id", job, "flink.operator-id", "op", "flink.max-committed-checkpoint-id", "7");
    }

    /** Snapshots 1 to 10, all old, each the child of the one before. */
    private static List<SnapshotState> line(Map<Long, Map<String, String>> summaries, Set<Long> replaces) {
        List<SnapshotState> line = new ArrayList<>();
        for (long id = 1; id <= 10; id++) {
            line.add(snapshot(
                    id,
                    id - 1,
                    OLD,
                    replaces.contains(id) ? "replace" : "append",
                    summaries.getOrDefault(id, Map.of())));
        }
        return line;
    }

    private static Expiry expiry(List<SnapshotState> snapshots, Policy.Snapshots policy, RefState... refs) {
        return Expiry.of(new SnapshotGraph(snapshots, List.of(refs)), policy, NOW);
    }

    @Test
    void theNewestWritersSnapshotsStayAndReplacesDoNotCount() {
        Expiry expiry = expiry(line(Map.of(), Set.of(10L, 9L, 7L)), keep(2), MAIN);
        assertThat(expiry.kept().keySet()).containsExactlyInAnyOrder(10L, 9L, 8L, 7L, 6L);
        assertThat(expiry.expired()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
        assertThat(expiry.holds()).isEqualTo("1 head of a branch, 4 held by keep-at-least");
    }

    @Test
    void h1NothingGoesPastTheLastCheckpointOfAnyWriterUntilItIsRetired() {
        List<SnapshotState> line = line(
                Map.of(2L, checkpoint("a"), 3L, checkpoint("a"), 5L, checkpoint("b")), Set.of(6L, 7L, 8L, 9L, 10L));
        assertThat(expiry(line, keep(1), MAIN).expired()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(expiry(line, keep(1), MAIN).kept()).containsEntry(3L, Hold.WRITER);
        assertThat(expiry(line, keep(1, "a"), MAIN).expired()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        assertThat(expiry(line, keep(1, "b"), MAIN).expired()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void h1EachOperatorOfAJobHoldsItsOwnLastCheckpoint() {
        Map<String, String> other =
                Map.of("flink.job-id", "a", "flink.operator-id", "other", "flink.max-committed-checkpoint-id", "7");
        List<SnapshotState> line = line(Map.of(2L, other, 3L, other, 6L, checkpoint("a")), Set.of());
        assertThat(expiry(line, keep(1), MAIN).expired()).containsExactlyInAnyOrder(1L, 2L);
    }

    private static Policy.Snapshots dropping(String... retired) {
        return new Policy.Snapshots(
                true, Duration.ofHours(1), 1, Set.of(retired), Set.of(), true, Duration.ofDays(7), Optional.empty());
    }

    private static RefState ref(String name, long snapshot, boolean isBranch, Duration maxAge) {
        return new RefState(name, snapshot, isBranch, Optional.of(maxAge), Optional.empty(), Optional.empty());
    }

    @Test
    void h10AnAgedRefGoesOnlyWhenThePolicySaysSoAndMainNever() {
        List<SnapshotState> line = line(Map.of(), Set.of());
        RefState[] refs = {
            ref("main", 10, true, Duration.ofDays(1)),
            ref("aged", 3, false, OLD.minusDays(1)),
            ref("young", 4, false, OLD.plusDays(1)),
            ref("branch", 5, true, OLD.minusDays(1))
        };

        assertThat(expiry(line, keep(1), refs).droppedRefs()).isEmpty();
        Expiry dropping = expiry(line, dropping(), refs);

        assertThat(dropping.droppedRefs()).containsExactlyInAnyOrder("aged", "branch");
        assertThat(dropping.kept()).containsOnlyKeys(10L, 4L);
        assertThat(dropping.holds()).contains("2 branches or tags past their max-ref-age go: aged, branch");
    }

    @Test
    void h10AnAgedBranchWithAWritersCheckpointOfItsOwnStaysUntilTheWriterIsRetired() {
        List<SnapshotState> snapshots = new ArrayList<>(line(Map.of(), Set.of()));
        snapshots.add(snapshot(11, 5, OLD, "append", checkpoint("a")));
        RefState branch = ref("side", 11, true, Duration.ofDays(1));

        assertThat(expiry(snapshots, dropping(), MAIN, branch).droppedRefs()).isEmpty();
        assertThat(expiry(snapshots, dropping("a"), MAIN, branch).droppedRefs()).containsExactly("side");
    }

    @Test
    void aBranchesOwnRetentionCountsWhereItKeepsMore() {
        List<SnapshotState> line = line(Map.of(), Set.of());
        RefState three = new RefState("main", 10, true, Optional.empty(), Optional.empty(), Optional.of(3));
        RefState old = new RefState("main", 10, true, Optional.empty(), Optional.of(OLD.plusDays(1)), Optional.empty());
        RefState less =
                new RefState("main", 10, true, Optional.empty(), Optional.of(Duration.ofMillis(1)), Optional.of(1));

        assertThat(expiry(line, keep(1), three).kept()).containsOnlyKeys(10L, 9L, 8L);
        assertThat(expiry(line, keep(1), old).expired()).isEmpty();
        assertThat(expiry(line, keep(2), less).kept()).containsOnlyKeys(10L, 9L);
    }

    @Test
    void h2AnAgedBranchWithTheStagedSnapshotThatAMarkerNamesStays() {
        List<SnapshotState> snapshots =
                new ArrayList<>(line(Map.of(10L, Map.of("equality-convert-staging-snapshot", "11")), Set.of()));
        snapshots.add(snapshot(11, 5, OLD, "append", Map.of()));
        snapshots.add(snapshot(12, 5, OLD, "append", Map.of()));
        RefState staging = ref("staging", 11, true, Duration.ofDays(1));
        RefState other = ref("other", 12, true, Duration.ofDays(1));

        Expiry expiry = expiry(snapshots, dropping(), MAIN, staging, other);

        assertThat(expiry.droppedRefs()).containsExactly("other");
        assertThat(expiry.kept()).containsOnlyKeys(10L, 11L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.connect.offsets.control.group",
                "kafka.connect.control.offsets.control.group",
                "kafka.connect.commit-id",
                "kafka.connect.commitId",
                "kafka.connect.vtts",
                "kafka.connect.valid-through-ts",
                "equality-convert-staging-snapshot",
                "ours.position"
            })
    void h2NothingGoesPastTheNewestPositionOfAnotherEngine(String key) {
        // The writer's own snapshot is 9: without the guard, 8 and below would go.
        List<SnapshotState> line = line(Map.of(2L, Map.of(key, "0"), 4L, Map.of(key, "0")), Set.of(10L));

        Expiry expiry = expiry(line, keepPositions("ours.*"), MAIN);

        assertThat(expiry.expired()).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(expiry.kept()).containsEntry(4L, Hold.POSITION).containsEntry(5L, Hold.POSITION);
        assertThat(expiry(line(Map.of(4L, Map.of("other", "0")), Set.of(10L)), keepPositions("ours.*"), MAIN)
                        .expired())
                .hasSize(8);
    }

    @Test
    void h2TheStagedSnapshotThatAMarkerNamesStaysOnItsOwnBranch() {
        List<SnapshotState> snapshots =
                new ArrayList<>(line(Map.of(10L, Map.of("equality-convert-staging-snapshot", "13")), Set.of()));
        for (long id = 11; id <= 15; id++) {
            snapshots.add(snapshot(id, id == 11 ? 9 : id - 1, OLD, "append", Map.of()));
        }

        Expiry expiry = expiry(snapshots, keep(1), MAIN, new RefState("staging", 15, true));

        assertThat(expiry.kept().keySet()).containsExactlyInAnyOrder(10L, 13L, 14L, 15L);
    }

    @Test
    void h16WhatARegisteredReaderHasNotReadStaysUntilItIsTooOld() {
        List<SnapshotState> line = line(Map.of(), Set.of());
        SnapshotGraph graph = new SnapshotGraph(line, List.of(MAIN));
        List<Consumer> reader = List.of(new Consumer("visits", "alerts", 6, NOW));
        Policy.Snapshots patient =
                new Policy.Snapshots(true, Duration.ofHours(1), 1, Set.of(), Set.of(), false, OLD, Optional.empty());

        Expiry held = Expiry.of(graph, patient, reader, NOW);
        assertThat(held.expired()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
        assertThat(held.kept()).containsEntry(6L, Hold.READER).containsEntry(9L, Hold.READER);
        assertThat(held.letGo()).isEmpty();

        Expiry late = Expiry.of(graph, patient, reader, NOW.plusMillis(1));
        assertThat(late.expired()).hasSize(9);
        assertThat(late.letGo()).containsExactly("alerts");
        assertThat(late.holds()).endsWith("; not held any more, as beyond consumer-lag-cap or gone: alerts");
    }

    @Test
    void h16AReaderAtTheHeadOfAnIdleTableNeverLags() {
        SnapshotGraph graph = new SnapshotGraph(line(Map.of(), Set.of()), List.of(MAIN));
        List<Consumer> reader = List.of(new Consumer("visits", "alerts", 10, NOW));
        assertThat(Expiry.of(graph, keep(1), reader, NOW).letGo()).isEmpty();
    }

    @Test
    void h1ATagOnTheCheckpointIsNotEnoughTheAncestryStays() {
        List<SnapshotState> line = line(Map.of(3L, checkpoint("a")), Set.of());
        Expiry expiry = expiry(line, keep(1), MAIN, new RefState("savepoint", 3, false));
        assertThat(expiry.expired()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aYoungSnapshotKeepsAllBetweenItAndTheHead() {
        List<SnapshotState> line = line(Map.of(), Set.of());
        line.set(7, snapshot(8, 7, Duration.ofMinutes(1), Map.of()));
        Expiry expiry = expiry(line, keep(1), MAIN);
        assertThat(expiry.kept().keySet()).containsExactlyInAnyOrder(8L, 9L, 10L);
    }

    @Test
    void h10TagsBranchesAndStagedSnapshotsStay() {
        List<SnapshotState> line = line(Map.of(), Set.of());
        line.add(snapshot(11, 4, OLD, Map.of("wap.id", "w1")));
        line.add(snapshot(12, 4, OLD, Map.of("wap.id", "w2")));
        line.add(snapshot(13, 2, OLD, Map.of()));
        line.add(snapshot(14, 2, OLD, Map.of()));
        line.add(snapshot(15, 2, Duration.ofMinutes(5), Map.of()));
        line.set(9, snapshot(10, 9, OLD, Map.of("published-wap-id", "w2")));
        Expiry expiry = expiry(line, keep(1), MAIN, new RefState("tag", 1, false), new RefState("audit", 13, true));
        assertThat(expiry.kept())
                .containsOnlyKeys(10L, 1L, 13L, 11L, 15L)
                .containsEntry(1L, Hold.TAG)
                .containsEntry(11L, Hold.STAGED)
                .containsEntry(13L, Hold.BRANCH)
                .containsEntry(15L, Hold.YOUNG);
    }

    @Test
    void aBranchWithFewerWritersSnapshotsThanWantedStaysWhole() {
        assertThat(expiry(line(Map.of(), Set.of()), keep(11), MAIN).expired()).isEmpty();
    }

    @Test
    void aLineagesOlderJobsDoNotHoldAnything() {
        List<SnapshotState> line = line(
                Map.of(
                        2L, lineage("job-1"),
                        8L, lineage("job-2")),
                Set.of());
        assertThat(expiry(line, keep(1), MAIN).kept().keySet()).containsExactlyInAnyOrder(8L, 9L, 10L);
    }

    private static Map<String, String> lineage(String job) {
        return Map.of(
                "flink.job-id", job,
                "flink.operator-id", "op",
                "flink.max-committed-checkpoint-id", "7",
                "firn.pipeline-lineage", "pipeline-1");
    }
}
