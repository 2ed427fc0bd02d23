package io.firn.maintenance.replay;

import io.firn.lake.table.FileChanges;
import io.firn.lake.table.PartitionFiles;
import io.firn.maintenance.plan.CompactionThresholds;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.replay.ReplayedPartition.Rewritten;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The live files of a table as a replay goes on. */
final class ReplayedFiles {
    private record Key(int specId, String partition) {}

    private final Map<Key, ReplayedPartition> partitions = new LinkedHashMap<>();

    ReplayedFiles(List<PartitionFiles> atStart) {
        atStart.forEach(files -> partition(files).add(files));
    }

    void apply(FileChanges changes) {
        changes.removed().forEach(files -> partition(files).remove(files));
        changes.added().forEach(files -> partition(files).add(files));
    }

    Rewritten compact(Policy policy, CompactionThresholds thresholds) {
        Rewritten all = Rewritten.NOTHING;
        for (ReplayedPartition partition : partitions.values()) {
            all = all.plus(partition.compact(
                    thresholds, policy.compaction().targetFileSize().bytes()));
        }
        // As the engine does: the plan counts every delete there is, so those that apply to nothing must go.
        return all.inputFiles() == 0 && policy.deleteFiles().enabled() ? dropDangling() : all;
    }

    Rewritten rewriteDeletes(long leastToMerge) {
        Rewritten all = dropDangling();
        for (ReplayedPartition partition : partitions.values()) {
            all = all.plus(partition.mergePositionDeletes(leastToMerge));
        }
        return all;
    }

    private Rewritten dropDangling() {
        Rewritten all = Rewritten.NOTHING;
        for (ReplayedPartition partition : partitions.values()) {
            all = all.plus(partition.dropDangling());
        }
        return all;
    }

    long dataFiles() {
        return partitions.values().stream()
                .mapToLong(ReplayedPartition::dataFiles)
                .sum();
    }

    long deleteFiles() {
        return partitions.values().stream()
                .mapToLong(ReplayedPartition::deleteFiles)
                .sum();
    }

    List<PartitionFiles> partitions() {
        return partitions.values().stream().map(ReplayedPartition::files).toList();
    }

    private ReplayedPartition partition(PartitionFiles files) {
        return partitions.computeIfAbsent(
                new Key(files.specId(), files.partition()), unseen -> new ReplayedPartition(files));
    }
}
