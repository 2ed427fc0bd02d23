package io.firn.lake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes real files of a table whose only partition field is an identity of text, or that has none. */
final class ParquetFiles {
    private final Table table;

    ParquetFiles(Table table) {
        this.table = table;
    }

    DataFile data(String partition, List<Record> rows) {
        DataWriter<Record> writer = factory().newDataWriter(output(), table.spec(), partition(partition));
        try (writer) {
            rows.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    DeleteFile equalityDeletes(String partition, int fieldId, List<Record> keys) {
        GenericFileWriterFactory factory = new GenericFileWriterFactory.Builder(table)
                .equalityFieldIds(new int[] {fieldId})
                .equalityDeleteRowSchema(table.schema())
                .build();
        EqualityDeleteWriter<Record> writer =
                factory.newEqualityDeleteWriter(output(), table.spec(), partition(partition));
        try (writer) {
            keys.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    DeleteFile positionDeletes(String partition, DataFile file, int count) {
        PositionDeleteWriter<Record> writer =
                factory().newPositionDeleteWriter(output(), table.spec(), partition(partition));
        try (writer) {
            for (int position = 0; position < count; position++) {
                writer.write(PositionDelete.<Record>create().set(file.location(), position));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    /** One Puffin file with a deletion vector for each of the files. */
    List<DeleteFile> deletionVectors(List<DataFile> files) {
        OutputFileFactory outputs = OutputFileFactory.builderFor(table, 1, 1)
                .format(FileFormat.PUFFIN)
                .build();
        BaseDVFileWriter writer = new BaseDVFileWriter(outputs, path -> null);
        try (writer) {
            files.forEach(file -> writer.delete(file.location(), 0, table.spec(), file.partition()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.result().deleteFiles();
    }

    private GenericFileWriterFactory factory() {
        return new GenericFileWriterFactory.Builder(table).build();
    }

    private EncryptedOutputFile output() {
        String name = UUID.randomUUID() + ".parquet";
        return EncryptedFiles.plainAsEncryptedOutput(
                table.io().newOutputFile(table.locationProvider().newDataLocation(name)));
    }

    private StructLike partition(String value) {
        if (table.spec().isUnpartitioned()) {
            return null;
        }
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, value);
        return partition;
    }
}
