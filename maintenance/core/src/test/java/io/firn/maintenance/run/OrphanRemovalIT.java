package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two scans, quarantine, the way back, deletion for good, and crashes at every border between. */
final class OrphanRemovalIT {
    private Lakehouse lake;
    private OrphanLake orphans;

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        orphans = new OrphanLake(lake);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void whatTwoScansFindIsMovedOutOfTheTableAndComesBackWhenUndone() throws Exception {
        List<String> rows = lake.rows("visits");
        Path orphan = orphans.plant("data/left-over.parquet");

        Run first = orphans.scan();
        assertThat(first.outcome()).as(first.toString()).isEqualTo(Outcome.UNCHANGED);
        assertThat(first.reason()).contains("1 of them");
        assertThat(orphan).exists();

        Maintenance maintenance = lake.maintenance();
        Run second = orphans.scanADayLater(maintenance);
        assertThat(second.outcome()).as(second.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(second.receipt()).hasValueSatisfying(receipt -> assertThat(receipt)
                .contains("looked for, all are there", "0 stay", "\"filesIn\":1", "\"bytesIn\":6"));
        assertThat(orphan).doesNotExist();
        assertThat(orphans.quarantined()).hasSize(1);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(maintenance.quarantine()).singleElement().satisfies(contents -> {
            assertThat(contents.runId()).isEqualTo(second.id());
            assertThat(contents.files()).isEqualTo(1);
            assertThat(contents.bytes()).isEqualTo(6);
        });

        assertThat(maintenance.undo(second.id(), "anna")).isEqualTo(new Undone.Restored(second.id(), 1, 6, 0, 0));
        assertThat(orphan).hasContent("orphan");
        assertThat(orphans.quarantined()).isEmpty();
        assertThat(maintenance.undo(second.id(), "anna")).isEqualTo(new Undone.NothingThere(second.id()));
        assertThat(maintenance.undo("no-such-run", "anna")).isEqualTo(new Undone.UnknownRun("no-such-run"));
    }

    @Test
    void aSecondScanTooSoonMovesNothing() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        orphans.scan();
        lake.clock.advance(Duration.ofHours(23));
        assertThat(orphans.scan().outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(orphan).exists();
    }

    @Test
    void aCandidateThatChangedOrWasMissedOnceBeginsAnew() throws Exception {
        Path changed = orphans.plant("data/changed.parquet");
        Path missed = orphans.plant("data/missed.parquet");
        orphans.scan();
        Files.writeString(changed, "another orphan");
        orphans.age(changed);
        Path away = Files.move(missed, lake.directory.resolve("away"));
        lake.clock.advance(Duration.ofHours(1));
        orphans.scan();
        Files.move(away, missed);

        lake.clock.advance(Duration.ofMinutes(23 * 60 + 30));

        Run run = orphans.scan();

        assertThat(run.outcome()).as(run.toString()).isEqualTo(Outcome.UNCHANGED);
        assertThat(changed).exists();
        assertThat(missed).exists();
    }

    @Test
    void undoingKeepsBothWhereAnotherFileHasTheNameByNow() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        Run run = orphans.scanTwice();
        Files.writeString(orphan, "somebody else's");

        Undone undone = lake.maintenance().undo(run.id(), "anna");

        assertThat(undone).isEqualTo(new Undone.Restored(run.id(), 0, 0, 1, 0));
        assertThat(orphan).hasContent("somebody else's");
        assertThat(orphans.quarantined()).singleElement().satisfies(file -> assertThat(file)
                .hasContent("orphan"));
        lake.clock.advance(Duration.ofDays(30));
        lake.maintenance().recover();
        assertThat(orphans.quarantined()).hasSize(1);
    }

    @Test
    void whatNobodyUndoesIsDeletedOnceQuarantineForIsOver() throws Exception {
        Path orphan = orphans.plant("data/left-over.parquet");
        Run run = orphans.scanTwice();
        lake.clock.advance(Duration.ofDays(6));
        lake.maintenance().recover();
        assertThat(orphans.quarantined()).hasSize(1);
        lake.clock.advance(Duration.ofDays(1));

        Maintenance maintenance = lake.maintenance();
        maintenance.recover();

        assertThat(orphans.quarantined()).isEmpty();
        assertThat(orphan).doesNotExist();
        assertThat(maintenance.undo(run.id(), "anna")).isInstanceOf(Undone.NothingThere.class);
    }

