package io.firn.maintenance.engine;

import io.firn.maintenance.engine.DeleteFileUse.OfPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.OutputFileFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the positions of many delete files into one, and reads that back. Positions of data files that are gone, or that
 * the delete file never applied to, are left behind: under the merged file's sequence number they could come to apply.
 */
final class DeleteFileMerge {
    private final Table table;
    private final Work work;
    private int outputs;

    /** @param table as it is now, which may be newer than the work's */
    DeleteFileMerge(Table table, Work work) {
        this.table = table;
        this.work = work;
    }

    /**
     * @param outputs with the data sequence number of each
     * @param positionsDropped of files that are gone, or said twice
     */
    record Merged(
            List<DeleteFile> inputs,
            Map<DeleteFile, Long> outputs,
            long positionsIn,
            long positionsOut,
            long positionsDropped) {}

    /** @param deletes some of those of the partition */
    Merged positions(OfPartition partition, List<DeleteFile> deletes) {
        Map<String, PositionDeleteIndex> kept = new TreeMap<>();
        long in = 0;
        long sequenceNumber = 0;
        for (DeleteFile delete : deletes) {
            in += read(delete, partition.dataFiles(), kept);
            sequenceNumber = Math.max(sequenceNumber, sequenceNumber(delete));
        }
        expect(
                "positions read",
                deletes.stream().mapToLong(DeleteFile::recordCount).sum(),
                in);
        long out = cardinality(kept.values());
        Map<DeleteFile, Long> written = new LinkedHashMap<>();
        if (out > 0) {
            DeleteFile merged = write(partition, kept);
            Map<String, PositionDeleteIndex> stored = new TreeMap<>();
            expect("positions stored", out, read(merged, partition.dataFiles(), stored));
            expect("positions recorded", out, merged.recordCount());
            kept.forEach((path, positions) -> expectSame(positions, stored.get(path)));
            written.put(merged, sequenceNumber);
        }
        return new Merged(deletes, written, in, out, in - out);
    }

    /** Each vector keeps its own sequence number and its file: only the file that it is stored in changes. */
    Merged vectors(List<DeleteFile> vectors) {
        OutputFileFactory locations = OutputFileFactory.builderFor(table, outputs++, 0)
                .operationId(work.runId())
                .ioSupplier(work.uncommitted()::io)
                .format(FileFormat.PUFFIN)
                .build();
        BaseDeleteLoader loader = new BaseDeleteLoader(file -> table.io().newInputFile(file.location()));
        Map<String, DeleteFile> byDataFile = new HashMap<>();
        Map<String, PositionDeleteIndex> before = new HashMap<>();
        long in = 0;
        for (DeleteFile vector : vectors) {
            PositionDeleteIndex positions = load(loader, vector);
            expect("positions of a vector", vector.recordCount(), positions.cardinality());
            in += positions.cardinality();
            if (byDataFile.put(vector.referencedDataFile(), vector) != null) {
                throw new RowsDoNotAddUpException("a data file has more than one deletion vector");
            }
            before.put(vector.referencedDataFile(), positions);
        }
        List<DeleteFile> written = write(locations, byDataFile, before);
        expect("vectors written", vectors.size(), written.size());
        Map<DeleteFile, Long> outputsBySequence = new LinkedHashMap<>();
        long out = 0;
        for (DeleteFile vector : written) {
            DeleteFile original = byDataFile.get(vector.referencedDataFile());
            PositionDeleteIndex stored = load(loader, vector);
            expectSame(before.get(vector.referencedDataFile()), stored);
            out += stored.cardinality();
            outputsBySequence.put(vector, sequenceNumber(original));
        }
        expect("positions stored", in, out);
        return new Merged(vectors, outputsBySequence, in, out, 0);
    }

    private List<DeleteFile> write(
            OutputFileFactory locations,
            Map<String, DeleteFile> byDataFile,
            Map<String, PositionDeleteIndex> positions) {
        BaseDVFileWriter writer = new BaseDVFileWriter(locations, path -> null);
        byDataFile.forEach(
                (path, vector) -> writer.delete(path, positions.get(path), spec(vector), vector.partition()));
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write deletion vectors", e);
        }
        return writer.result().deleteFiles();
    }

    private PartitionSpec spec(DeleteFile delete) {
        return Optional.ofNullable(table.specs().get(delete.specId()))
                .orElseThrow(() -> new IllegalStateException("Cannot merge deletes: one has an unknown spec"));
    }

    private static PositionDeleteIndex load(BaseDeleteLoader loader, DeleteFile vector) {
        return loader.loadPositionDeletes(List.of(vector), vector.referencedDataFile());
    }

    /** Adds what applies to {@code positions}; returns how many there were. */
    private long read(DeleteFile delete, Map<String, Long> dataFiles, Map<String, PositionDeleteIndex> positions) {
        long sequenceNumber = Optional.ofNullable(delete.dataSequenceNumber()).orElse(Long.MAX_VALUE);
        long read = 0;
        try (CloseableIterable<Record> rows = FormatModelRegistry.<Record, Object>readBuilder(
                        delete.format(), Record.class, table.io().newInputFile(delete.location()))
                .project(DeleteSchemaUtil.pathPosSchema())
                .reuseContainers()
                .build()) {
            for (Record row : rows) {
                read++;
                String path = String.valueOf(row.get(0));
                Long dataSequenceNumber = dataFiles.get(path);
                if (dataSequenceNumber != null && dataSequenceNumber <= sequenceNumber) {
                    positions
                            .computeIfAbsent(path, unseen -> Deletes.toPositionIndex(CloseableIterable.empty()))
                            .delete((Long) row.get(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read positions of a delete file", e);
        }
        return read;
    }

    private DeleteFile write(OfPartition partition, Map<String, PositionDeleteIndex> positions) {
        OutputFileFactory factory = OutputFileFactory.builderFor(table, outputs++, 0)
                .defaultSpec(partition.spec())
                .operationId(work.runId())
                .ioSupplier(work.uncommitted()::io)
                .suffix("deletes")
                .build();
        EncryptedOutputFile file = OutputLocations.next(factory, partition.spec(), partition.partition());
        PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newPositionDeleteWriter(file, partition.spec(), partition.partition());
        try (writer) {
            PositionDelete<Record> delete = PositionDelete.create();
            positions.forEach((path, index) -> index.forEach(position -> writer.write(delete.set(path, position))));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write positions to a delete file", e);
        }
        return writer.toDeleteFile();
    }

    private static long sequenceNumber(@Nullable DeleteFile delete) {
        return Optional.ofNullable(delete)
                .map(DeleteFile::dataSequenceNumber)
                .orElseThrow(() -> new IllegalStateException("Cannot merge deletes: one has no sequence number"));
    }

    private static long cardinality(Collection<PositionDeleteIndex> positions) {
        return positions.stream().mapToLong(PositionDeleteIndex::cardinality).sum();
    }

    private static void expect(String what, long expected, long found) {
        if (expected != found) {
            throw new RowsDoNotAddUpException(what + ": " + found + ", expected " + expected);
        }
    }

    private static void expectSame(@Nullable PositionDeleteIndex expected, @Nullable PositionDeleteIndex found) {
        if (expected == null || found == null) {
            throw new RowsDoNotAddUpException("a data file's positions are not in storage");
        }
        long[] missing = new long[1];
        expected.forEach(position -> missing[0] += found.isDeleted(position) ? 0 : 1);
        expect("positions missing in storage", 0, missing[0]);
        expect("positions of a data file in storage", expected.cardinality(), found.cardinality());
    }
}
