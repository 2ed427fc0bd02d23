package io.firn.maintenance.engine;

import io.firn.maintenance.plan.CompactionThresholds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.expressions.Expressions;

/**
 * Iceberg's bin-packing planner with the policy's own choice of files, so that it takes what the plan said. A group
 * never spans partitions or partition specs: rows stay under the spec that their files were written with, because a
 * delete reaches a file by its spec and partition, and moving rows would change what later deletes apply to.
 */
final class FileGroupPlanner extends BinPackRewriteFilePlanner {
    /** More only where they are so small that fewer do not make one file of the target size. */
    private static final long FILES_IN_GROUP = 1_000;

    private final CompactionThresholds thresholds;
    private final long targetFileSize;
    private final long groupBytes;

    /** @param groupBytes the most that one group may read, two target sizes at least */
    FileGroupPlanner(
            Table table, long snapshotId, CompactionThresholds thresholds, long targetFileSize, long groupBytes) {
        super(table, Expressions.alwaysTrue(), snapshotId, true);
        this.thresholds = thresholds;
        this.targetFileSize = targetFileSize;
        this.groupBytes = groupBytes;
        init(Map.of(TARGET_FILE_SIZE_BYTES, Long.toString(targetFileSize)));
    }

    /** By the youngest file of each group, oldest first: what writers have left alone longest (hazard H12). */
    List<RewriteFileGroup> coldestFirst() {
        List<RewriteFileGroup> groups = new ArrayList<>();
        plan().groups().forEach(groups::add);
        groups.sort(Comparator.comparingLong(FileGroupPlanner::newestSequenceNumber));
        return groups;
    }

    private static long newestSequenceNumber(RewriteFileGroup group) {
        return group.fileScanTasks().stream()
                .map(task -> task.file().dataSequenceNumber())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private record Partition(int specId, String path) {}

    @Override
    protected Iterable<List<FileScanTask>> planFileGroups(Iterable<FileScanTask> tasks) {
        Map<Partition, List<FileScanTask>> byPartition = new LinkedHashMap<>();
        for (FileScanTask task : tasks) {
            Partition partition = new Partition(
                    task.file().specId(),
                    task.spec().partitionToPath(task.file().partition()));
            byPartition.computeIfAbsent(partition, unused -> new ArrayList<>()).add(task);
        }
        List<List<FileScanTask>> groups = new ArrayList<>();
        byPartition.values().forEach(partition -> groups.addAll(groups(partition)));
        return groups;
    }

    private List<List<FileScanTask>> groups(List<FileScanTask> partition) {
        boolean folds = thresholds.foldsDeletes(deleteRatio(partition));
        boolean merges =
                thresholds.merges(partition.stream().filter(this::isSmall).count());
        List<FileScanTask> chosen = partition.stream()
                .filter(task -> (merges && isSmall(task)) || (folds && hasDeletes(task)))
                .toList();
        return packed(chosen).stream()
                .filter(group -> group.size() > 1 || (folds && hasDeletes(group.get(0))))
                .toList();
    }

    /**
     * In their order, so that no group but a partition's last is below the target: what comes of it is not small again, and
     * no candidate of the next run.
     */
    private List<List<FileScanTask>> packed(List<FileScanTask> tasks) {
        List<List<FileScanTask>> groups = new ArrayList<>();
        List<FileScanTask> group = new ArrayList<>();
        long bytes = 0;
        for (FileScanTask task : tasks) {
            boolean isFull =
                    bytes + task.length() > groupBytes || (group.size() >= FILES_IN_GROUP && bytes >= targetFileSize);
            if (isFull && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                bytes = 0;
            }
            group.add(task);
            bytes += task.length();
        }
        groups.add(group);
        return groups;
    }

    /** Deletes that still apply to some file: ones that the table merely carries along do not count. */
    private static double deleteRatio(List<FileScanTask> partition) {
        Map<String, Long> deletes = new HashMap<>();
        long records = 0;
        for (FileScanTask task : partition) {
            records += task.file().recordCount();
            for (DeleteFile delete : task.deletes()) {
                deletes.put(delete.location() + '#' + delete.contentOffset(), delete.recordCount());
            }
        }
        return (double) deletes.values().stream().mapToLong(Long::longValue).sum() / Math.max(1, records);
    }

    private boolean isSmall(FileScanTask task) {
        return task.length() < thresholds.smallFileBytes();
    }

    private static boolean hasDeletes(FileScanTask task) {
        return !task.deletes().isEmpty();
    }
}
