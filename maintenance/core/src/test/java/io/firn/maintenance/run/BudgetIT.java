package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.BreakerConfig;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compactions may rewrite in an hour, when two of them go on at once. */
final class BudgetIT {
    private Lakehouse lake;
    private long budget;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        for (String name : List.of("visits", "doses")) {
            Table table = lake.create(name);
            for (int i = 0; i < 6; i++) {
                append(table, row(i, "a", i));
            }
        }
        // Enough for one of the two.
        budget = planned("visits").inputBytes() * 3 / 2;
        assertThat(budget).isGreaterThan(planned("doses").inputBytes());
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void whatRunsNowCountsAsPlannedAndWhatHasEndedAsRewritten() {
        Maintenance other = maintenance(Steps.NONE);
        List<Run> meanwhile = new ArrayList<>();
        Maintenance first = maintenance(step -> {
            if (step == Step.WRITTEN) {
                meanwhile.add(other.run(name("doses"), Operation.COMPACTION, Trigger.THRESHOLD));
            }
        });

        assertThat(compact(first, "visits").outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(meanwhile).singleElement().satisfies(BudgetIT::waited);
        waited(compact(other, "doses"));
        lake.clock.advance(Duration.ofMinutes(61));
        assertThat(compact(other, "doses").outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void ofTwoThatBeginAtOnceOneWaits() throws Exception {
        CyclicBarrier bothHaveTheirLeases = new CyclicBarrier(2);
        Steps steps = step -> {
            if (step == Step.LEASED) {
                await(bothHaveTheirLeases);
            }
        };
        // Two replicas: each knows of the other by the ledger alone.
        Maintenance one = maintenance(steps);
        Maintenance two = maintenance(steps);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Run> visits = threads.submit(() -> compact(one, "visits"));
            Future<Run> doses = threads.submit(() -> compact(two, "doses"));
            List<Run> runs = List.of(visits.get(), doses.get());

            assertThat(runs)
                    .filteredOn(run -> run.outcome() == Outcome.SUCCEEDED)
                    .hasSize(1);
            assertThat(runs)
                    .filteredOn(run -> run.outcome() != Outcome.SUCCEEDED)
                    .singleElement()
                    .satisfies(BudgetIT::waited);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aPersonWhoAsksDoesNotWait() {
        Maintenance maintenance = maintenance(Steps.NONE);
        assertThat(compact(maintenance, "visits").outcome()).isEqualTo(Outcome.SUCCEEDED);

        Run asked = maintenance.run(name("doses"), Operation.COMPACTION, Trigger.REQUEST);

        assertThat(asked.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    private static void waited(Run run) {
        assertThat(run.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(run.reason()).contains("waits: budget");
    }

    private static Run compact(Maintenance maintenance, String table) {
        return maintenance.run(name(table), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    private Decision planned(String table) {
        return lake.maintenance().plan(name(table), Trigger.THRESHOLD).stream()
                .filter(Decision::chosen)
                .filter(decision -> decision.operation() == Operation.COMPACTION)
                .findFirst()
                .orElseThrow();
    }

    private Maintenance maintenance(Steps steps) {
        return lake.maintenance(
                lake.catalog,
                steps,
                new MaintenanceConfig(
                        true,
                        Duration.ofSeconds(1),
                        2,
                        DataSize.parse("512MB"),
                        Optional.of(new DataSize(budget)),
                        BreakerConfig.DEFAULT,
                        ForeignMaintenance.REFUSE,
                        Lakehouse.defaults(),
                        List.of()));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("The other run never had its lease", e);
        }
    }
}
