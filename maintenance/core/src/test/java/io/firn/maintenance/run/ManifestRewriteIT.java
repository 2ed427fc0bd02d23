package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ManifestFile.PartitionFieldSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestRewriteIT {
    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void manyManifestsBecomeAsManyAsTheirSizeNeeds() {
        Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
        for (int i = 0; i < 12; i++) {
            append(table, row(i, "site-" + i % 3, i));
        }
        List<String> before = lake.rows("visits");
        Run run = lake.maintenance().run(name("visits"), Operation.MANIFEST_REWRITE, Trigger.THRESHOLD);
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.filesBefore()).isEqualTo(12);
        assertThat(run.filesAfter()).isEqualTo(1);
        assertThat(lake.rows("visits")).isEqualTo(before);
        table.refresh();
        assertThat(table.currentSnapshot().summary()).containsEntry("firn.run-id", run.id());
        assertThat(lake.maintenance()
                        .run(name("visits"), Operation.MANIFEST_REWRITE, Trigger.REQUEST)
                        .outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void manifestsThatEachHoldEveryPartitionAreClusteredOnce() {
        Table table =
                lake.create("visits", Lakehouse.bySite(), Map.of(TableProperties.MANIFEST_TARGET_SIZE_BYTES, "20000"));
        for (int commit = 0; commit < 12; commit++) {
            AppendFiles append = table.newFastAppend();
            for (int site = 0; site < 3; site++) {
                append.appendFile(write(table, row(10L * commit + site, "site-" + site, commit)));
            }
            append.commit();
        }
        List<String> before = lake.rows("visits");

        Run run = lake.maintenance().run(name("visits"), Operation.MANIFEST_REWRITE, Trigger.REQUEST);

        assertThat(run.outcome()).as(run.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.receipt()).hasValueSatisfying(receipt -> assertThat(receipt)
                .contains("\"live files\",\"passed\":true", "branches and tags", "\"filesIn\":12"));
        table.refresh();
        assertThat(table.currentSnapshot().dataManifests(table.io())).allSatisfy(manifest -> {
            PartitionFieldSummary site = manifest.partitions().get(0);
            assertThat(site.lowerBound()).isEqualTo(site.upperBound());
        });
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(lake.maintenance()
                        .run(name("visits"), Operation.MANIFEST_REWRITE, Trigger.REQUEST)
                        .outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aWriterThatReplacesManifestsMeanwhileLosesNothing() {
        Table table = lake.create("visits");
        for (int i = 0; i < 12; i++) {
            append(table, row(i, "a", i));
        }
        List<Integer> commits = new ArrayList<>();
        InterceptedCatalog busy = new InterceptedCatalog(lake.catalog, commit -> {
            if (commits.isEmpty()) {
                Table other = lake.catalog.loadTable(name("visits"));
                append(other, row(50, "late", 1));
                other.rewriteManifests().clusterBy(file -> "all").commit();
            }
            commits.add(1);
            commit.run();
        });
        Run run = lake.maintenance(busy).run(name("visits"), Operation.MANIFEST_REWRITE, Trigger.THRESHOLD);
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).hasSize(13);
    }
}
