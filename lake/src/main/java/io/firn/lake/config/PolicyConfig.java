package io.firn.lake.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a configuration says of the tables that {@code match} (a glob over {@code namespace.table}); an absent value is
 * inherited from the next less specific policy, in the end from the defaults.
 */
public record PolicyConfig(String match, Compaction compaction, Snapshots snapshots, Manifests manifests) {

    /**
     * @param minInputFiles small files in one partition that make a rewrite worth it
     * @param maxDeleteRatio share of a partition's rows that deletes may reach before they are folded in, 0 to 1
     * @param cron Quartz cron expression at which the operation is tried whatever the threshold
     */
    public record Compaction(
            Optional<Boolean> enabled,
            Optional<Integer> minInputFiles,
            Optional<DataSize> targetFileSize,
            Optional<Double> maxDeleteRatio,
            Optional<String> cron) {}

    /**
     * @param keepFor age below which every snapshot stays
     * @param keepAtLeast writers' snapshots that stay whatever their age
     * @param retiredWriters Flink job ids whose last checkpoint no longer holds snapshots back (hazard H1)
     */
    public record Snapshots(
            Optional<Boolean> enabled,
            Optional<Duration> keepFor,
            Optional<Integer> keepAtLeast,
            List<String> retiredWriters,
            Optional<String> cron) {
        public Snapshots {
            retiredWriters = List.copyOf(retiredWriters);
        }
    }

    /** @param maxCount manifests of data files above which they are rewritten, when there are also more than needed */
    public record Manifests(
            Optional<Boolean> enabled,
            Optional<Integer> maxCount,
            Optional<DataSize> targetSize,
            Optional<String> cron) {}
}
