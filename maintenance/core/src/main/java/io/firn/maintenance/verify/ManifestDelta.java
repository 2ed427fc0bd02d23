package io.firn.maintenance.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The difference between a snapshot and its parent, read from their manifests: live data files of the manifests that only
 * the parent has, and of those that only the child has. A manifest that both have needs no look, being immutable.
 */
record ManifestDelta(Map<String, LiveFile> before, Map<String, LiveFile> after) {
    private static final List<String> COLUMNS = List.of("file_path", "record_count", "file_size_in_bytes");

    static ManifestDelta between(Table table, Optional<Snapshot> parent, Snapshot child) {
        List<ManifestFile> old =
                parent.map(snapshot -> snapshot.dataManifests(table.io())).orElse(List.of());
        List<ManifestFile> present = child.dataManifests(table.io());
        return new ManifestDelta(live(table, old, paths(present)), live(table, present, paths(old)));
    }

    private static Map<String, LiveFile> live(Table table, List<ManifestFile> manifests, Set<String> except) {
        Map<String, LiveFile> files = new HashMap<>();
        for (ManifestFile manifest : manifests) {
            if (except.contains(manifest.path())) {
                continue;
            }
            try (ManifestReader<DataFile> reader =
                    ManifestFiles.read(manifest, table.io(), table.specs()).select(COLUMNS)) {
                for (DataFile file : reader) {
                    long sequenceNumber =
                            Optional.ofNullable(file.dataSequenceNumber()).orElse(0L);
                    files.put(file.location(), new LiveFile(file.recordCount(), sequenceNumber));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close a manifest", e);
            }
        }
        return files;
    }

    private static Set<String> paths(List<ManifestFile> manifests) {
        return manifests.stream().map(ManifestFile::path).collect(Collectors.toSet());
    }
}
