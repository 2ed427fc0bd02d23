package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
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
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an expiry leaves behind when it dies, and what the next start makes of it. */
final class DeletionJournalIT {
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

    /** Six files, compacted into one, and one more; all but the last snapshot may go. */
    private List<String> oldSnapshots() {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        append(lake.catalog.loadTable(name("visits")), row(9, "a", 9));
        lake.clock.advance(Duration.ofHours(2));
        return lake.rows("visits");
    }

    private void expireAndDieAt(Step border) {
        Steps steps = step -> {
            if (step == border) {
                throw new Crash();
            }
        };
        assertThatThrownBy(() -> lake.maintenance(lake.catalog, steps)
                        .run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD))
                .isInstanceOf(Crash.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"COMMITTED", "DELETING", "DELETED_SOME", "VERIFIED", "DONE"})
    void h11WhatWasExpiredBeforeACrashIsDeletedAtTheNextStart(Step border) {
        List<String> rows = oldSnapshots();
        expireAndDieAt(border);

        lake.maintenance().recover();

        assertThat(lake.storedData("visits")).hasSize(2);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(lake.ledger.open(Lakehouse.CATALOG)).isEmpty();
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
        assertThat(lake.ledger.runs(Optional.of("clinical.visits"), 1).get(0).outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void h11NothingIsDeletedOfAnExpiryThatDiedBeforeItsCommit() {
        List<String> rows = oldSnapshots();
        expireAndDieAt(Step.JOURNALED);

        lake.maintenance().recover();

        assertThat(lake.storedData("visits")).hasSize(8);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
        assertThat(lake.ledger.runs(Optional.of("clinical.visits"), 1).get(0).outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void h9WhatAWriterTakesUpAgainBeforeTheDeletionStays() {
        Table table = lake.create("visits");
        DataFile file = overwritten(table);
        Steps writing = step -> {
            if (step == Step.COMMITTED) {
                table.newFastAppend().appendFile(file).commit();
            }
        };

        Run run = lake.maintenance(lake.catalog, writing)
                .run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("1 kept: something needs them");
        assertThat(lake.rows("visits")).containsExactly("1 a 1.0", "2 a 2.0");
    }

    @Test
    void h9WhatAWriterTakesUpAgainBeforeTheNextStartStays() {
        Table table = lake.create("visits");
        DataFile file = overwritten(table);
        expireAndDieAt(Step.COMMITTED);
        table.newFastAppend().appendFile(file).commit();

        lake.maintenance().recover();

        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
        assertThat(lake.rows("visits")).containsExactly("1 a 1.0", "2 a 2.0");
    }

    /** A file that only snapshots need which may go. */
    private DataFile overwritten(Table table) {
        DataFile file = append(table, row(1, "a", 1));
        table.newDelete().deleteFile(file).commit();
        append(table, row(2, "a", 2));
        lake.clock.advance(Duration.ofHours(2));
        return file;
    }

    @Test
    void h15AnExpiryThatWasAppliedAndAnsweredAsALostRaceIsFinished() {
        List<String> rows = oldSnapshots();
        InterceptedCatalog lossy = new InterceptedCatalog(lake.catalog, commit -> {
            commit.run();
            throw new CommitFailedException("it looks as if somebody else was faster");
        });

        Run run = lake.maintenance(lossy).run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("7 of 8 snapshots expired");
        assertThat(lake.storedData("visits")).hasSize(2);
        assertThat(lake.rows("visits")).isEqualTo(rows);
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
    }

    @Test
    void aTableThatForbidsCollectingGarbageSinceKeepsItsFilesAndTheirJournal() {
        oldSnapshots();
        expireAndDieAt(Step.COMMITTED);
        Table table = lake.catalog.loadTable(name("visits"));
        table.updateProperties().set("gc.enabled", "false").commit();

        lake.maintenance().recover();

        assertThat(lake.storedData("visits")).hasSize(8);
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).hasSize(1);
        assertThat(lake.ledger.removeEndedBefore(lake.clock.instant().plus(Duration.ofDays(1))))
                .isEqualTo(1);
        table.updateProperties().remove("gc.enabled").commit();
        lake.maintenance().recover();
        assertThat(lake.storedData("visits")).hasSize(2);
    }

    @Test
    void whatCannotBeDeletedStaysInTheJournalUntilItCan() throws Exception {
        Table table = lake.create("visits");
        Path file = Path.of(append(table, row(0, "a", 0)).location());
        for (int i = 1; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        append(lake.catalog.loadTable(name("visits")), row(9, "a", 9));
        lake.clock.advance(Duration.ofHours(2));
        // A directory that is not empty cannot be deleted as a file, whoever tries.
        Files.delete(file);
        Files.createDirectory(file);
        Path child = Files.createFile(file.resolve("child"));

        Run run = lake.maintenance().run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("1 could not be and are tried again (", "DirectoryNotEmptyException");
        assertThat(lake.ledger.deletions().of(run.id(), -1, 10)).hasSize(1);
        Files.delete(child);
        lake.maintenance().recover();
        assertThat(file).doesNotExist();
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
    }
}
