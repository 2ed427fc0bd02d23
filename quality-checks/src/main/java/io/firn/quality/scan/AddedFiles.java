package io.firn.quality.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;

/** The files that one commit added. */
record AddedFiles(List<DataFile> data, List<DeleteFile> positionDeletes, List<DeleteFile> equalityDeletes) {
    AddedFiles {
        data = List.copyOf(data);
        positionDeletes = List.copyOf(positionDeletes);
        equalityDeletes = List.copyOf(equalityDeletes);
    }

    /** @throws UnknownOutcome if the snapshot is not there any more */
    static AddedFiles of(Table table, long snapshotId) {
        Snapshot snapshot = Optional.ofNullable(table.snapshot(snapshotId))
                .orElseThrow(() ->
                        new UnknownOutcome("Cannot read the files of snapshot " + snapshotId + ": it has expired"));
        SnapshotChanges changes =
                SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        List<DataFile> data = new ArrayList<>();
        changes.addedDataFiles().forEach(data::add);
        List<DeleteFile> positions = new ArrayList<>();
        List<DeleteFile> equalities = new ArrayList<>();
        for (DeleteFile file : changes.addedDeleteFiles()) {
            (file.content() == FileContent.EQUALITY_DELETES ? equalities : positions).add(file);
        }
        return new AddedFiles(data, positions, equalities);
    }

    long rows() {
        return data.stream().mapToLong(DataFile::recordCount).sum();
    }
}
