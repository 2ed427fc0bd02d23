package io.firn.maintenance.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Checks, on a freshly loaded table, that a committed rewrite of delete files took out and put in exactly those that it
 * was to, and left every data file as it was.
 */
public record CommittedDeletes(Set<DeleteFileKey> removed, Set<DeleteFileKey> added) {
    private static final List<String> COLUMNS =
            List.of("file_path", "content_offset", "record_count", "file_size_in_bytes");

    public CommittedDeletes {
        removed = Set.copyOf(removed);
        added = Set.copyOf(added);
    }

    /** What is wrong; empty when all is as it should be. */
    public List<String> problems(Table reloaded, Snapshot committed) {
        Optional<Snapshot> parent =
                Optional.ofNullable(committed.parentId()).flatMap(id -> Optional.ofNullable(reloaded.snapshot(id)));
        if (parent.isEmpty()) {
            return List.of("the parent of the run's snapshot is gone, nothing to compare it with");
        }
        List<String> problems = new ArrayList<>();
        ManifestDelta data = ManifestDelta.between(reloaded, parent, committed);
        if (!data.before().equals(data.after())) {
            problems.add("data files changed");
        }
        Set<DeleteFileKey> expected = live(reloaded, parent.get());
        expected.removeAll(removed);
        expected.addAll(added);
        Set<DeleteFileKey> found = live(reloaded, committed);
        long missing = expected.stream().filter(key -> !found.contains(key)).count();
        long surplus = found.stream().filter(key -> !expected.contains(key)).count();
        if (missing > 0) {
            problems.add(missing + " delete files were lost");
        }
        if (surplus > 0) {
            problems.add(surplus + " delete files should not be there");
        }
        return problems;
    }

    private static Set<DeleteFileKey> live(Table table, Snapshot snapshot) {
        Set<DeleteFileKey> keys = new HashSet<>();
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            try (ManifestReader<DeleteFile> reader = ManifestFiles.readDeleteManifest(
                            manifest, table.io(), table.specs())
                    .select(COLUMNS)) {
                reader.forEach(delete -> keys.add(DeleteFileKey.of(delete)));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close a manifest", e);
            }
        }
        return keys;
    }
}
