package io.firn.maintenance.engine;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.OutputFileFactory;

/** Where the outputs of one group of files go: each has a name of its own with the run's id. One thread. */
final class OutputLocations {
    private final OutputFileFactory factory;
    private final FileScanTask first;
    private final List<String> begun = new ArrayList<>();

    private OutputLocations(OutputFileFactory factory, FileScanTask first) {
        this.factory = factory;
        this.first = first;
    }

    /** @param index tells the files of one plan's groups apart; a later plan of the run has names of its own */
    static OutputLocations of(Work work, List<FileScanTask> inputs, int index) {
        FileScanTask first = inputs.get(0);
        OutputFileFactory factory = OutputFileFactory.builderFor(work.table(), index, work.replans())
                .defaultSpec(first.spec())
                .operationId(work.runId())
                .ioSupplier(work.uncommitted()::io)
                .build();
        return new OutputLocations(factory, first);
    }

    EncryptedOutputFile next() {
        EncryptedOutputFile file = next(factory, first.spec(), first.file().partition());
        begun.add(file.encryptingOutputFile().location());
        return file;
    }

    /** Without a partition its path would be an empty segment, as in {@code data//file}, which some object stores refuse. */
    static EncryptedOutputFile next(OutputFileFactory factory, PartitionSpec spec, StructLike partition) {
        return spec.isUnpartitioned() ? factory.newOutputFile() : factory.newOutputFile(spec, partition);
    }

    /** Of every file that was begun, finished or not. */
    List<String> begun() {
        return List.copyOf(begun);
    }
}
