package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.positionDelete;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.DeletionJournal.Entry;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.reachability.ReachableFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rewrite has written and not committed when it dies, or only seems to. */
final class AbandonedOutputsIT {
    private Lakehouse lake;

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Table loaded() {
        return lake.catalog.loadTable(name("visits"));
    }

    /** Six partitions of five small files: three commits of two groups each. */
    private List<String> sixPartitions() {
        Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
        for (int i = 0; i < 30; i++) {
            append(table, row(i, "site-" + i % 6, i));
        }
        return lake.rows("visits");
    }

    /** Six files, each with a position delete of its own. */
    private List<String> smallDeletes() {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            DataFile file = append(table, row(2L * i, "a", i), row(2L * i + 1, "a", i));
            table.newRowDelta().addDeletes(positionDelete(table, file, 0)).commit();
        }
        return lake.rows("visits");
    }

    private void dieAt(Step border, int time, Operation operation) {
        List<Step> reached = new ArrayList<>();
        Steps steps = step -> {
            reached.add(step);
            if (step == border && reached.stream().filter(border::equals).count() == time) {
                throw new Crash();
            }
        };
        assertThatThrownBy(
                        () -> lake.maintenance(lake.catalog, steps).run(name("visits"), operation, Trigger.THRESHOLD))
                .isInstanceOf(Crash.class);
    }

    private List<Path> unneeded() {
        ExecutorService reads = Executors.newFixedThreadPool(2);
        try {
            ReachableFiles reachable = ReachableFiles.of(loaded(), reads);
            return lake.storedData("visits").stream()
                    .filter(file -> !reachable.contains(file.toString()))
                    .toList();
        } finally {
            reads.shutdownNow();
        }
    }

    private Run newest() {
        return lake.ledger.runs(Optional.of("clinical.visits"), 1).get(0);
    }

    private void assertNothingIsOpen() {
        assertThat(lake.ledger.open(Lakehouse.CATALOG)).isEmpty();
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"WRITTEN", "COMMITTING", "COMMITTED", "VERIFIED"})
    void whatACompactionWroteAndNeverCommittedIsGoneAfterTheNextStartAndTheRestStays(Step border) {
        List<String> rows = sixPartitions();
        dieAt(border, 2, Operation.COMPACTION);
        int committed = border.compareTo(Step.COMMITTED) < 0 ? 2 : 4;

        lake.maintenance().recover();

        assertThat(unneeded()).isEmpty();
        assertThat(lake.storedData("visits")).hasSize(30 + committed);
        assertThat(lake.dataFiles("visits")).isEqualTo(30 - 4L * committed);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(newest().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertNothingIsOpen();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"WRITTEN", "COMMITTING"})
    void whatARunWroteThatCommittedNothingIsGoneBeforeTheNextRunOnItsTable(Step border) {
        List<String> rows = sixPartitions();
        dieAt(border, 1, Operation.COMPACTION);
        assertThat(unneeded()).isNotEmpty();

        Run next = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);

        assertThat(next.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(unneeded()).isEmpty();
        assertThat(lake.dataFiles("visits")).isEqualTo(6);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertNothingIsOpen();
    }

    @Test
    void mergedDeleteFilesThatWereNeverCommittedAreGoneAfterTheNextStart() {
        List<String> rows = smallDeletes();
        dieAt(Step.COMMITTING, 1, Operation.DELETE_FILE_REWRITE);
        assertThat(unneeded()).hasSize(1);

        lake.maintenance().recover();

        assertThat(unneeded()).isEmpty();
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(newest().outcome()).isEqualTo(Outcome.FAILED);
        assertNothingIsOpen();
    }

    @Test
    void aRunThatEndsWellLeavesNothingInTheJournal() {
        sixPartitions();
        Run run = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
        assertThat(loaded().properties()).doesNotContainKey("firn.fence");
    }

    @Test
    void h20APausedProcessCannotCommitWhatAnotherOneHasDeleted() {
        List<String> rows = sixPartitions();
        List<Run> found = new ArrayList<>();
        InterceptedCatalog pausing = new InterceptedCatalog(lake.catalog, commit -> {
            if (found.isEmpty()) {
                // The lease was asked for; then the process sleeps, another one starts, and the commit goes on.
                lake.clock.advance(Duration.ofMinutes(5));
                found.addAll(lake.maintenance().recover());
                assertThat(unneeded()).isEmpty();
            }
            commit.run();
        });

        Run paused = lake.maintenance(pausing).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(found).singleElement().satisfies(run -> {
            assertThat(run.id()).isEqualTo(paused.id());
            assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        });
        assertThat(paused.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(loaded().snapshots()).hasSize(30);
        lake.clock.advance(Duration.ofMinutes(15));
        lake.maintenance().recover();
        assertThat(unneeded()).isEmpty();
        assertNothingIsOpen();
    }

    @Test
    void h15NothingIsDeletedWhileACommitMayStillBeApplied() {
        List<String> rows = sixPartitions();
        List<Runnable> late = new ArrayList<>();
        InterceptedCatalog slow = new InterceptedCatalog(lake.catalog, commit -> {
            late.add(commit);
            throw new CommitStateUnknownException(new java.io.IOException("the answer was lost"));
        });
        Run run = lake.maintenance(slow).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);

        lake.maintenance().recover();
        assertThat(unneeded()).hasSize(2);
        late.get(0).run();
        lake.maintenance().recover();

        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(lake.dataFiles("visits")).isEqualTo(30 - 8);
        assertThat(newest().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertNothingIsOpen();
    }

    @Test
    void onlyFilesOfTheTableThatAreNamedAfterTheRunAreDeleted() throws Exception {
        sixPartitions();
        Run run = new RunRecord(
                        "run-1",
                        Lakehouse.CATALOG,
                        "clinical.visits",
                        Operation.COMPACTION,
                        Trigger.THRESHOLD,
                        lake.clock.instant())
                .running("because", Optional.empty());
        lake.ledger.add(run);
        Path data = lake.storedData("visits").get(0).getParent();
        Path own = Files.createFile(data.resolve("00001-0-run-1-00001.parquet"));
        Path others =
                Files.createFile(Files.createDirectory(data.resolve("run-1")).resolve("other.parquet"));
        Path ofAnotherTable = Files.createFile(data.resolve("00002-0-run-1-00001.parquet"));
        String uuid = loaded().uuid().toString();
        lake.ledger
                .deletions()
                .write(List.of(
                        new Entry("run-1", 0, uuid, own.toString(), 0),
                        new Entry("run-1", 1, uuid, others.toString(), 0),
                        new Entry("run-1", 2, "another", ofAnotherTable.toString(), 0)));

        lake.maintenance().recover();

        assertThat(own).doesNotExist();
        assertThat(others).exists();
        assertThat(ofAnotherTable).exists();
        assertNothingIsOpen();
    }
}
