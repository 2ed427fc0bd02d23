package io.firn.maintenance.engine;

import io.firn.maintenance.reachability.ManifestReads;
import io.firn.maintenance.reachability.ReachableFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * The files that snapshots to expire refer to and no remaining snapshot does, whichever branch or tag or none it belongs
 * to (hazards H8, H9). If one thing cannot be read it throws, and then nothing may be deleted.
 *
 * @param content data and delete files, location to bytes
 * @param metadata manifests, manifest lists and statistics files, location to bytes, 0 where not known
 */
record UnneededFiles(Map<String, Long> content, Map<String, Long> metadata) {

    int count() {
        return content.size() + metadata.size();
    }

    long bytes() {
        return content.values().stream().mapToLong(Long::longValue).sum()
                + metadata.values().stream().mapToLong(Long::longValue).sum();
    }

    /** @param remaining what the table can reach without the expired snapshots */
    static UnneededFiles of(TableMetadata before, Set<Long> expired, ReachableFiles remaining, FileIO io) {
        Map<String, Long> content = new LinkedHashMap<>();
        Map<String, Long> metadata = new LinkedHashMap<>();
        for (long id : expired) {
            Snapshot snapshot = before.snapshot(id);
            for (ManifestFile manifest : ManifestReads.manifests(snapshot, io)) {
                if (!remaining.contains(manifest.path())
                        && metadata.putIfAbsent(manifest.path(), manifest.length()) == null) {
                    ManifestReads.entries(manifest, io, content::put);
                }
            }
            Optional.ofNullable(snapshot.manifestListLocation()).ifPresent(list -> metadata.put(list, 0L));
        }
        for (StatisticsFile file : before.statisticsFiles()) {
            if (expired.contains(file.snapshotId())) {
                metadata.put(file.path(), file.fileSizeInBytes());
            }
        }
        for (PartitionStatisticsFile file : before.partitionStatisticsFiles()) {
            if (expired.contains(file.snapshotId())) {
                metadata.put(file.path(), file.fileSizeInBytes());
            }
        }
        // An expired snapshot may have added a file that is live to this day.
        content.keySet().removeIf(remaining::contains);
        metadata.keySet().removeIf(remaining::contains);
        return new UnneededFiles(content, metadata);
    }
}
