package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.engine.Step;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Pause;
import io.firn.maintenance.ledger.Pauses;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PauseAndCancelIT {
    private static final Optional<String> VISITS = Optional.of("clinical.visits");
    private static final Optional<Operation> COMPACTION = Optional.of(Operation.COMPACTION);

    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        Table table = lake.create("visits");
        for (int i = 0; i < 8; i++) {
            append(table, row(i, "a", i));
        }
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Run compact(Maintenance maintenance) {
        return maintenance.run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);
    }

    @Test
    void whatOneReplicaPausesNoOtherRunsUntilItIsResumed() {
        Maintenance other = lake.maintenance();
        assertThat(lake.maintenance().pauses().pause(VISITS, Optional.empty(), "anna", "the warehouse moves"))
                .isTrue();

        Run refused = compact(other);

        assertThat(refused.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(refused.reason()).contains("paused since ", " by anna: the warehouse moves; resume it first");
        assertThat(lake.dataFiles("visits")).isEqualTo(8);
        assertThat(other.pauses().resume(VISITS, Optional.empty())).hasSize(1);
        assertThat(compact(other).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void resumingOneTableLeavesAPauseOfAllTablesAlone() {
        Pauses pauses = lake.maintenance().pauses();
        pauses.pause(Optional.empty(), COMPACTION, "anna", "costs");
        pauses.pause(VISITS, COMPACTION, "bert", "costs");
        assertThat(pauses.pause(VISITS, COMPACTION, "cleo", "again")).isFalse();
        assertThat(pauses.all()).extracting(Pause::by).containsExactlyInAnyOrder("anna", "bert");
        assertThat(pauses.resume(VISITS, Optional.empty()))
                .extracting(Pause::by)
                .containsExactly("bert");
        assertThat(pauses.all()).extracting(Pause::by).containsExactly("anna");
        assertThat(pauses.all().get(0).covers("clinical.visits", Operation.COMPACTION))
                .isTrue();
        assertThat(pauses.all().get(0).covers("clinical.visits", Operation.SNAPSHOT_EXPIRY))
                .isFalse();
        lake.clock.advance(Duration.ofMinutes(1));
        assertThat(pauses.pause(VISITS, COMPACTION, "cleo", "again")).isTrue();
    }

    @Test
    void aRunThatAnotherReplicaCancelsCommitsNothingAndDeletesWhatItWrote() {
        Maintenance other = lake.maintenance();
        List<Cancelled> answers = new ArrayList<>();
        Maintenance maintenance = lake.maintenance(lake.catalog, step -> {
            if (step == Step.RECORDED) {
                String id = lake.ledger.open(Lakehouse.CATALOG).get(0).id();
                answers.add(other.cancel(id, "anna"));
            }
        });

        Run run = compact(maintenance);

        assertThat(answers).containsExactly(Cancelled.REQUESTED);
        assertThat(run.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(run.reason()).contains("cancelled by anna");
        assertThat(lake.dataFiles("visits")).isEqualTo(8);
        assertThat(lake.storedData("visits")).hasSize(8);
        assertThat(other.cancel(run.id(), "anna")).isEqualTo(Cancelled.NOT_RUNNING);
        assertThat(other.cancel("nobody", "anna")).isEqualTo(Cancelled.UNKNOWN_RUN);
        assertThat(compact(other).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void anExpiryIsCancelledBeforeItsCommit() {
        lake.clock.advance(Duration.ofHours(5));
        Maintenance other = lake.maintenance();
        Maintenance maintenance = lake.maintenance(lake.catalog, step -> {
            if (step == Step.RECORDED) {
                other.cancel(lake.ledger.open(Lakehouse.CATALOG).get(0).id(), "anna");
            }
        });

        Run run = maintenance.run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.REQUEST);

        assertThat(run.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(lake.catalog.loadTable(name("visits")).snapshots()).hasSize(8);
    }

    @Test
    void anOperationThatFailsThreeTimesPausesItselfAndCountsAnewOnceResumed() {
        Maintenance failing = lake.maintenance(new InterceptedCatalog(lake.catalog, commit -> {
            throw new org.apache.iceberg.exceptions.ForbiddenException("no");
        }));
        for (int i = 0; i < 3; i++) {
            assertThat(failing.pauses().all()).isEmpty();
            assertThat(compact(failing).outcome()).isEqualTo(Outcome.FAILED);
            lake.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(failing.pauses().all()).singleElement().satisfies(pause -> {
            assertThat(pause.by()).isEqualTo("circuit breaker");
            assertThat(pause.table()).isEqualTo(VISITS);
            assertThat(pause.operation()).isEqualTo(COMPACTION);
            assertThat(pause.reason()).startsWith("the last 3 runs failed or were refused");
        });
        assertThat(failing.breakerTrips()).isEqualTo(1);
        assertThat(compact(failing).outcome()).isEqualTo(Outcome.REJECTED);

        failing.pauses().resume(VISITS, COMPACTION);
        assertThat(failing.plan(name("visits"), Trigger.THRESHOLD))
                .filteredOn(decision -> decision.operation() == Operation.COMPACTION)
                .singleElement()
                .matches(Decision::chosen, "is tried at once");
        lake.clock.advance(Duration.ofMinutes(1));
        assertThat(compact(failing).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failing.pauses().all()).isEmpty();
    }

    @Test
    void aTablesOwnPropertySteersItsMaintenanceAndAWrongOneStopsIt() {
        Table table = lake.catalog.loadTable(name("visits"));
        table.updateProperties().set("firn.compaction.min-input-files", "20").commit();
        assertThat(lake.maintenance()
                        .run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD)
                        .reason())
                .contains("at least 20 needed");
        assertThat(lake.maintenance().explain(name("visits")).values()).anySatisfy(value -> assertThat(value.source())
                .isEqualTo("table property firn.compaction.min-input-files"));
        table.updateProperties()
                .remove("firn.compaction.min-input-files")
                .set("firn.compaction.min-input", "20")
                .commit();
        Run refused = compact(lake.maintenance());
        assertThat(refused.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(refused.reason()).startsWith("refused: unknown key 'min-input'");
    }
}
