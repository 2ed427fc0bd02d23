package io.firn.lake.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Reads the {@link FileHistory} of a table from its retained snapshots: of each the manifest list and the manifests that it
 * added, several snapshots at a time.
 */
final class FileHistoryReader {
    /** Bounds what one question may cost: two reads of the storage or so for each. */
    static final int MOST_SNAPSHOTS = 10_000;

    private static final int PARALLEL_READS = 8;

    private final Table table;

    FileHistoryReader(Table table) {
        this.table = table;
    }

    /** From the newest of: the given time, the oldest snapshot that is left, and {@link #MOST_SNAPSHOTS} ago. */
    FileHistory read(Instant from, PartitionReader partitions) {
        List<Snapshot> since = new ArrayList<>();
        Snapshot start = null;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            start = snapshot;
            if (Instant.ofEpochMilli(snapshot.timestampMillis()).isBefore(from) || since.size() == MOST_SNAPSHOTS) {
                break;
            }
            since.add(0, snapshot);
        }
        if (start == null) {
            return new FileHistory(from, List.of(), List.of());
        }
        if (!since.isEmpty() && since.get(0).equals(start)) {
            since.remove(0); // Nothing older is left to compare it with.
        }
        Instant committed = Instant.ofEpochMilli(start.timestampMillis());
        return new FileHistory(committed.isBefore(from) ? from : committed, partitions.of(start), changes(since));
    }

    /** Reads the live files of a snapshot. */
    interface PartitionReader {
        List<PartitionFiles> of(Snapshot snapshot);
    }

    private List<FileChanges> changes(List<Snapshot> snapshots) {
        List<Callable<FileChanges>> reads = snapshots.stream()
                .filter(snapshot -> !DataOperations.REPLACE.equals(snapshot.operation()))
                .<Callable<FileChanges>>map(snapshot -> () -> changes(snapshot))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL_READS);
        try {
            List<FileChanges> changes = new ArrayList<>();
            for (Future<FileChanges> read : threads.invokeAll(reads)) {
                changes.add(read.get());
            }
            return changes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot read what snapshots changed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot read what snapshots changed: interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private FileChanges changes(Snapshot snapshot) {
        SnapshotChanges changes =
                SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        return new FileChanges(
                snapshot.snapshotId(),
                partitions(changes.addedDataFiles(), changes.addedDeleteFiles()),
                partitions(changes.removedDataFiles(), changes.removedDeleteFiles()));
    }

    private List<PartitionFiles> partitions(
            Iterable<? extends ContentFile<?>> data, Iterable<? extends ContentFile<?>> deletes) {
        Map<PartitionTotals.Key, PartitionTotals> totals = new HashMap<>();
        for (Iterable<? extends ContentFile<?>> files : List.of(data, deletes)) {
            for (ContentFile<?> file : files) {
                PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()), "spec");
                totals.computeIfAbsent(
                                new PartitionTotals.Key(file.specId(), spec.partitionToPath(file.partition())),
                                unseen -> new PartitionTotals())
                        .add(file);
            }
        }
        List<PartitionFiles> partitions = new ArrayList<>();
        totals.forEach((key, sum) -> partitions.add(sum.toFiles(key)));
        return partitions;
    }
}
