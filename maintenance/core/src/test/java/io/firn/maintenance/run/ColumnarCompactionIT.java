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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which engine a group of files goes through, as the run says it. */
final class ColumnarCompactionIT {
    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Table sixFiles(Map<String, String> properties) {
        Table table = lake.create("visits", PartitionSpec.unpartitioned(), properties);
        IntStream.range(0, 6).forEach(i -> append(table, row(i, "a", i), row(100 + i, "b", i)));
        return table;
    }

    private Run compact() {
        List<String> before = lake.rows("visits");
        Run run = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lake.rows("visits")).isEqualTo(before);
        return run;
    }

    @Test
    void filesOfTheTablesSchemaGoColumnByColumn() {
        sixFiles(Map.of());

        assertThat(compact().reason()).endsWith(", 6 files to 1, columnar");
    }

    @Test
    void theContentOfInputsAndOutputsIsComparedIfThePolicySaysSo() {
        sixFiles(Map.of("firn.compaction.verify", "content"));

        Run run = compact();

        assertThat(run.reason()).endsWith(", columnar");
        assertThat(run.receipt().orElseThrow()).contains("\"content\"");
    }

    @Test
    void deletesThatApplyAreFoldedIn() {
        Table table = sixFiles(Map.of("firn.compaction.verify", "content"));
        DataFile file = append(table, row(50, "a", 1), row(51, "a", 1), row(52, "a", 1));
        upsert(table, row(1, "z", 9));
        table.newRowDelta()
                .addDeletes(Lakehouse.positionDelete(table, file, 0, 2))
                .commit();

        Run run = compact();

        assertThat(run.reason()).endsWith(", columnar");
        assertThat(run.receipt().orElseThrow()).contains("\"rowsDeleted\":3");
    }

    @Test
    void aGroupOfWhichAllRowsAreDeletedLeavesNoFile() {
        Table table = lake.create("visits");
        IntStream.range(0, 6).forEach(i -> append(table, row(i, "a", i)));
        table.newRowDelta()
                .addDeletes(Lakehouse.equalityDelete(
                        table,
                        IntStream.range(0, 6).mapToObj(i -> row(i, "a", i)).toArray(Record[]::new)))
                .commit();

        assertThat(compact().reason()).endsWith(", 6 files to 0, columnar");
        assertThat(lake.dataFiles("visits")).isZero();
    }

    @Test
    void filesOfAnOlderSchemaBecomeTheTables() {
        Table table = sixFiles(Map.of());
        table.updateSchema()
                .addColumn("note", Types.StringType.get())
                .renameColumn("site", "place")
                .commit();

        assertThat(compact().reason()).endsWith(", columnar");
    }

    @Test
    void aDeleteByAColumnThatWasDroppedGoesByRows() {
        Table table = sixFiles(Map.of());
        upsert(table, row(1, "z", 9));
        table.updateSchema().setIdentifierFields(Set.of()).deleteColumn("id").commit();

        Run run = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.reason()).endsWith(", rows: an equality delete compares a column that was dropped");
        assertThat(run.receipt().orElseThrow()).contains("\"rowsDeleted\":1");
    }

    @Test
    void aBrokenPageFailsItsGroupByNameAndLeavesNothingBehind() throws Exception {
        Table table = sixFiles(Map.of("write.parquet.compression-codec", "uncompressed"));
        DataFile file = append(table, row(1_000, "broken", 1));
        Path path = OrphanLake.path(file.location());
        byte[] bytes = Files.readAllBytes(path);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("broken")] = 'X';
        Files.write(path, bytes);
        int stored = lake.storedData("visits").size();

        Run run = lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.error()).contains(path.getFileName() + ": Cannot read a page: its checksum is another");
        assertThat(run.snapshotAfter()).isEmpty();
        assertThat(lake.storedData("visits")).hasSize(stored);
    }
}
