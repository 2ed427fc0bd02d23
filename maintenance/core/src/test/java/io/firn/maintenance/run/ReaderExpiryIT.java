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
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streaming readers hold what they have not read (hazard H16). */
final class ReaderExpiryIT {
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

    @Test
    void h16AReaderThatLagsResumesAndOneBeyondTheCapIsLetGoAndNamed() throws Exception {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        long read = ancestry().get(3);
        Maintenance maintenance = lake.maintenance();
        maintenance.consumers().register(name("visits"), "alerts", read);
        lake.clock.advance(Duration.ofHours(2));

        Run held = maintenance.run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(held.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(held.reason()).contains("2 of 6 snapshots").contains("3 held by a registered reader");
        assertThat(appendedAfter(read)).isEqualTo(3);
        assertThat(maintenance.consumers().letGo("clinical.visits")).isZero();

        lake.clock.advance(Duration.ofDays(7));
        Run letGo = maintenance.run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(letGo.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(letGo.reason()).contains("not held any more, as beyond consumer-lag-cap or gone: alerts");
        assertThat(maintenance.consumers().letGo("clinical.visits")).isEqualTo(1);
        assertThat(ancestry()).hasSize(1);
        assertThatThrownBy(() -> appendedAfter(read)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void h16AReaderThatRegistersWhileAnExpiryLooksUpFilesIsRespected() {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        long read = ancestry().get(3);
        lake.clock.advance(Duration.ofHours(2));
        Maintenance other = lake.maintenance();
        AtomicBoolean isRegistered = new AtomicBoolean();
        Steps registering = step -> {
            if (step == Step.JOURNALED && isRegistered.compareAndSet(false, true)) {
                other.consumers().register(name("visits"), "alerts", read);
            }
        };

        Run run = lake.maintenance(lake.catalog, registering)
                .run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(isRegistered).isTrue();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ancestry()).hasSize(4).contains(read);
        assertThat(lake.rows("visits")).hasSize(6);
    }

    @Test
    void h16ASnapshotThatTheTableDoesNotHaveIsNoPosition() {
        Table table = lake.create("visits");
        append(table, row(1, "a", 1));
        Readers readers = lake.maintenance().consumers();
        readers.register(name("visits"), "alerts", current());

        assertThatThrownBy(() -> readers.register(name("visits"), "alerts", 7))
                .hasMessage("Cannot register consumer alerts of clinical.visits: the table has no snapshot 7");

        assertThat(readers.all()).extracting(Consumer::snapshotId).containsExactly(current());
        assertThat(readers.remove(name("visits"), "alerts")).isTrue();
        assertThat(readers.remove(name("visits"), "alerts")).isFalse();
        assertThat(readers.all()).isEmpty();
    }

    private long appendedAfter(long snapshot) throws IOException {
        try (CloseableIterable<FileScanTask> files = loaded().newIncrementalAppendScan()
                .fromSnapshotExclusive(snapshot)
                .planFiles()) {
            return StreamSupport.stream(files.spliterator(), false).count();
        }
    }

    private long current() {
        return loaded().currentSnapshot().snapshotId();
    }

    private List<Long> ancestry() {
        Table table = loaded();
        List<Long> ids = new ArrayList<>();
        Snapshot next = table.currentSnapshot();
        while (next != null) {
            ids.add(next.snapshotId());
            next = next.parentId() == null ? null : table.snapshot(next.parentId());
        }
        return ids;
    }
}
