package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of format version 3: who a row is and when it last changed must outlive its file (hazard H18). */
final class RowLineageIT {
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
    void h18RowLineageIsUnchangedAfterARewrite() throws Exception {
        Table table = lake.create("visits", PartitionSpec.unpartitioned(), Map.of("format-version", "3"));
        DataFile first = append(table, row(0, "a", 0), row(100, "a", 0), row(101, "a", 1));
        for (int i = 1; i < 6; i++) {
            append(table, row(i, "a", i), row(200 + i, "b", i));
        }
        deletionVector(table, first, 1);
        Map<Long, List<Long>> before = lineage();
        assertThat(before).hasSize(12).doesNotContainKey(100L);

        Run run = compact();

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.recordsRewritten()).isEqualTo(12);
        assertThat(lake.dataFiles("visits")).isEqualTo(1);
        assertThat(lineage()).isEqualTo(before);

        append(table, row(300, "c", 1));
        for (int i = 0; i < 5; i++) {
            append(table, row(301 + i, "c", 1));
        }
        lake.catalog
                .loadTable(name("visits"))
                .rewriteManifests()
                .clusterBy(file -> 1)
                .set("firn.run-id", "an earlier one")
                .commit();
        Map<Long, List<Long>> second = lineage();
        assertThat(second.values().stream().map(entry -> entry.get(0))).doesNotHaveDuplicates();
        assertThat(compact().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lineage()).isEqualTo(second).containsAllEntriesOf(before);
    }

    @Test
    void h18RowsOfATableThatWasUpgradedKeepTheIdsThatTheUpgradeGaveThem() {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        table.updateProperties().set("format-version", "3").commit();
        append(table, row(6, "a", 6));
        Map<Long, List<Long>> before = lineage();

        Run run = compact();

        assertThat(run.error()).isEmpty();
        assertThat(lineage()).isEqualTo(before).hasSize(7);
    }

    private Run compact() {
        return lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    /** By id: row id and sequence number of the last change. */
    private Map<Long, List<Long>> lineage() {
        Table table = lake.catalog.loadTable(name("visits"));
        Schema schema = MetadataColumns.schemaWithRowLineage(table.schema());
        Map<Long, List<Long>> lineage = new TreeMap<>();
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).project(schema).build()) {
            for (Record row : rows) {
                lineage.put((Long) row.getField("id"), List.of((Long) row.getField("_row_id"), (Long)
                        row.getField("_last_updated_sequence_number")));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return lineage;
    }

    static void deletionVector(Table table, DataFile file, long... positions) throws IOException {
        BaseDVFileWriter writer = new BaseDVFileWriter(
                OutputFileFactory.builderFor(table, 0, System.nanoTime())
                        .format(org.apache.iceberg.FileFormat.PUFFIN)
                        .build(),
                path -> null);
        try (writer) {
            for (long position : positions) {
                writer.delete(file.location(), position, table.specs().get(file.specId()), file.partition());
            }
        }
        var delta = table.newRowDelta();
        writer.result().deleteFiles().forEach(delta::addDeletes);
        delta.commit();
    }
}
