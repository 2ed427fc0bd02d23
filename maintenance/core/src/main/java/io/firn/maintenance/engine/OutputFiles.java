package io.firn.maintenance.engine;

import io.firn.maintenance.columnar.OutputSortOrder;
import io.firn.maintenance.columnar.OutputSplit;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to as many files of about the same size as wanted, with the table's own write properties. It turns to the
 * next file by rows and not by the bytes written so far, which overstate a file until its last row group is compressed: by
 * those, outputs would come out small enough to be compacted again.
 */
final class OutputFiles implements Closeable {
    private final FileWriterFactory<Record> writers;
    private final OutputLocations locations;
    private final PartitionSpec spec;
    private final StructLike partition;
    private final long rowsPerFile;
    private final List<DataFile> written = new ArrayList<>();
    private @Nullable DataWriter<Record> current;
    private long rowsInCurrent;
    private long rows;

    private OutputFiles(
            FileWriterFactory<Record> writers,
            OutputLocations locations,
            PartitionSpec spec,
            StructLike partition,
            long rowsPerFile) {
        this.writers = writers;
        this.locations = locations;
        this.spec = spec;
        this.partition = partition;
        this.rowsPerFile = rowsPerFile;
    }

    static OutputFiles forGroup(Work work, List<FileScanTask> inputs, OutputLocations locations) {
        Table table = work.table();
        long targetFileSize = work.policy().compaction().targetFileSize().bytes();
        FileScanTask first = inputs.get(0);
        long bytes = inputs.stream().mapToLong(FileScanTask::length).sum();
        long records =
                inputs.stream().mapToLong(task -> task.file().recordCount()).sum();
        long files = OutputSplit.count(bytes, targetFileSize);
        FileWriterFactory<Record> writers = new GenericFileWriterFactory.Builder(table)
                .dataSortOrder(OutputSortOrder.of(table, inputs))
                .dataSchema(RowReader.rowSchema(table))
                .build();
        return new OutputFiles(
                writers, locations, first.spec(), first.file().partition(), Math.max(1, (records + files - 1) / files));
    }

    void write(Record row) throws IOException {
        DataWriter<Record> writer = current;
        if (writer == null || rowsInCurrent >= rowsPerFile) {
            close();
            writer = writers.newDataWriter(locations.next(), spec, partition);
            current = writer;
            rowsInCurrent = 0;
        }
        writer.write(row);
        rowsInCurrent++;
        rows++;
    }

    long rows() {
        return rows;
    }

    /** The finished files, once closed. */
    List<DataFile> files() {
        return List.copyOf(written);
    }

    @Override
    public void close() throws IOException {
        DataWriter<Record> writer = current;
        current = null;
        if (writer != null) {
            writer.close();
            written.add(writer.toDataFile());
        }
    }
}
