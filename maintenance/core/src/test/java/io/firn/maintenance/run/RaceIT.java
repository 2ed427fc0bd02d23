package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.engine.Progress;
import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Leases;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.ledger.RunProgress;
import io.firn.maintenance.ledger.RunProgress.Amount;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens between a plan and its commit: writers, other maintenance, lost answers, pauses. */
final class RaceIT {
    private Lakehouse lake;

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

    private DataFile sixFiles() {
        Table table = lake.create("visits");
        DataFile first = append(table, row(0, "a", 0), row(100, "a", 0));
        for (int i = 1; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        return first;
    }

    private Run compactWhile(Runnable meanwhile) {
        AtomicBoolean done = new AtomicBoolean();
        InterceptedCatalog busy = new InterceptedCatalog(lake.catalog, commit -> {
            if (!done.getAndSet(true)) {
                meanwhile.run();
            }
            commit.run();
        });
        return lake.maintenance(busy).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    @Test
    void rowsAppendedMeanwhileStay() {
        sixFiles();
        Run run = compactWhile(() -> append(loaded(), row(50, "late", 1)));
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).hasSize(8).contains("50 late 1.0");
        assertThat(lake.dataFiles("visits")).isEqualTo(2);
    }

    @Test
    void h12RowsUpsertedMeanwhileWinOverTheirRewrittenOnes() {
        sixFiles();
        Run run = compactWhile(() -> upsert(loaded(), row(3, "new", 33), row(60, "new", 60)));
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits"))
                .hasSize(8)
                .contains("3 new 33.0", "60 new 60.0")
                .doesNotContain("3 a 3.0");
    }

    @Test
    void h12AfterALostRaceTheRunPlansAnewAndLeavesNothingOfTheOldPlan() {
        DataFile first = sixFiles();
        int stored = lake.storedData("visits").size();

        Run run = compactWhile(() -> deleteSecondRow(first));

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason())
                .contains("1 of 1 groups committed", "planned anew 1 times", "1 races with writers lost");
        assertThat(run.receipt().orElseThrow()).contains("\"conflicts\":1", "\"commits\":1", "\"rowsDeleted\":1");
        assertThat(lake.storedData("visits"))
                .as("the writer's delete file and one output")
                .hasSize(stored + 2);
        assertThat(lake.rows("visits")).hasSize(6).doesNotContain("100 a 0.0");
    }

