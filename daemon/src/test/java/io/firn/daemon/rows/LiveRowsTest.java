package io.firn.daemon.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.SmallLake;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRowsTest {
    private final LiveRows rows = new LiveRows(1_000);
    private SmallLake lake;
    private Table table;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new SmallLake(directory);
        table = lake.create("db.t");
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void countsNothingInATableThatWasNeverWritten() {
        assertThat(rows.count(state(), table)).isEqualTo(new RowCount(0, true));
    }

    @Test
    void metadataTellsWithoutDeletes() {
        lake.append(table, 0, 10);
        lake.append(table, 10, 5);
        assertThat(rows.known(state())).isEqualTo(new RowCount(15, true));
    }

    @Test
    void anUpsertedRowCountsOnce() {
        lake.upsert(table, 0, 10);
        lake.upsert(table, 0, 10);
        lake.upsert(table, 5, 10);
        assertThat(rows.known(state())).isEqualTo(new RowCount(30, false));
        assertThat(rows.count(state(), table)).isEqualTo(new RowCount(15, true));
        assertThat(rows.known(state())).isEqualTo(new RowCount(15, true));
    }

    @Test
    void aRowWrittenAfterItsDeleteIsThere() {
        lake.append(table, 0, 10);
        lake.delete(table, 0, 4);
        lake.append(table, 0, 2);
        assertThat(rows.count(state(), table)).isEqualTo(new RowCount(8, true));
    }

    @Test
    void aPositionThatIsDeletedTwiceCountsOnce() {
        DataFile file = lake.append(table, 0, 10);
        lake.deletePosition(table, file, 1, 2);
        lake.deletePosition(table, file, 2, 3);
        assertThat(rows.count(state(), table)).isEqualTo(new RowCount(7, true));
    }

    @Test
    void positionAndEqualityDeletesOfOneFileAddUp() {
        DataFile file = lake.append(table, 0, 10);
        lake.deletePosition(table, file, 0, 1);
        lake.delete(table, 1, 2);
        lake.upsert(table, 20, 5);
        assertThat(rows.count(state(), table)).isEqualTo(new RowCount(12, true));
    }

    @Test
    void aCountOutlivesMaintenanceButNotAWriter() {
        lake.upsert(table, 0, 10);
        lake.upsert(table, 0, 10);
        rows.count(state(), table);
        table.rewriteManifests().clusterBy(file -> "all").commit();
        assertThat(rows.known(state())).isEqualTo(new RowCount(10, true));
        lake.upsert(table, 10, 1);
        assertThat(rows.known(state())).isEqualTo(new RowCount(10, false));
    }

    @Test
    void aTableThatIsTooLargeIsNotCounted() {
        lake.upsert(table, 0, 600);
        lake.upsert(table, 0, 600);
        assertThat(rows.count(state(), table)).isEqualTo(new RowCount(1_200, false));
    }

    private TableState state() {
        table.refresh();
        return new TableStateReader(new ManifestSummaryCache(1 << 20))
                .read("firn", TableIdentifier.parse("db.t"), table, Instant.EPOCH);
    }
}
