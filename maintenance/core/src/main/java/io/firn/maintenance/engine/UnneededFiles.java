package io.firn.maintenance.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * The files that expired snapshots refer to and no remaining snapshot does, whichever branch or tag or none it belongs to
 * (hazards H8, H9). Reads every remaining manifest that could matter; if one thing cannot be read it throws, and then
 * nothing may be deleted.
 *
 * @param content data and delete files, location to bytes
 * @param metadata manifests, manifest lists and statistics files, location to bytes, 0 where not known
 */
record UnneededFiles(Map<String, Long> content, Map<String, Long> metadata) {
    private static final List<String> COLUMNS = List.of("file_path", "file_size_in_bytes", "record_count");

    int count() {
        return content.size() + metadata.size();
    }

    long bytes() {
        return content.values().stream().mapToLong(Long::longValue).sum()
                + metadata.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * @param before what the expiry was committed on
     * @param remaining the table, loaded after the commit
     */
    static UnneededFiles of(TableMetadata before, Set<Long> expired, Table remaining) {
        FileIO io = remaining.io();
        Map<String, ManifestFile> needed = new HashMap<>();
        Set<String> neededLists = new HashSet<>();
        for (Snapshot snapshot : remaining.snapshots()) {
            snapshot.allManifests(io).forEach(manifest -> needed.put(manifest.path(), manifest));
            Optional.ofNullable(snapshot.manifestListLocation()).ifPresent(neededLists::add);
        }
        Map<String, ManifestFile> unneeded = new LinkedHashMap<>();
        Map<String, Long> lists = new LinkedHashMap<>();
        for (long id : expired) {
            Snapshot snapshot = before.snapshot(id);
            for (ManifestFile manifest : snapshot.allManifests(io)) {
                if (!needed.containsKey(manifest.path())) {
                    unneeded.put(manifest.path(), manifest);
                }
            }
            Optional.ofNullable(snapshot.manifestListLocation()).ifPresent(list -> lists.put(list, 0L));
        }
        lists.keySet().removeAll(neededLists);
        Map<Integer, PartitionSpec> specs = before.specsById();
        Map<String, Long> content = new LinkedHashMap<>();
        read(unneeded.values(), io, specs, content::put);
        if (!content.isEmpty()) {
            // An expired snapshot may have added a file that is live to this day.
            read(needed.values(), io, specsOf(remaining, specs), (path, bytes) -> content.remove(path));
        }
        Map<String, Long> metadata = new LinkedHashMap<>();
        unneeded.values().forEach(manifest -> metadata.put(manifest.path(), manifest.length()));
        metadata.putAll(lists);
        metadata.putAll(statistics(before, expired, remaining));
        return new UnneededFiles(content, metadata);
    }

    private static Map<Integer, PartitionSpec> specsOf(Table remaining, Map<Integer, PartitionSpec> before) {
        Map<Integer, PartitionSpec> specs = new HashMap<>(before);
        specs.putAll(remaining.specs());
        return specs;
    }

    private static Map<String, Long> statistics(TableMetadata before, Set<Long> expired, Table remaining) {
        Map<String, Long> files = new LinkedHashMap<>();
        for (StatisticsFile file : before.statisticsFiles()) {
            if (expired.contains(file.snapshotId())) {
                files.put(file.path(), file.fileSizeInBytes());
            }
        }
        for (PartitionStatisticsFile file : before.partitionStatisticsFiles()) {
            if (expired.contains(file.snapshotId())) {
                files.put(file.path(), file.fileSizeInBytes());
            }
        }
        remaining.statisticsFiles().forEach(file -> files.remove(file.path()));
        remaining.partitionStatisticsFiles().forEach(file -> files.remove(file.path()));
        return files;
    }

    private static void read(
            Collection<ManifestFile> manifests,
            FileIO io,
            Map<Integer, PartitionSpec> specs,
            ObjLongConsumer<String> file) {
        for (ManifestFile manifest : manifests) {
            try (ManifestReader<? extends ContentFile<?>> reader = manifest.content() == ManifestContent.DATA
                    ? ManifestFiles.read(manifest, io, specs).select(COLUMNS)
                    : ManifestFiles.readDeleteManifest(manifest, io, specs).select(COLUMNS)) {
                for (ContentFile<?> live : reader) {
                    file.accept(live.location(), live.fileSizeInBytes());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close a manifest", e);
            }
        }
    }
}
