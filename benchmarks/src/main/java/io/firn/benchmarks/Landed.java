package io.firn.benchmarks;

import io.firn.lake.config.Provenance;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;

/** Where the rows of a table came from, and when. */
final class Landed {
    private final Table table;
    private final Schema provenance;

    /** A row's raw record. */
    record Row(int partition, long offset, Instant sent) {}

    Landed(Table table) {
        this.table = table;
        this.provenance = table.schema().select(Provenance.COLUMN);
    }

    /** The rows that one commit added. */
    void addedBy(Commit commit, Consumer<Row> consumer) {
        SnapshotChanges changes = SnapshotChanges.builderFor(table)
                .snapshot(table.snapshot(commit.snapshotId()))
                .build();
        for (DataFile file : changes.addedDataFiles()) {
            read(file, consumer);
        }
    }

    /** The rows that a query finds now. */
    void all(Consumer<Row> consumer) {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                if (!task.deletes().isEmpty()) {
                    throw new BenchmarkFailure("Cannot verify " + table.name() + ": an append-only table has deletes");
                }
                read(task.file(), consumer);
            }
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot read " + table.name() + ": " + e);
        }
    }

    private void read(DataFile file, Consumer<Row> consumer) {
        ReadBuilder<Record, ?> reading = FormatModelRegistry.readBuilder(
                file.format(), Record.class, table.io().newInputFile(file.location()));
        try (CloseableIterable<Record> records =
                reading.project(provenance).reuseContainers().build()) {
            for (Record record : records) {
                Record origin = (Record) record.getField(Provenance.COLUMN);
                consumer.accept(new Row(
                        (int) origin.getField(Provenance.PARTITION),
                        (long) origin.getField(Provenance.OFFSET),
                        ((OffsetDateTime) origin.getField(Provenance.TIMESTAMP)).toInstant()));
            }
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot read " + table.name() + ": " + e);
        }
    }
}
