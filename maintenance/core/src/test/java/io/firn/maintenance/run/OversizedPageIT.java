package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file may hold a value that fits into no memory: reading it would end the daemon, again and again. */
final class OversizedPageIT {
    @TempDir
    private Path directory;

    @Test
    void compactionLeavesFilesWithPagesThatFitIntoNoMemory() throws Exception {
        try (Lakehouse lake = new Lakehouse(directory)) {
            Table table = lake.create(
                    "visits", PartitionSpec.unpartitioned(), Map.of("firn.compaction.min-input-files", "2"));
            String large = "a".repeat((int) (Runtime.getRuntime().maxMemory() / 16) + 1);
            DataFile file = append(table, row(1, large, 1));
            append(table, row(2, "b", 2));

            Run run = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

            assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(run.error().orElseThrow())
                    .contains(Path.of(file.location()).getFileName() + ": Cannot rewrite a page of ")
                    .contains("fit into the memory of this process");
            assertThat(lake.dataFiles("visits")).isEqualTo(2);
        }
    }
}