    @Test
    void h12ARunThatLosesEveryRaceGivesUpAndLeavesNothing() {
        DataFile first = sixFiles();
        int stored = lake.storedData("visits").size();
        List<Integer> lost = new ArrayList<>();
        InterceptedCatalog busy = new InterceptedCatalog(lake.catalog, commit -> {
            deleteSecondRow(first);
            lost.add(lost.size());
            commit.run();
        });

        Run run = lake.maintenance(busy).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(lost).hasSize(3);
        assertThat(run.outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(run.error().orElseThrow()).contains("ValidationException").doesNotContain("visits");
        assertThat(run.receipt().orElseThrow()).contains("\"conflicts\":3", "\"commits\":0");
        assertThat(lake.storedData("visits"))
                .as("only the writer's delete files came")
                .hasSize(stored + 3);
        assertThat(lake.rows("visits")).hasSize(6);
        assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG)).isEmpty();
    }

    private void deleteSecondRow(DataFile file) {
        Table table = loaded();
        table.newRowDelta().addDeletes(Lakehouse.positionDelete(table, file, 1)).commit();
    }

    @Test
    void filesThatAnotherOneTookAwayMeanwhileAreNotPlannedAgain() {
        sixFiles();
        Run run = compactWhile(() -> {
            Table table = loaded();
            List<DataFile> files = new ArrayList<>();
            table.newScan().planFiles().forEach(task -> files.add(task.file()));
            table.newDelete().deleteFile(files.get(0)).commit();
        });
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.filesBefore()).isEqualTo(5);
        assertThat(lake.storedData("visits")).hasSize(7);
        assertThat(lake.dataFiles("visits")).isEqualTo(1);
    }

    @Test
    void h13ExpiryIsDeferredWhileARewriteGoesOn() {
        sixFiles();
        lake.clock.advance(Duration.ofHours(2));
        long start = loaded().currentSnapshot().snapshotId();
        List<Run> deferred = new ArrayList<>();
        Run run = compactWhile(() -> {
            append(loaded(), row(50, "late", 1));
            Maintenance other = lake.maintenance();
            deferred.add(other.run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.REQUEST));
        });
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(deferred.get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(deferred.get(0).reason()).contains("deferred", run.id());
        assertThat(loaded().snapshot(start)).isNotNull();
    }

    @Test
    void h15AnUnknownCommitIsNotCleanedUpAndIsResolvedByItsRunId() {
        sixFiles();
        List<String> before = lake.rows("visits");
        InterceptedCatalog forgetful = new InterceptedCatalog(lake.catalog, commit -> {
            commit.run();
            throw new CommitStateUnknownException(new java.io.IOException("the answer was lost"));
        });
        Maintenance maintenance = lake.maintenance(forgetful);

        Run run = maintenance.run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(lake.storedData("visits")).hasSize(7);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(lake.dataFiles("visits")).isEqualTo(1);

        List<Run> resolved = maintenance.recover();
        assertThat(resolved).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo(run.id());
            assertThat(found.outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(found.filesBefore()).isEqualTo(6);
            assertThat(found.filesAfter()).isEqualTo(1);
            assertThat(found.snapshotAfter())
                    .contains(loaded().currentSnapshot().snapshotId());
        });
        assertThat(lake.ledger.open(Lakehouse.CATALOG)).isEmpty();
        assertThat(maintenance.recover()).isEmpty();
    }

    @Test
    void h15ACommitThatWasAppliedAndAnsweredAsFailedIsNotCleanedUp() {
        sixFiles();
        AtomicBoolean lied = new AtomicBoolean();
        InterceptedCatalog lying = new InterceptedCatalog(lake.catalog, commit -> {
            commit.run();
            if (!lied.getAndSet(true)) {
                throw new CommitFailedException("it looks as if somebody else was faster");
            }
        });
        Maintenance maintenance = lake.maintenance(lying);
        Run run = maintenance.run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).hasSize(7);
        assertThat(lake.dataFiles("visits")).isEqualTo(1);
        assertThat(lake.storedData("visits")).hasSize(7);
    }

    @Test
    void h15ARetryThatFindsItsInputsGoneIsNoProofThatNothingWasCommitted() {
        sixFiles();
        List<String> before = lake.rows("visits");
        AtomicBoolean lied = new AtomicBoolean();
        InterceptedCatalog lying = new InterceptedCatalog(lake.catalog, commit -> {
            commit.run();
            if (!lied.getAndSet(true)) {
                // Somebody else's: without it the retry would recognise the manifests that it wrote itself.
                loaded().rewriteManifests().clusterBy(file -> "all").commit();
                throw new CommitFailedException("it looks as if somebody else was faster");
            }
        });

        Run run = lake.maintenance(lying).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(lake.storedData("visits")).hasSize(7);
        assertThat(lake.rows("visits")).isEqualTo(before);
    }

    @Test
    void h15AnUnknownExpiryDeletesNothingAndIsResolvedByItsRunId() {
        sixFiles();
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        append(loaded(), row(9, "a", 9));
        lake.clock.advance(Duration.ofHours(2));
        InterceptedCatalog forgetful = new InterceptedCatalog(lake.catalog, commit -> {
            commit.run();
            throw new CommitStateUnknownException(new java.io.IOException("the answer was lost"));
        });
        Maintenance maintenance = lake.maintenance(forgetful);
        Run run = maintenance.run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);
        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(lake.storedData("visits")).hasSize(8);
        assertThat(maintenance.recover()).singleElement().satisfies(found -> assertThat(found.outcome())
                .isEqualTo(Outcome.SUCCEEDED));
        assertThat(lake.storedData("visits")).as("from the journal").hasSize(2);
        assertThat(lake.rows("visits")).hasSize(8);
    }

    @Test
    void h15AnUnknownCommitThatNeverArrivedIsAFailureOnlyWhenItCanNotArriveAnyMore() {
        sixFiles();
        InterceptedCatalog broken = new InterceptedCatalog(lake.catalog, commit -> {
            throw new CommitStateUnknownException(new java.io.IOException("the request was lost"));
        });
        Maintenance maintenance = lake.maintenance(broken);
        Run run = maintenance.run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(maintenance.recover()).isEmpty();
        lake.clock.advance(Duration.ofMinutes(11));
        assertThat(maintenance.recover()).singleElement().satisfies(found -> assertThat(found.outcome())
                .isEqualTo(Outcome.FAILED));
        assertThat(lake.storedData("visits"))
                .as("its output is left for the orphan scan")
                .hasSize(7);
    }

    @Test
    void h20ARunWhoseLeaseEndedDoesNotCommit() {
        sixFiles();
        List<String> taken = new ArrayList<>();
        // The table is loaded once to plan and once under the lease: then the run sleeps and another one takes over.
        InterceptedCatalog view = new InterceptedCatalog(lake.catalog, Runnable::run);
        Maintenance maintenance = lake.maintenance(new PausingCatalog(view, () -> {}, () -> {
            if (lake.ledger
                            .leases()
                            .holder(Lakehouse.CATALOG, "clinical.visits")
                            .isPresent()
                    && taken.isEmpty()) {
                lake.clock.advance(Duration.ofMinutes(5));
                taken.add(lake.ledger
                        .leases()
                        .acquire(Lakehouse.CATALOG, "clinical.visits", "usurper", Duration.ofMinutes(1))
                        .orElseThrow()
                        .holder());
            }
        }));
        Run run = maintenance.run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(taken).containsExactly("usurper");
        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.error().orElseThrow()).contains("LeaseLostException");
        assertThat(lake.storedData("visits")).hasSize(6);
        assertThat(lake.ledger.leases().holder(Lakehouse.CATALOG, "clinical.visits"))
                .hasValueSatisfying(lease -> assertThat(lease.holder()).isEqualTo("usurper"));
    }

    @Test
    void h20ACommitThatLostARaceIsNotTriedAgainWithoutTheLease() {
        sixFiles();
        List<String> taken = new ArrayList<>();
        InterceptedCatalog view = new InterceptedCatalog(lake.catalog, commit -> {
            if (taken.isEmpty()) {
                lake.clock.advance(Duration.ofMinutes(5));
                taken.add(lake.ledger
                        .leases()
                        .acquire(Lakehouse.CATALOG, "clinical.visits", "usurper", Duration.ofMinutes(1))
                        .orElseThrow()
                        .holder());
                throw new CommitFailedException("somebody else was faster");
            }
            commit.run();
        });
        List<String> rows = lake.rows("visits");

        Run run = lake.maintenance(view).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(run.error().orElseThrow()).contains("LeaseLostException");
        assertThat(loaded().snapshots()).hasSize(6);
        assertThat(lake.rows("visits")).isEqualTo(rows);
    }

    @Test
    void aRunThatDiedIsResolvedOnceItsLeaseHasEnded() {
        sixFiles();
        Run died = new RunRecord(
                        "died",
                        Lakehouse.CATALOG,
                        "clinical.visits",
                        Operation.COMPACTION,
                        Trigger.THRESHOLD,
                        lake.clock.instant())
                .running("because", Optional.of(loaded().currentSnapshot().snapshotId()));
        lake.ledger.add(died);
        Leases leases = lake.ledger.leases();
        Lease lease = leases.acquire(Lakehouse.CATALOG, "clinical.visits", "died", HeldLease.TIME_TO_LIVE)
                .orElseThrow();
        Progress progress = new Progress();
        progress.expect(6, 6_000, 600);
        progress.done(4, 4_000, 400);
        leases.renew(lease, HeldLease.TIME_TO_LIVE, progress::at);
        Maintenance maintenance = lake.maintenance();
        assertThat(maintenance.recover()).as("it may still be alive").isEmpty();

        lake.clock.advance(HeldLease.TIME_TO_LIVE.plusSeconds(1));
        assertThat(maintenance.recover()).singleElement().satisfies(found -> {
            assertThat(found.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(found.reason()).contains("no trace");
            assertThat(found.progress().orElseThrow().rows()).isEqualTo(new Amount(400, 600));
            assertThat(lake.ledger.run("died").orElseThrow().progress()).isEqualTo(found.progress());
        });
    }

    @Test
    void progressIsVisibleWhileARunGoesOn() {
        sixFiles();
        List<Run> seen = new ArrayList<>();
        List<Maintenance> self = new ArrayList<>();
        InterceptedCatalog watched = new InterceptedCatalog(lake.catalog, commit -> {
            seen.addAll(self.get(0).active());
            commit.run();
        });
        self.add(lake.maintenance(watched));
        self.get(0).run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(seen).singleElement().satisfies(run -> {
            RunProgress progress = run.progress().orElseThrow();
            assertThat(progress.files()).isEqualTo(new Amount(6, 6));
            assertThat(progress.bytes().done())
                    .isPositive()
                    .isEqualTo(progress.bytes().total());
            assertThat(progress.rows()).isEqualTo(new Amount(7, 7));
        });
        assertThat(self.get(0).active()).isEmpty();
    }
}
