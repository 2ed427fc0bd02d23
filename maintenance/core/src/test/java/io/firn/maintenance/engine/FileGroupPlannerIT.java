package io.firn.maintenance.engine;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.plan.CompactionThresholds;
import io.firn.maintenance.run.Lakehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileGroupPlannerIT {

    @Test
    void thePartitionThatWasWrittenLeastRecentlyComesFirst(@TempDir Path directory) throws Exception {
        try (Lakehouse lake = new Lakehouse(directory)) {
            Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
            // Each has an old file; what counts is the newest.
            List.of("c", "a", "d", "b", "a", "d", "b", "c").forEach(site -> append(table, row(1, site, 1)));
            FileGroupPlanner planner = new FileGroupPlanner(
                    table,
                    table.currentSnapshot().snapshotId(),
                    new CompactionThresholds(1 << 20, 2, 0.1),
                    1 << 21,
                    1 << 22);

            assertThat(planner.coldestFirst())
                    .extracting(group ->
                            group.fileScanTasks().get(0).file().partition().get(0, String.class))
                    .containsExactly("a", "d", "b", "c");
        }
    }
}
