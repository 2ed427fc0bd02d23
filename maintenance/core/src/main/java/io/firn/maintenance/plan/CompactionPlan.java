package io.firn.maintenance.plan;

import io.firn.lake.config.DataSize;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.util.Locale;

/** Whether some partition has enough small files, or enough deleted rows, to be worth a rewrite. */
final class CompactionPlan {
    private final Policy.Compaction policy;
    private final CompactionThresholds thresholds;

    private long smallFiles;
    private long partitionsWithSmallFiles;
    private long mostInOne;
    private double highestRatio;
    private long partitionsToMerge;
    private long partitionsToFold;
    private long inputFiles;
    private long inputBytes;

    private CompactionPlan(Policy.Compaction policy, CompactionThresholds thresholds) {
        this.policy = policy;
        this.thresholds = thresholds;
    }

    static Decision decide(TableState state, Policy.Compaction policy, Trigger trigger) {
        CompactionPlan plan = new CompactionPlan(policy, CompactionThresholds.of(policy, trigger));
        state.partitions().stream()
                .filter(partition -> partition.dataFiles().files() > 0)
                .forEach(plan::add);
        boolean chosen = plan.partitionsToMerge + plan.partitionsToFold > 0;
        return new Decision(
                state.name(), Operation.COMPACTION, chosen, plan.reason(), plan.inputFiles, plan.inputBytes);
    }

    private void add(PartitionFiles partition) {
        long small = partition.dataFilesBelow(thresholds.smallFileBytes());
        double ratio = (double) partition.deleteRecords()
                / Math.max(1, partition.dataFiles().records());
        smallFiles += small;
        partitionsWithSmallFiles += small > 0 ? 1 : 0;
        mostInOne = Math.max(mostInOne, small);
        highestRatio = Math.max(highestRatio, ratio);
        if (thresholds.foldsDeletes(ratio)) {
            partitionsToFold++;
            inputFiles += partition.dataFiles().files();
            inputBytes += partition.dataFiles().bytes();
        } else if (thresholds.merges(small)) {
            partitionsToMerge++;
            inputFiles += small;
            long[] sizes = partition.dataFileSizes();
            for (int i = 0; i < small; i++) {
                inputBytes += sizes[i];
            }
        }
    }

    private String reason() {
        String small = smallFiles + " small files (below " + new DataSize(policy.smallFileBytes()) + ") in "
                + partitionsWithSmallFiles + " partitions, at most " + mostInOne + " in one, at least "
                + thresholds.minInputFiles() + " needed in one";
        String deletes = String.format(
                Locale.ROOT,
                "deletes are at most %.1f %% of a partition's rows, more than %.1f %% needed",
                highestRatio * 100,
                thresholds.maxDeleteRatio() * 100);
        if (partitionsToMerge + partitionsToFold == 0) {
            return small + "; " + deletes;
        }
        if (partitionsToFold == 0) {
            return small;
        }
        return (partitionsToMerge > 0 ? small + "; " : "") + deletes + " (" + partitionsToFold + " partitions)";
    }
}
