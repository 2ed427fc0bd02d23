package io.firn.maintenance.plan;

import static io.firn.maintenance.plan.States.MB;
import static io.firn.maintenance.plan.States.NOW;
import static io.firn.maintenance.plan.States.POLICY;
import static io.firn.maintenance.plan.States.partition;
import static io.firn.maintenance.plan.States.snapshot;
import static io.firn.maintenance.plan.States.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CircumstancesTest {
    private static final TableState SMALL_FILES = table(partition("a", 0, MB, MB, MB, MB, MB));
    private static final Circumstances NONE = Circumstances.of(List.of());

    private static Decision decide(
            TableState state, Policy policy, Operation operation, Trigger trigger, Circumstances circumstances) {
        return new Planner()
                .plan(state, policy, trigger, NOW, circumstances).stream()
                        .filter(decision -> decision.operation() == operation)
                        .findFirst()
                        .orElseThrow();
    }

    private static Decision compaction(Trigger trigger, Circumstances circumstances) {
        return decide(SMALL_FILES, POLICY, Operation.COMPACTION, trigger, circumstances);
    }

    private static Policy within(String... windows) {
        return new Policy(
                POLICY.compaction(),
                POLICY.snapshots(),
                POLICY.manifests(),
                POLICY.deleteFiles(),
                POLICY.orphans(),
                List.of(windows));
    }

    private static Circumstances budget(long rewritten, long budget) {
        return new Circumstances(
                List.of(),
                Optional.empty(),
                Map.of(),
                new DataSize(rewritten),
                Optional.of(new DataSize(budget)),
                ForeignMaintenance.REFUSE,
                List.of());
    }

    private static TableState replacedBy(Duration age, Map<String, String> summary) {
        TableState state = SMALL_FILES;
        SnapshotState replacing = snapshot(2, 1, age, "replace", summary);
        return new TableState(
                state.catalog(),
                state.table(),
                state.uuid(),
                state.location(),
                state.formatVersion(),
                state.schemaId(),
                state.metadataLocation(),
                state.metadataBytes(),
                state.readAt(),
                Optional.of(2L),
                state.columns(),
                state.partitions(),
                state.manifests(),
                List.of(state.snapshots().get(0), replacing),
                state.refs(),
                state.properties());
    }

    @Test
    void aPausedOperationIsRefusedToEverybodyAndTheOthersGoOn() {
        Circumstances paused = new Circumstances(
                List.of(),
                Optional.empty(),
                Map.of(Operation.COMPACTION, "paused since 2026-01-01T00:00:00Z by anna: the warehouse moves"),
                new DataSize(0),
                Optional.empty(),
                ForeignMaintenance.REFUSE,
                List.of());
        Decision polled = compaction(Trigger.THRESHOLD, paused);
        assertThat(polled.verdict()).isEqualTo(Decision.Verdict.REFUSED);
        assertThat(polled.reason()).isEqualTo("paused since 2026-01-01T00:00:00Z by anna: the warehouse moves");
        assertThat(compaction(Trigger.REQUEST, paused).reason()).endsWith("; resume it first");
        assertThat(compaction(Trigger.REQUEST, paused).verdict()).isEqualTo(Decision.Verdict.REFUSED);
        assertThat(decide(SMALL_FILES, POLICY, Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD, paused)
                        .verdict())
                .isNotEqualTo(Decision.Verdict.REFUSED);
    }

    @Test
    void propertiesThatAreWrongStopAllMaintenanceOfTheTable() {
        Circumstances wrong = new Circumstances(
                List.of(),
                Optional.of("unknown key 'min-files'"),
                Map.of(),
                new DataSize(0),
                Optional.empty(),
                ForeignMaintenance.REFUSE,
                List.of());
        assertThat(new Planner().plan(SMALL_FILES, POLICY, Trigger.REQUEST, NOW, wrong))
                .allSatisfy(decision -> {
                    assertThat(decision.verdict()).isEqualTo(Decision.Verdict.REFUSED);
                    assertThat(decision.reason()).isEqualTo("refused: unknown key 'min-files'");
                });
    }

    @Test
    void outsideOfItsWindowsATableWaitsUnlessAPersonAsks() {
        Policy night = within("22:00-06:00");
        assertThat(decide(SMALL_FILES, night, Operation.COMPACTION, Trigger.THRESHOLD, NONE)
                        .chosen())
                .as("midnight is within")
                .isTrue();
        Policy day = within("08:00-20:00");
        Decision waits = decide(SMALL_FILES, day, Operation.COMPACTION, Trigger.CRON, NONE);
        assertThat(waits.verdict()).isEqualTo(Decision.Verdict.WAITS);
        assertThat(waits.reason()).endsWith("the next opens at 2026-01-01T08:00:00Z");
        assertThat(decide(SMALL_FILES, day, Operation.COMPACTION, Trigger.REQUEST, NONE)
                        .chosen())
                .isTrue();
    }

    @Test
    void windowsKnowDaysAndSpanMidnightAndWeekends() {
        // 2026-01-01 is a Thursday.
        assertThat(Windows.reason(List.of(), NOW)).isEmpty();
        assertThat(Windows.reason(List.of("MON-FRI"), NOW)).isEmpty();
        assertThat(Windows.reason(List.of("FRI-MON"), NOW).orElseThrow()).endsWith("2026-01-02T00:00:00Z");
        assertThat(Windows.reason(List.of("WED 22:00-06:00"), NOW))
                .as("began on Wednesday")
                .isEmpty();
        assertThat(Windows.reason(List.of("THU 22:00-06:00"), NOW).orElseThrow())
                .endsWith("2026-01-01T22:00:00Z");
        assertThat(Windows.reason(List.of("WED"), NOW).orElseThrow()).endsWith("2026-01-07T00:00:00Z");
        assertThat(Windows.reason(List.of("SUN", "SAT 01:00-02:00"), NOW).orElseThrow())
                .endsWith("2026-01-03T01:00:00Z");
        Instant last = Instant.parse("2026-01-01T05:59:59Z");
        assertThat(Windows.reason(List.of("22:00-06:00"), last)).isEmpty();
        assertThat(Windows.reason(List.of("22:00-06:00"), last.plusSeconds(1))).isPresent();
    }

    @Test
    void overTheHoursBudgetCompactionWaitsAndABigOneGetsAnEmptyHour() {
        assertThat(compaction(Trigger.THRESHOLD, budget(5 * MB, 10 * MB)).chosen())
                .isTrue();
        Decision over = compaction(Trigger.THRESHOLD, budget(6 * MB, 10 * MB));
        assertThat(over.verdict()).isEqualTo(Decision.Verdict.WAITS);
        assertThat(over.reason())
                .endsWith("waits: budget: 6MB of 10MB were rewritten in the last hour, this needs 5MB");
        assertThat(compaction(Trigger.REQUEST, budget(6 * MB, 10 * MB)).chosen())
                .isTrue();
        assertThat(compaction(Trigger.THRESHOLD, budget(0, MB)).chosen()).isTrue();
    }

    @Test
    void theTableWithMostSmallFilesForItsBytesGainsMost() {
        Decision many = compaction(Trigger.THRESHOLD, NONE);
        Decision large = decide(
                table(partition("a", 0, 90 * MB, 90 * MB, 90 * MB, 90 * MB, 90 * MB)),
                POLICY,
                Operation.COMPACTION,
                Trigger.THRESHOLD,
                NONE);
        assertThat(many.gainPerByte()).isGreaterThan(large.gainPerByte());
    }

    @Test
    void h17ForeignReplaceCommitsStopCompactionAndExpiry() {
        TableState spark = replacedBy(Duration.ofHours(3), Map.of("engine-name", "spark", "app-id", "SECRET"));
        for (Operation operation : List.of(Operation.COMPACTION, Operation.SNAPSHOT_EXPIRY)) {
            Decision refused = decide(spark, POLICY, operation, Trigger.REQUEST, NONE);
            assertThat(refused.verdict()).isEqualTo(Decision.Verdict.REFUSED);
            assertThat(refused.guard()).contains(Guard.H17);
            assertThat(refused.reason())
                    .startsWith("refused: Spark rewrote files of this table at 2025-12-31T21:00:00Z")
                    .doesNotContain("SECRET");
        }
        assertThat(decide(spark, POLICY, Operation.MANIFEST_REWRITE, Trigger.REQUEST, NONE)
                        .guard())
                .isEmpty();
    }

    @Test
    void h17OwnAndOldReplaceCommitsAreNoSecondMaintainer() {
        TableState own = replacedBy(Duration.ofHours(3), Map.of("firn.run-id", "r"));
        assertThat(decide(own, POLICY, Operation.COMPACTION, Trigger.THRESHOLD, NONE)
                        .chosen())
                .isTrue();
        TableState old = replacedBy(Duration.ofHours(24), Map.of());
        assertThat(decide(old, POLICY, Operation.COMPACTION, Trigger.THRESHOLD, NONE)
                        .chosen())
                .isTrue();
    }

    @Test
    void h17AWarningIsSaidWhereThePolicyAllowsASecondMaintainer() {
        Circumstances warn = new Circumstances(
                List.of(),
                Optional.empty(),
                Map.of(),
                new DataSize(0),
                Optional.empty(),
                ForeignMaintenance.WARN,
                List.of());
        Decision decision = decide(
                replacedBy(Duration.ofHours(3), Map.of()), POLICY, Operation.COMPACTION, Trigger.THRESHOLD, warn);
        assertThat(decision.chosen()).isTrue();
        assertThat(decision.reason()).contains("; warning: another engine rewrote files");
    }
}
