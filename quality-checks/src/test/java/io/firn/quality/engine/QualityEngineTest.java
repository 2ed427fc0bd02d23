package io.firn.quality.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.quality.FakeLake;
import io.firn.quality.check.CheckSet;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import io.firn.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QualityEngineTest {
    private static final CheckConfig MISSING =
            TestChecks.check("missing", new CheckKind.Missing("score", Unit.PERCENT), Threshold.below(5));

    private final FakeLake lake = new FakeLake();
    private final DataSource database = TestChecks.database();
    private final MovableClock clock = new MovableClock(Instant.now());
    private final Table table = lake.create("labs");

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void aFailureNamesItsCommitItsCheckpointAndItsOffsetsAndSurvivesARestart() {
        good(1);
        QualityEngine engine = engine(() -> true, MISSING);
        engine.judge(subjects(table));
        assertThat(statuses(engine)).containsEntry("missing", Status.PASS);

        lake.append(
                table,
                2,
                FakeLake.file(table, 100)
                        .counts("score", 50)
                        .offsets("labs", 3, 200, 299)
                        .build());
        long bad = table.currentSnapshot().snapshotId();
        engine.judge(subjects(table));

        QualityEngine restarted = engine(() -> true, MISSING);
        CheckStanding standing = standing(restarted, "missing");
        assertThat(standing.result().status()).isEqualTo(Status.FAIL);
        assertThat(standing.result().shown().value()).contains(50.0);
        Cause cause = standing.result().cause().orElseThrow();
        assertThat(cause.snapshotId()).isEqualTo(bad);
        assertThat(cause.checkpointId()).contains(2L);
        assertThat(cause.offsets()).isEqualTo("labs[3] 200..299");
        assertThat(standing.result().since()).isEqualTo(cause.committedAt());
        assertThat(restarted.judge(subjects(table))).isTrue();
        assertThat(statuses(restarted)).containsEntry("missing", Status.FAIL);
    }

    @Test
    void everyCommitIsJudgedInItsOrderHoweverManyThereAre() {
        good(1);
        QualityEngine engine = engine(() -> true, MISSING);
        engine.judge(subjects(table));
        lake.append(table, 2, FakeLake.file(table, 100).counts("score", 100).build());
        long bad = table.currentSnapshot().snapshotId();
        for (int i = 3; i < 260; i++) {
            good(i);
        }

        engine.judge(subjects(table));
        engine.judge(subjects(table));

        assertThat(standing(engine, "missing").result().cause().orElseThrow().snapshotId())
                .isEqualTo(bad);
    }

    @Test
    void aFailureIsHeldAfterCommitsThatPass() {
        QualityEngine engine = engine(() -> true, MISSING);
        good(1);
        engine.judge(subjects(table));
        lake.append(table, FakeLake.file(table, 100).counts("score", 100).build());
        engine.judge(subjects(table));
        good(2);
        engine.judge(subjects(table));
        assertThat(statuses(engine)).containsEntry("missing", Status.FAIL);

        clock.advance(TestChecks.HOLD.minusSeconds(1));
        engine.judge(subjects(table));
        assertThat(statuses(engine)).containsEntry("missing", Status.FAIL);

        clock.advance(Duration.ofSeconds(1));
        engine.judge(subjects(table));
        assertThat(statuses(engine)).containsEntry("missing", Status.PASS);
    }

    @Test
    void aFailureThatNobodyHealsStays() {
        QualityEngine engine = engine(() -> true, MISSING);
        lake.append(table, FakeLake.file(table, 100).counts("score", 100).build());
        engine.judge(subjects(table));

        clock.advance(Duration.ofDays(3));
        engine.judge(subjects(table));

        assertThat(statuses(engine)).containsEntry("missing", Status.FAIL);
    }

    @Test
    void aLostColumnGoesOnFailingWhileItIsLost() {
        CheckConfig lost = TestChecks.check("lost", new CheckKind.AllNull(List.of()), Threshold.ZERO);
        QualityEngine engine = engine(() -> true, lost);
        for (int i = 0; i < 5; i++) {
            good(i);
        }
        engine.judge(subjects(table));
        for (int i = 5; i < 70; i++) {
            lake.append(table, i, FakeLake.file(table, 100).counts("score", 100).build());
            engine.judge(subjects(table));
            clock.advance(TestChecks.HOLD);
        }

        assertThat(statuses(engine)).containsEntry("lost", Status.FAIL);
        assertThat(standing(engine, "lost").result().cause().orElseThrow().checkpointId())
                .contains(5L);
    }

    @Test
    void freshnessIsJudgedWithoutACommit() {
        CheckConfig fresh = TestChecks.check("fresh", new CheckKind.Freshness(Optional.empty()), Threshold.below(3600));
        QualityEngine engine = engine(() -> true, fresh);
        good(1);
        engine.judge(subjects(table));
        assertThat(statuses(engine)).containsEntry("fresh", Status.PASS);

        clock.advance(Duration.ofMinutes(30));
        engine.judge(subjects(table));
        assertThat(standing(engine, "fresh").result().shown().value().orElseThrow())
                .isBetween(1790.0, 1830.0);

        clock.advance(Duration.ofMinutes(31));
        engine.judge(subjects(table));
        assertThat(statuses(engine)).containsEntry("fresh", Status.FAIL);
        assertThat(standing(engine, "fresh").lastRun()).isEqualTo(clock.instant());
    }

    @Test
    void aRollbackIsFound() {
        CheckConfig rollback = TestChecks.check("rollback", new CheckKind.Rollback(), Threshold.ZERO);
        QualityEngine engine = engine(() -> true, rollback);
        good(1);
        long first = table.currentSnapshot().snapshotId();
        good(2);
        engine.judge(subjects(table));
        table.manageSnapshots().rollbackTo(first).commit();

        engine.judge(subjects(table));

        assertThat(statuses(engine)).containsEntry("rollback", Status.FAIL);
    }

    @Test
    void oneReplicaJudgesAtATimeAndAnotherGoesOnFromThere() {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        QualityEngine first = engine(isFirst::get, MISSING);
        QualityEngine second = engine(() -> !isFirst.get(), MISSING);
        good(1);
        assertThat(first.judge(subjects(table))).isTrue();
        assertThat(second.judge(subjects(table))).isFalse();
        assertThat(statuses(second)).as("read from the database").containsEntry("missing", Status.PASS);

        isFirst.set(false);
        lake.append(table, FakeLake.file(table, 100).counts("score", 100).build());
        good(3);
        assertThat(first.judge(subjects(table))).isFalse();
        assertThat(second.judge(subjects(table))).isTrue();
        assertThat(statuses(first)).containsEntry("missing", Status.FAIL);
    }

    @Test
    void twoThatBothJudgeDoNotCountACommitTwice() {
        CheckConfig volume = TestChecks.check(
                "volume",
                new Anomaly(Anomaly.Metric.ROW_COUNT, Optional.empty(), Duration.ofHours(1), Duration.ZERO),
                Threshold.below(3.5));
        QualityEngine first = engine(() -> true, volume);
        QualityEngine second = engine(() -> true, volume);
        good(1);
        first.judge(subjects(table));
        second.judge(subjects(table));
        good(2);
        second.judge(subjects(table));
        first.judge(subjects(table));

        assertThat(new QualityStore(database, "firn").all().get("t.labs").open().values())
                .extracting(bucket -> bucket.point().total())
                .containsExactly(200.0);
    }

    @Test
    void aTableThatIsGoneIsForgottenAndAnotherOneOfItsNameBeginsAnew() {
        QualityEngine engine = engine(() -> true, MISSING);
        lake.append(table, FakeLake.file(table, 100).counts("score", 100).build());
        engine.judge(subjects(table));
        engine.remove("t.labs");
        engine.judge(List.of());
        assertThat(engine.standings()).isEmpty();
        assertThat(engine(() -> true, MISSING).standings()).isEmpty();

        lake.append(table, FakeLake.file(table, 100).counts("score", 100).build());
        engine.judge(subjects(table));
        lake.drop("labs");
        Table other = lake.create("labs");
        lake.append(other, FakeLake.file(other, 100).counts("score", 0).build());
        engine.judge(subjects(other));
        assertThat(statuses(engine)).containsEntry("missing", Status.PASS);
    }

    @Test
    void aTableThatCannotBeReadKeepsItsResultsAndTheOthersAreJudged() {
        good(1);
        QualityEngine engine = engine(() -> true, MISSING);
        engine.judge(subjects(table));
        lake.append(table, FakeLake.file(table, 100).counts("score", 100).build());
        Table other = lake.create("other");
        lake.append(other, FakeLake.file(other, 100).counts("score", 100).build());
        Subject broken = new Subject(
                lake.state(table),
                commit -> {
                    throw new IllegalStateException("no storage");
                },
                (ids, checks) -> Map.of());
        List<Subject> subjects = new ArrayList<>(List.of(broken));
        subjects.addAll(subjects(other));

        engine.judge(subjects);

        Map<String, Status> byTable = engine.standings().stream()
                .collect(Collectors.toMap(standing -> standing.result().table(), standing -> standing.result()
                        .status()));
        assertThat(byTable).containsEntry("t.labs", Status.PASS).containsEntry("t.other", Status.FAIL);

        engine.judge(subjects(table, other));
        assertThat(statuses(engine)).containsEntry("missing", Status.FAIL);
    }

    @Test
    void aBoundThatMayNotBeShownIsNotKept() {
        CheckConfig maximum = TestChecks.check(
                "maximum",
                new Anomaly(Anomaly.Metric.MAXIMUM, Optional.of("score"), Duration.ofHours(1), Duration.ZERO),
                Threshold.below(3.5));
        QualityEngine engine = engine(() -> true, maximum);
        good(1);
        engine.judge(subjects(table));
        clock.advance(Duration.ofHours(3));
        engine.judge(subjects(table));

        assertThat(standing(engine, "maximum").result().shown().reason())
                .isEqualTo("column score is not one of quality.shown-columns");
        assertThat(new QualityStore(database, "firn").all().get("t.labs").open())
                .isEmpty();
    }

    @Test
    void theRowsOfNewCommitsAreScannedOnceForAllChecks() {
        CheckConfig scan =
                TestChecks.check("twice", new CheckKind.Duplicate(List.of("id"), Unit.COUNT), Threshold.ZERO);
        List<List<Long>> scanned = new ArrayList<>();
        QualityEngine engine = engine(() -> true, scan, MISSING);
        good(1);
        long first = table.currentSnapshot().snapshotId();
        engine.judge(List.of(scanned(scanned)));
        good(2);
        long second = table.currentSnapshot().snapshotId();
        good(3);
        engine.judge(List.of(scanned(scanned)));
        engine.judge(List.of(scanned(scanned)));

        assertThat(scanned)
                .containsExactly(
                        List.of(first), List.of(second, table.currentSnapshot().snapshotId()));
        assertThat(statuses(engine)).containsEntry("twice", Status.FAIL);
        assertThat(standing(engine, "twice").result().cause().orElseThrow().snapshotId())
                .isEqualTo(first);
    }

    private Subject scanned(List<List<Long>> scanned) {
        return new Subject(lake.state(table), commit -> lake.commits().read(table, commit), (ids, checks) -> {
            assertThat(checks).extracting(CheckConfig::name).containsExactly("twice");
            scanned.add(ids);
            return Map.of("twice", Judgement.of(Threshold.ZERO, 3, "3 rows are there twice"));
        });
    }

    @Test
    void anUnchangedTableIsNotRead() {
        good(1);
        QualityEngine engine = engine(() -> true, MISSING);
        engine.judge(subjects(table));
        Subject unreadable = new Subject(
                lake.state(table),
                commit -> {
                    throw new IllegalStateException("read again");
                },
                (ids, checks) -> Map.of());

        engine.judge(List.of(unreadable));

        assertThat(standing(engine, "missing").lastRun()).isEqualTo(clock.instant());
    }

    private void good(long checkpoint) {
        lake.append(
                table,
                checkpoint,
                FakeLake.file(table, 100)
                        .counts("score", 0)
                        .bounds("score", 1.0, 2.0)
                        .build());
    }

    private QualityEngine engine(BooleanSupplier leads, CheckConfig... checks) {
        return new QualityEngine(
                database,
                "firn",
                TestChecks.config(false, List.of(checks)),
                new CheckSet(TestChecks.config(false, List.of(checks)), List.of()),
                leads,
                clock);
    }

    private List<Subject> subjects(Table... tables) {
        List<Subject> subjects = new ArrayList<>();
        for (Table one : tables) {
            subjects.add(Subject.of(one, lake.state(one), lake.commits(), TestChecks.scans()));
        }
        return subjects;
    }

    private static Map<String, Status> statuses(QualityEngine engine) {
        return engine.standings().stream()
                .filter(standing -> standing.result().table().equals("t.labs"))
                .collect(Collectors.toMap(standing -> standing.config().name(), standing -> standing.result()
                        .status()));
    }

    private static CheckStanding standing(QualityEngine engine, String check) {
        return engine.standings().stream()
                .filter(standing -> standing.config().name().equals(check))
                .findFirst()
                .orElseThrow();
    }
}
