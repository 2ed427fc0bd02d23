package io.firn.maintenance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CompactionStrategy;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.Verification;
import io.firn.lake.table.FileChanges;
import io.firn.lake.table.FileHistory;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

class TimeMachineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MB = 1 << 20;
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final List<SnapshotState> snapshots = new ArrayList<>();
    private final List<FileChanges> changes = new ArrayList<>();

    /** Every ten minutes one file of 1 MB in one partition, with a Flink checkpoint. */
    private void append(int commits) {
        for (int i = 0; i < commits; i++) {
            commit("append", Map.of(), partition(FileTotals.NONE, MB));
        }
    }

    private void commit(String operation, Map<String, String> summary, PartitionFiles... added) {
        long id = snapshots.size() + 1L;
        Map<String, String> stamped = new HashMap<>(summary);
        if (!operation.equals("replace")) {
            stamped.putAll(Map.of(
                    "flink.job-id", "job",
                    "flink.operator-id", "sink",
                    "flink.max-committed-checkpoint-id", Long.toString(id)));
            changes.add(new FileChanges(id, List.of(added), List.of()));
        }
        snapshots.add(new SnapshotState(
                id,
                id == 1 ? Optional.empty() : Optional.of(id - 1),
                id,
                START.plus(TEN_MINUTES.multipliedBy(id)),
                operation,
                "list",
                stamped));
    }

    private static PartitionFiles partition(FileTotals equalityDeletes, long... sizes) {
        long bytes = Arrays.stream(sizes).sum();
        return new PartitionFiles(
                0,
                "site=a",
                sizes,
                0,
                new FileTotals(sizes.length, bytes, 100L * sizes.length),
                FileTotals.NONE,
                equalityDeletes,
                FileTotals.NONE);
    }

    private Replay replay(Policy policy, Optional<DataSize> budget) {
        long head = snapshots.size();
        Instant now = START.plus(TEN_MINUTES.multipliedBy(head));
        TableState today = new TableState(
                "firn",
                TableIdentifier.of("clinical", "visits"),
                "uuid",
                "/warehouse/visits",
                2,
                0,
                "/warehouse/visits/metadata/1.json",
                1000,
                now,
                Optional.of(head),
                List.of(),
                List.of(),
                List.of(),
                snapshots,
                Map.of("main", new RefState("main", head, true), "first", new RefState("first", 2, false)),
                Map.of());
        return TimeMachine.replay(today, new FileHistory(START, List.of(), changes), policy, budget);
    }

    private static Policy policy(int minInputFiles, Duration keepFor, String... windows) {
        return new Policy(
                new Policy.Compaction(
                        true,
                        minInputFiles,
                        DataSize.megabytes(128),
                        0.1,
                        CompactionStrategy.BIN_PACK,
                        Verification.COUNTS,
                        Optional.empty()),
                new Policy.Snapshots(true, keepFor, 2, Set.of(), Set.of(), false, Duration.ofDays(7), Optional.empty()),
                new Policy.Manifests(true, 10, DataSize.megabytes(8), Optional.empty()),
                new Policy.DeleteFiles(true, 1, Optional.empty()),
                new Policy.Orphans(
                        true,
                        Duration.ofDays(3),
                        Duration.ofDays(1),
                        Duration.ofDays(7),
                        0.2,
                        Optional.empty(),
                        Optional.empty()),
                List.of(windows));
    }

    private static List<Replay.PlannedRun> runs(Replay replay, Operation operation) {
        return replay.runs().stream()
                .filter(run -> run.operation() == operation)
                .toList();
    }

    @Test
    void everyFifthSmallFileStartsACompaction() {
        append(20);

        Replay replay = replay(policy(5, Duration.ofDays(30)), Optional.empty());

        // 5 become 1; then 4 more make 5 with that one: at 5, 9, 13 and 17.
        assertThat(replay.runs()).extracting(Replay.PlannedRun::at).containsExactly(at(5), at(9), at(13), at(17));
        assertThat(replay.runs()).allSatisfy(run -> {
            assertThat(run.operation()).isEqualTo(Operation.COMPACTION);
            assertThat(run.inputFiles()).isEqualTo(5);
            assertThat(run.outputFiles()).isEqualTo(1);
            assertThat(run.reason()).contains("small files");
        });
        assertThat(replay.bytesRewritten()).isEqualTo((5 + 9 + 13 + 17) * MB);
        assertThat(replay.points()).hasSize(20);
        assertThat(replay.points().get(19).files()).isEqualTo(20);
        assertThat(replay.points().get(19).filesMaintained()).isEqualTo(4);
        assertThat(replay.snapshotsExpired()).isZero();
        assertThat(replay.replayed()).isEqualTo(replay.today());
    }

    @Test
    void compactionsThatHaveRunAreNotRunAgain() {
        append(10);
        commit("replace", Map.of("firn.run-id", "a run"));
        append(1);

        Replay replay = replay(policy(100, Duration.ofDays(30)), Optional.empty());

        assertThat(replay.runs()).isEmpty();
        assertThat(replay.points().get(10).filesMaintained()).isEqualTo(11);
        assertThat(replay.replayed().timeTravelTo()).contains(at(1));
        assertThat(replay.replayed().restores()).isEqualTo(replay.today().restores());
    }

    @Test
    void aShorterKeepForCostsTimeTravelAndCheckpointsButNoTag() {
        append(50);

        Replay replay = replay(policy(100, Duration.ofHours(2)), Optional.empty());

        assertThat(runs(replay, Operation.SNAPSHOT_EXPIRY)).isNotEmpty();
        assertThat(replay.today().timeTravelTo()).contains(at(1));
        Instant reach = replay.replayed().timeTravelTo().orElseThrow();
        // keep-for is 12 commits; what is overdue by less than a tenth stays a little longer.
        assertThat(reach).isBetween(at(50 - 14), at(50 - 12));
        assertThat(replay.today().restores()).singleElement().satisfies(point -> assertThat(point.oldestCheckpoint())
                .isEqualTo(1));
        assertThat(replay.replayed().restores()).singleElement().satisfies(point -> assertThat(point.oldest())
                .isEqualTo(reach));
        // All that is older than the reach, but for the tagged one.
        long older = Duration.between(at(1), reach).dividedBy(TEN_MINUTES);
        assertThat(replay.snapshotsExpired()).isEqualTo(older - 1);
        assertThat(runs(replay, Operation.SNAPSHOT_EXPIRY).stream()
                        .mapToLong(Replay.PlannedRun::inputFiles)
                        .sum())
                .isEqualTo(replay.snapshotsExpired());
    }

    @Test
    void deletesAreFoldedAndTheirFilesGo() {
        append(4);
        commit("overwrite", Map.of(), partition(new FileTotals(1, 1000, 100), MB));

        Replay replay = replay(policy(100, Duration.ofDays(30)), Optional.empty());

        assertThat(runs(replay, Operation.COMPACTION)).singleElement().satisfies(run -> assertThat(run.inputFiles())
                .isEqualTo(5));
        assertThat(runs(replay, Operation.DELETE_FILE_REWRITE)).hasSize(1);
        assertThat(replay.points().get(4).deleteFiles()).isEqualTo(1);
        assertThat(replay.points().get(4).deleteFilesMaintained()).isZero();
        assertThat(replay.points().get(4).filesMaintained()).isEqualTo(1);
    }

    @Test
    void aWriterThatRemovesWhatHasBeenMergedTakesItsBytesOut() {
        append(5);
        long id = snapshots.size() + 1L;
        commit("overwrite", Map.of());
        changes.remove(changes.size() - 1);
        changes.add(new FileChanges(id, List.of(), List.of(partition(FileTotals.NONE, MB, MB))));

        Replay replay = replay(policy(5, Duration.ofDays(30)), Optional.empty());

        assertThat(replay.bytesRewritten()).isEqualTo(5 * MB);
        assertThat(replay.points().get(5).files()).isEqualTo(3);
        assertThat(replay.points().get(5).filesMaintained()).isEqualTo(1);
    }

    @Test
    void windowsAndTheBudgetHoldBack() {
        append(60);

        Replay inWindow = replay(policy(5, Duration.ofDays(30), "06:00-07:00"), Optional.empty());
        Replay onBudget = replay(policy(5, Duration.ofDays(30)), Optional.of(new DataSize(10 * MB)));

        assertThat(inWindow.runs()).isNotEmpty().allSatisfy(run -> assertThat(run.at())
                .isBetween(Instant.parse("2026-01-01T06:00:00Z"), Instant.parse("2026-01-01T07:00:00Z")));
        assertThat(onBudget.bytesRewritten())
                .isLessThan(
                        replay(policy(5, Duration.ofDays(30)), Optional.empty()).bytesRewritten());
    }

    private static Instant at(long commit) {
        return START.plus(TEN_MINUTES.multipliedBy(commit));
    }
}
