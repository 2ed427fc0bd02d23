package io.firn.maintenance.engine;

import io.firn.maintenance.verify.DeleteFileKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * The delete files of one snapshot, told apart by whether a scan of it would apply them to any data file. It is Iceberg's
 * own scan planning that says so, and with it every rule there is: sequence numbers, equality deletes of an unpartitioned
 * spec reaching the files of all specs, the others those of their spec and partition, a deletion vector its one file.
 *
 * @param dangling delete files that no live data file has a use for (hazard H14)
 * @param partitions the others that name positions, by spec and partition
 * @param vectors deletion vectors that are in use
 */
record DeleteFileUse(
        Snapshot snapshot, List<DeleteFile> dangling, List<OfPartition> partitions, List<DeleteFile> vectors) {

    /** @param dataFiles live data files of the partition, with their data sequence numbers */
    record OfPartition(
            PartitionSpec spec, StructLike partition, List<DeleteFile> deletes, Map<String, Long> dataFiles) {}

    private record Key(int specId, String path) {}

    /** @param minToMerge positional delete files of one partition from which on its data files are of interest */
    static DeleteFileUse of(Table table, Snapshot snapshot, int minToMerge) {
        List<DeleteFile> all = read(table, snapshot);
        Map<Key, OfPartition> partitions = new LinkedHashMap<>();
        for (DeleteFile delete : all) {
            if (delete.content() == FileContent.POSITION_DELETES && !ContentFileUtil.isDV(delete)) {
                PartitionSpec spec = spec(table, delete.specId());
                partitions
                        .computeIfAbsent(
                                new Key(spec.specId(), spec.partitionToPath(delete.partition())),
                                key -> new OfPartition(spec, delete.partition(), new ArrayList<>(), new HashMap<>()))
                        .deletes()
                        .add(delete);
            }
        }
        partitions.values().removeIf(partition -> partition.deletes().size() < minToMerge);
        Set<DeleteFileKey> used = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                task.deletes().forEach(delete -> used.add(DeleteFileKey.of(delete)));
                OfPartition partition = partitions.isEmpty()
                        ? null
                        : partitions.get(new Key(
                                task.spec().specId(),
                                task.spec().partitionToPath(task.file().partition())));
                if (partition != null) {
                    partition.dataFiles().put(task.file().location(), sequenceNumber(task));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tell which delete files are in use", e);
        }
        partitions.values().forEach(partition -> partition.deletes().removeIf(delete -> !isIn(used, delete)));
        return new DeleteFileUse(
                snapshot,
                all.stream().filter(delete -> !isIn(used, delete)).toList(),
                List.copyOf(partitions.values()),
                all.stream()
                        .filter(delete -> ContentFileUtil.isDV(delete) && isIn(used, delete))
                        .toList());
    }

    private static boolean isIn(Set<DeleteFileKey> used, DeleteFile delete) {
        return used.contains(DeleteFileKey.of(delete));
    }

    private static long sequenceNumber(FileScanTask task) {
        return Optional.ofNullable(task.file().dataSequenceNumber())
                .orElseThrow(() -> new IllegalStateException("Cannot merge deletes: a file has no sequence number"));
    }

    private static PartitionSpec spec(Table table, int id) {
        return Optional.ofNullable(table.specs().get(id))
                .orElseThrow(() -> new IllegalStateException("Cannot read deletes: the table has no spec " + id));
    }

    private static List<DeleteFile> read(Table table, Snapshot snapshot) {
        List<DeleteFile> deletes = new ArrayList<>();
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            try (ManifestReader<DeleteFile> reader =
                    ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                reader.forEach(delete -> deletes.add(delete.copyWithoutStats()));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close a manifest", e);
            }
        }
        return deletes;
    }
}
