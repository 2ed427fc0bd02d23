package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeleteFileRewriteIT {
    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Run rewrite(Trigger trigger) {
        return lake.maintenance().run(name("visits"), Operation.DELETE_FILE_REWRITE, trigger);
    }

    private Table loaded() {
        return lake.catalog.loadTable(name("visits"));
    }

    private long deleteFiles() {
        return Long.parseLong(loaded().currentSnapshot().summary().get("total-delete-files"));
    }

    @Test
    void h14AnUnpartitionedEqualityDeleteStaysWhileItAppliesAndGoesWhenItDangles() {
        Table table = lake.create("visits");
        // Older than the delete, and its keys say that the delete cannot apply: Iceberg itself keeps deletes for its
        // sake.
        append(table, row(100, "c", 1));
        DataFile old = append(table, row(1, "a", 1), row(2, "a", 2));
        table.updateSpec().addField("site").commit();
        DataFile partitioned = append(table, row(1, "b", 1), row(3, "b", 3));
        table.newRowDelta().addDeletes(unpartitionedDelete(table, 1)).commit();
        DataFile younger = append(table, row(1, "b", 9));
        assertThat(lake.rows("visits")).containsExactly("1 b 9.0", "100 c 1.0", "2 a 2.0", "3 b 3.0");

        assertThat(rewrite(Trigger.REQUEST).outcome()).isEqualTo(Outcome.UNCHANGED);
        loaded().newDelete().deleteFile(old).commit();
        assertThat(rewrite(Trigger.REQUEST).outcome())
                .as("it still applies to a file of the other spec")
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(deleteFiles()).isEqualTo(1);
        assertThat(lake.rows("visits")).containsExactly("1 b 9.0", "100 c 1.0", "3 b 3.0");

        loaded().newDelete().deleteFile(partitioned).commit();
        Run run = rewrite(Trigger.REQUEST);
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("1 dangling delete files dropped");
        assertThat(deleteFiles()).isZero();
        assertThat(lake.rows("visits")).containsExactly("1 b 9.0", "100 c 1.0");
        assertThat(younger.recordCount()).isEqualTo(1);
    }

    /** Of the spec that the table began with, whatever spec it has now. */
    private DeleteFile unpartitionedDelete(Table table, long id) {
        Table before = lake.create("other");
        DeleteFile delete = Lakehouse.equalityDelete(before, row(id, "a", 0));
        return org.apache.iceberg.FileMetadata.deleteFileBuilder(table.specs().get(0))
                .ofEqualityDeletes(1)
                .withPath(delete.location())
                .withFormat(delete.format())
                .withFileSizeInBytes(delete.fileSizeInBytes())
                .withMetrics(new org.apache.iceberg.Metrics(
                        delete.recordCount(),
                        delete.columnSizes(),
                        delete.valueCounts(),
                        delete.nullValueCounts(),
                        delete.nanValueCounts(),
                        delete.lowerBounds(),
                        delete.upperBounds()))
                .build();
    }

    @Test
    void h14ADeleteIsKeptWhenAnOlderFileComesBeforeTheCommit() {
        Table table = lake.create("visits");
        DataFile old = append(table, row(1, "a", 1));
        upsert(table, row(1, "a", 2));
        long sequenceNumber = table.currentSnapshot().sequenceNumber();
        table.newDelete().deleteFile(old).commit();
        DataFile kept = append(table, row(7, "a", 1));
        AtomicBoolean done = new AtomicBoolean();
        InterceptedCatalog busy = new InterceptedCatalog(lake.catalog, commit -> {
            if (!done.getAndSet(true)) {
                // A compaction of somebody else's, begun before the upsert.
                Table theirs = loaded();
                DataFile output = Lakehouse.write(theirs, row(1, "a", 1));
                theirs.newRewrite()
                        .deleteFile(kept)
                        .addFile(output)
                        .dataSequenceNumber(sequenceNumber - 1)
                        .commit();
            }
            commit.run();
        });

        Run run = lake.maintenance(busy).run(name("visits"), Operation.DELETE_FILE_REWRITE, Trigger.REQUEST);

        assertThat(done).isTrue();
        assertThat(run.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(deleteFiles()).isEqualTo(1);
        assertThat(lake.rows("visits")).containsExactly("1 a 2.0");
    }

    @Test
    void h15AnUnknownRewriteOfDeletesIsNotCleanedUpAndIsResolvedByItsRunId() {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            DataFile file = append(table, row(10L * i, "a", i), row(10L * i + 1, "a", i));
            table.newRowDelta()
                    .addDeletes(Lakehouse.positionDelete(table, file, 1))
                    .commit();
        }
        List<String> before = lake.rows("visits");
        InterceptedCatalog forgetful = new InterceptedCatalog(lake.catalog, commit -> {
            commit.run();
            throw new CommitStateUnknownException(new IOException("the answer was lost"));
        });
        Maintenance maintenance = lake.maintenance(forgetful);

        Run run = maintenance.run(name("visits"), Operation.DELETE_FILE_REWRITE, Trigger.REQUEST);

        assertThat(run.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(deleteFiles()).isEqualTo(1);
        assertThat(lake.rows("visits")).isEqualTo(before).hasSize(6);
        assertThat(maintenance.recover()).singleElement().satisfies(found -> assertThat(found.outcome())
                .isEqualTo(Outcome.SUCCEEDED));
    }

    @Test
    void compactionAndTheDeletesThatItLeavesComeToAnEnd() {
        Table table = lake.create("visits");
        for (int round = 0; round < 6; round++) {
            upsert(table, row(1, "a", round), row(2, "b", round));
        }
        List<String> before = lake.rows("visits");
        Maintenance maintenance = lake.maintenance();
        assertThat(maintenance
                        .run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD)
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);
        assertThat(deleteFiles()).isPositive();
        Run second = maintenance.run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(second.reason()).contains("dangling delete files dropped");
        assertThat(deleteFiles()).isZero();
        assertThat(maintenance.plan(name("visits"), Trigger.THRESHOLD))
                .filteredOn(decision -> decision.operation() == Operation.COMPACTION
                        || decision.operation() == Operation.DELETE_FILE_REWRITE)
                .noneMatch(decision -> decision.chosen());
        assertThat(lake.rows("visits")).isEqualTo(before);
    }

    @Test
    void smallPositionDeletesOfAPartitionBecomeOneAndSayTheSame() {
        Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
        List<DataFile> files = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            files.add(append(table, row(10L * i, "a", i), row(10L * i + 1, "a", i), row(10L * i + 2, "a", i)));
        }
        for (DataFile file : files) {
            table.newRowDelta()
                    .addDeletes(Lakehouse.positionDelete(table, file, 1))
                    .commit();
        }
        DataFile gone = files.get(5);
        table.newDelete().deleteFile(gone).commit();
        List<String> before = lake.rows("visits");
        assertThat(before).hasSize(10);

        Run run = rewrite(Trigger.THRESHOLD);

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.receipt().orElseThrow()).contains("\"passed\":true");
        assertThat(deleteFiles()).isEqualTo(1);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(rewrite(Trigger.THRESHOLD).reason()).contains("at most 1 in one partition");
        assertThat(rewrite(Trigger.REQUEST).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(lake.rows("visits")).isEqualTo(before);
    }

    @Test
    void deletionVectorsInManyFilesComeIntoOne() throws Exception {
        Table table = lake.create("visits", PartitionSpec.unpartitioned(), Map.of("format-version", "3"));
        for (int i = 0; i < 6; i++) {
            DataFile file = append(table, row(10L * i, "a", i), row(10L * i + 1, "a", i), row(10L * i + 2, "a", i));
            RowLineageIT.deletionVector(table, file, 0, 2);
        }
        List<String> before = lake.rows("visits");
        assertThat(before).hasSize(6);

        Run run = rewrite(Trigger.THRESHOLD);

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.storedData("visits"))
                .filteredOn(path -> path.toString().contains(run.id()))
                .hasSize(1);
        assertThat(deleteFiles()).isEqualTo(6);
        assertThat(lake.rows("visits")).isEqualTo(before);
        assertThat(rewrite(Trigger.REQUEST).outcome()).isEqualTo(Outcome.UNCHANGED);
    }
}
