package io.firn.maintenance.plan;

import io.firn.maintenance.policy.Policy;

/**
 * When a partition is worth a rewrite. The planner asks it with a table's totals and the engine with the files
 * themselves, so that what is planned is what is done.
 *
 * @param smallFileBytes a data file below it is small
 * @param minInputFiles small files that one partition needs
 * @param maxDeleteRatio deleted records per record of one partition above which they are folded in
 */
public record CompactionThresholds(long smallFileBytes, int minInputFiles, double maxDeleteRatio) {

    public static CompactionThresholds of(Policy.Compaction policy, Trigger trigger) {
        return trigger.relaxesThresholds()
                ? new CompactionThresholds(policy.smallFileBytes(), 2, 0)
                : new CompactionThresholds(policy.smallFileBytes(), policy.minInputFiles(), policy.maxDeleteRatio());
    }

    public boolean merges(long smallFiles) {
        return smallFiles >= minInputFiles;
    }

    public boolean foldsDeletes(double deleteRatio) {
        return deleteRatio > maxDeleteRatio;
    }
}