    @Test
    void whatTheTableNeedsWhenItWouldBeDeletedIsPutBack() throws Exception {
        var file = Lakehouse.write(orphans.table(), row(99, "a", 9));
        Path stored = OrphanLake.path(file.location());
        orphans.age(stored);
        Run run = orphans.scanTwice();
        assertThat(stored).as(run.toString()).doesNotExist();
        orphans.table().newFastAppend().appendFile(file).commit();
        lake.clock.advance(Duration.ofDays(8));

        lake.maintenance().recover();

        assertThat(stored).exists();
        assertThat(orphans.quarantined()).isEmpty();
        assertThat(lake.rows("visits")).hasSize(13);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"JOURNALED", "DELETING", "DELETED_SOME", "VERIFIED", "DONE"})
    void afterACrashEveryOrphanIsInExactlyOnePlaceAndCanBePutBack(Step border) throws Exception {
        Path one = orphans.plant("data/one.parquet");
        Path two = orphans.plant("data/two.parquet");
        List<String> rows = lake.rows("visits");
        orphans.scan();
        Steps steps = step -> {
            if (step == border) {
                throw new Crash();
            }
        };
        assertThatThrownBy(() -> orphans.scanADayLater(lake.maintenance(lake.catalog, steps)))
                .isInstanceOf(Crash.class);

        Maintenance next = lake.maintenance();
        next.recover();

        long inTable = List.of(one, two).stream().filter(Files::exists).count();
        assertThat(inTable + orphans.quarantined().size()).isEqualTo(2);
        assertThat(lake.ledger.quarantine(Lakehouse.CATALOG).unsettledRuns()).isEmpty();
        Run run = lake.ledger.runs(Optional.of("clinical.visits"), 1).get(0);
        assertThat(run.outcome().isOpen()).isFalse();
        next.undo(run.id(), "anna");
        assertThat(one).hasContent("orphan");
        assertThat(two).hasContent("orphan");
        assertThat(orphans.quarantined()).isEmpty();
        assertThat(lake.rows("visits")).isEqualTo(rows);
    }

    @Test
    void anUndoThatDiedGoesOnAtTheNextStart() throws Exception {
        Path one = orphans.plant("data/one.parquet");
        Path two = orphans.plant("data/two.parquet");
        Run run = orphans.scanTwice();
        Maintenance dying = lake.maintenance(lake.catalog, step -> {
            throw new Crash();
        });
        assertThatThrownBy(() -> dying.undo(run.id(), "anna")).isInstanceOf(Crash.class);

        assertThat(lake.maintenance().undo(run.id(), "anna")).isInstanceOf(Undone.Restored.class);

        assertThat(one).exists();
        assertThat(two).exists();
        assertThat(orphans.quarantined()).isEmpty();
    }

    @Test
    void aRunThatIsCancelledStopsBetweenTwoFilesAndWhatItMovedCanBePutBack() throws Exception {
        Path one = orphans.plant("data/one.parquet");
        Path two = orphans.plant("data/two.parquet");
        orphans.scan();
        Maintenance[] holder = new Maintenance[1];
        AtomicBoolean isFirst = new AtomicBoolean(true);
        holder[0] = lake.maintenance(lake.catalog, step -> {
            if (step == Step.DELETED_SOME && isFirst.getAndSet(false)) {
                holder[0].cancel(holder[0].active().get(0).id(), "anna");
            }
        });

        Run run = orphans.scanADayLater(holder[0]);

        assertThat(run.reason()).contains("1 moved", "cancelled by anna");
        assertThat(orphans.quarantined()).hasSize(1);
        lake.maintenance().undo(run.id(), "anna");
        assertThat(one).exists();
        assertThat(two).exists();
    }

    @Test
    void aTableThatWasCreatedAnewLosesNothingToOldQuarantine() throws Exception {
        orphans.plant("data/left-over.parquet");
        orphans.scanTwice();
        lake.catalog.dropTable(OrphanLake.VISITS, false);
        append(lake.create("visits"), row(1, "a", 1));
        lake.clock.advance(Duration.ofDays(30));

        lake.maintenance().recover();

        assertThat(orphans.quarantined()).hasSize(1);
        assertThat(lake.rows("visits")).hasSize(1);
    }

    @Test
    void thePlanSaysWhenTheNextScanIsDue() {
        orphans.scan();
        var decision = lake.maintenance().plan(OrphanLake.VISITS, Trigger.THRESHOLD).stream()
                .filter(each -> each.operation() == Operation.ORPHAN_REMOVAL)
                .findFirst()
                .orElseThrow();
        assertThat(decision.chosen()).isFalse();
        assertThat(decision.reason()).contains("last scanned at", "again from");
    }
}
