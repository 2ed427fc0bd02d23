package io.firn.maintenance.plan;

import static io.firn.maintenance.plan.States.MB;
import static io.firn.maintenance.plan.States.NOW;
import static io.firn.maintenance.plan.States.POLICY;
import static io.firn.maintenance.plan.States.history;
import static io.firn.maintenance.plan.States.partition;
import static io.firn.maintenance.plan.States.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.TableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlannerTest {
    private final Planner planner = new Planner();

    private Decision decide(TableState state, Operation operation, Trigger trigger, Attempt... attempts) {
        List<Decision> decisions = planner.plan(state, POLICY, trigger, NOW, List.of(attempts));
        assertThat(decisions).extracting(Decision::operation).containsExactly(Operation.values());
        return decisions.stream()
                .filter(decision -> decision.operation() == operation)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void enoughSmallFilesInOnePartitionAreCompacted() {
        Decision decision = decide(
                table(partition("site=SECRET", 0, MB, MB, MB, MB, 95 * MB, 96 * MB), partition("site=b", 0, MB, MB)),
                Operation.COMPACTION,
                Trigger.THRESHOLD);
        assertThat(decision.chosen()).isTrue();
        assertThat(decision.inputFiles()).isEqualTo(5);
        assertThat(decision.inputBytes()).isEqualTo(99 * MB);
        assertThat(decision.reason())
                .isEqualTo("7 small files (below 96MB) in 2 partitions, at most 5 in one, at least 5 needed in one")
                .doesNotContain("SECRET");
    }

    @Test
    void smallFilesSpreadOverPartitionsAreNotCompactedUnlessAskedFor() {
        TableState state = table(
                partition("a", 0, MB, MB, MB, MB), partition("b", 0, MB, MB, MB, MB), partition("c", 0, MB, 128 * MB));
        Decision decision = decide(state, Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(decision.chosen()).isFalse();
        assertThat(decision.reason())
                .isEqualTo("9 small files (below 96MB) in 3 partitions, at most 4 in one, at least 5 needed in one;"
                        + " deletes are at most 0.0 % of a partition's rows, more than 10.0 % needed");
        assertThat(decide(state, Operation.COMPACTION, Trigger.REQUEST).inputFiles())
                .isEqualTo(8);
        assertThat(decide(state, Operation.COMPACTION, Trigger.CRON).chosen()).isTrue();
    }

    @Test
    void manyDeletesAreFoldedInWhateverTheSizes() {
        Decision decision =
                decide(table(partition("a", 21, 128 * MB, 128 * MB)), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(decision.chosen()).isTrue();
        assertThat(decision.reason()).contains("10.5 %", "(1 partitions)");
        assertThat(decide(table(partition("a", 20, 128 * MB, 128 * MB)), Operation.COMPACTION, Trigger.THRESHOLD)
                        .chosen())
                .isFalse();
    }

    @Test
    void guardsHoldWhoeverAsks() {
        TableState unknown = table(4, Map.of(), List.of(partition("a", 0, MB, MB, MB, MB, MB)), List.of());
        Decision compaction = decide(unknown, Operation.COMPACTION, Trigger.REQUEST);
        assertThat(compaction.chosen()).isFalse();
        assertThat(compaction.reason()).startsWith("refused: format version 4 is not known");
        TableState shared = table(2, Map.of("gc.enabled", "false"), List.of(), List.of());
        assertThat(decide(shared, Operation.SNAPSHOT_EXPIRY, Trigger.REQUEST).reason())
                .startsWith("refused: gc.enabled is false");
    }

    @Test
    void snapshotsGoTogetherOnceTheOldestIsATenthOverdue() {
        Duration young = Duration.ofMinutes(1);
        TableState soon = history(Duration.ofMinutes(65), Duration.ofMinutes(62), young, young);
        Decision waits = decide(soon, Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);
        assertThat(waits.chosen()).isFalse();
        assertThat(waits.reason())
                .startsWith("2 of 4 snapshots may go; ")
                .endsWith("; they go together once the oldest is a tenth of keep-for overdue");
        assertThat(decide(soon, Operation.SNAPSHOT_EXPIRY, Trigger.CRON).chosen())
                .isTrue();
        TableState overdue = history(Duration.ofMinutes(67), Duration.ofMinutes(62), young, young);
        assertThat(decide(overdue, Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD).chosen())
                .isTrue();
    }

    @Test
    void aBusyTableThatGainedNothingIsTriedAgainSooner() {
        TableState state = table(partition("a", 0, MB, MB, MB, MB, MB));
        Attempt[] nothing = Stream.generate(() -> attempt(Attempt.Result.NOTHING, 7, Duration.ofSeconds(31)))
                .limit(9)
                .toArray(Attempt[]::new);
        Attempt[] failed = Stream.generate(() -> attempt(Attempt.Result.FAILED, 7, Duration.ofSeconds(31)))
                .limit(9)
                .toArray(Attempt[]::new);
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, nothing)
                        .chosen())
                .isTrue();
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, failed)
                        .chosen())
                .isFalse();
    }

    @Test
    void aTableThatFailedIsLeftAloneForLongerEachTime() {
        TableState state = table(partition("a", 0, MB, MB, MB, MB, MB));
        Attempt failed = attempt(Attempt.Result.FAILED, 1, Duration.ofSeconds(50));
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, failed)
                        .chosen())
                .isFalse();
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, failed)
                        .reason())
                .contains("the last 1 runs gained nothing", "not again before 2026-01-01T00:00:10Z");
        assertThat(decide(state, Operation.COMPACTION, Trigger.REQUEST, failed).chosen())
                .isTrue();
        Attempt longAgo = attempt(Attempt.Result.FAILED, 1, Duration.ofSeconds(60));
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, longAgo)
                        .chosen())
                .isTrue();
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, longAgo, longAgo)
                        .chosen())
                .isFalse();
        Attempt gained = attempt(Attempt.Result.GAINED, 1, Duration.ZERO);
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, gained, failed)
                        .chosen())
                .isTrue();
    }

    @Test
    void aNewSnapshotIsWorthAnotherTrySoon() {
        TableState state = table(partition("a", 0, MB, MB, MB, MB, MB));
        Attempt other = attempt(Attempt.Result.FAILED, 7, Duration.ofSeconds(6));
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, other).chosen())
                .isTrue();
        Attempt just = attempt(Attempt.Result.FAILED, 7, Duration.ofSeconds(4));
        assertThat(decide(state, Operation.COMPACTION, Trigger.THRESHOLD, just).chosen())
                .isFalse();
        assertThat(decide(state, Operation.MANIFEST_REWRITE, Trigger.THRESHOLD, just)
                        .reason())
                .doesNotContain("gained nothing");
    }

    @Test
    void operationsAreFoundByTheirNamesAndSynonyms() {
        assertThat(Operation.parse("compaction")).contains(Operation.COMPACTION);
        assertThat(Operation.parse(" Compact ")).contains(Operation.COMPACTION);
        assertThat(Operation.parse("expire-snapshots")).contains(Operation.SNAPSHOT_EXPIRY);
        assertThat(Operation.parse("rewrite-manifests")).contains(Operation.MANIFEST_REWRITE);
        assertThat(Operation.parse("vacuum")).isEmpty();
        for (Operation operation : Operation.values()) {
            assertThat(Operation.parse(operation.id())).contains(operation);
        }
    }

    private static Attempt attempt(Attempt.Result result, long snapshot, Duration ago) {
        return new Attempt(Operation.COMPACTION, result, Optional.of(snapshot), NOW.minus(ago));
    }
}
