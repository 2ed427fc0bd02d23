package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.equalityDelete;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.positionDelete;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction of a table that a streaming job upserts into all the while, beside a twin that nobody compacts. */
final class LiveWriterIT {
    private static final int SITES = 4;
    private static final int KEYS = 24;
    private static final int ROUNDS = 4;

    private final Random random = new Random(12);
    private Lakehouse lake;
    private int written;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Table loaded(String table) {
        return lake.catalog.loadTable(name(table));
    }

    /** The same commit to both tables: some keys of one partition, new ones and known ones. */
    private void upsertBoth() {
        int site = random.nextInt(SITES);
        Record[] rows = random.ints(3, 0, KEYS / SITES)
                .distinct()
                .mapToObj(key -> row((long) key * SITES + site, "site-" + site, written++))
                .toArray(Record[]::new);
        upsert(loaded("visits"), rows);
        upsert(loaded("twin"), rows);
    }

    /** The row that is in {@code file} alone goes from both tables: a rewrite of that file has lost its race. */
    private void deleteFromBoth(DataFile file, Record row) {
        Table visits = loaded("visits");
        visits.newRowDelta().addDeletes(positionDelete(visits, file, 0)).commit();
        Table twin = loaded("twin");
        twin.newRowDelta().addDeletes(equalityDelete(twin, row)).commit();
    }

    @Test
    void h12StreamingUpsertsDuringRewritesLeaveTheRowsOfAnUncompactedTwin() {
        lake.create("visits", Lakehouse.bySite(), Map.of());
        lake.create("twin", Lakehouse.bySite(), Map.of());
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 8; i++) {
                upsertBoth();
            }
            Record lone = row(1_000 + round, "site-0", round);
            DataFile file = append(loaded("visits"), lone);
            append(loaded("twin"), lone);
            List<Integer> commits = new ArrayList<>();
            InterceptedCatalog busy = new InterceptedCatalog(lake.catalog, commit -> {
                if (commits.isEmpty()) {
                    deleteFromBoth(file, lone);
                }
                if (commits.size() < 4) {
                    upsertBoth();
                }
                commits.add(1);
                commit.run();
            });

            runs.add(lake.maintenance(busy).run(name("visits"), Operation.COMPACTION, Trigger.REQUEST));

            assertThat(lake.rows("visits")).isNotEmpty().isEqualTo(lake.rows("twin"));
        }
        assertThat(runs).extracting(Run::outcome).containsOnly(Outcome.SUCCEEDED);
        assertThat(runs).anySatisfy(run -> assertThat(run.reason()).contains("planned anew"));
        assertThat(lake.dataFiles("visits")).isLessThan(lake.dataFiles("twin"));
    }
}
