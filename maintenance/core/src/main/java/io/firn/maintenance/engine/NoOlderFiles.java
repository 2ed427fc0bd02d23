package io.firn.maintenance.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;

/**
 * Refuses a commit when, since the snapshot that it was decided on, a data file has come whose data sequence number is not
 * above that snapshot's: a delete that applied to nothing may apply to it. New rows always get a higher one, but somebody
 * else's compaction that keeps its starting sequence number does not. Asked again at every attempt, on the table as it
 * then is.
 */
record NoOlderFiles(Table table, Snapshot start) implements SnapshotAncestryValidator {
    private static final List<String> COLUMNS = List.of("file_path", "record_count", "file_size_in_bytes");

    @Override
    public boolean validate(Iterable<Snapshot> baseSnapshots) {
        Snapshot head = null;
        for (Snapshot snapshot : baseSnapshots) {
            if (head == null) {
                head = snapshot;
            }
            if (snapshot.snapshotId() == start.snapshotId()) {
                return head == snapshot || !hasOlderFiles(head);
            }
        }
        return false; // A rollback has taken the start out of the branch.
    }

    @Override
    public String errorMessage() {
        return "data files came that deletes may apply to";
    }

    private boolean hasOlderFiles(Snapshot head) {
        Set<String> known = start.dataManifests(table.io()).stream()
                .map(ManifestFile::path)
                .collect(Collectors.toCollection(HashSet::new));
        for (ManifestFile manifest : head.dataManifests(table.io())) {
            if (!known.contains(manifest.path()) && hasOlderFiles(manifest)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasOlderFiles(ManifestFile manifest) {
        try (ManifestReader<DataFile> reader =
                ManifestFiles.read(manifest, table.io(), table.specs()).select(COLUMNS)) {
            for (DataFile file : reader) {
                Long added = file.fileSequenceNumber();
                Long data = file.dataSequenceNumber();
                // What was there at the start has been looked at, wherever its entry has moved since.
                boolean isNew = added == null || added > start.sequenceNumber();
                if (isNew && (data == null || data <= start.sequenceNumber())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a manifest", e);
        }
    }
}
