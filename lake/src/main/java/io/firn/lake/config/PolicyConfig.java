package io.firn.lake.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration says of the tables that {@code match} (a glob over {@code namespace.table}); an absent value is
 * inherited from the next less specific policy, in the end from the defaults.
 *
 * @param origins where each value that is present was written, by its key, for example {@code snapshots.keep-for}
 */
public record PolicyConfig(
        String match,
        Compaction compaction,
        Snapshots snapshots,
        Manifests manifests,
        DeleteFiles deleteFiles,
        Orphans orphans,
        List<String> windows,
        Map<String, Origin> origins) {
    public PolicyConfig {
        windows = List.copyOf(windows);
        origins = Map.copyOf(origins);
    }

    /** From no file. */
    public PolicyConfig(
            String match,
            Compaction compaction,
            Snapshots snapshots,
            Manifests manifests,
            DeleteFiles deleteFiles,
            Orphans orphans,
            List<String> windows) {
        this(match, compaction, snapshots, manifests, deleteFiles, orphans, windows, Map.of());
    }

    /** Says nothing of its own: every value is inherited. */
    public static PolicyConfig inheriting(String match) {
        return new PolicyConfig(
                match,
                new Compaction(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new Snapshots(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new Manifests(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new DeleteFiles(Optional.empty(), Optional.empty(), Optional.empty()),
                new Orphans(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                List.of());
    }

    public PolicyConfig with(Compaction other) {
        return new PolicyConfig(match, other, snapshots, manifests, deleteFiles, orphans, windows, origins);
    }

    public PolicyConfig with(Snapshots other) {
        return new PolicyConfig(match, compaction, other, manifests, deleteFiles, orphans, windows, origins);
    }

    public PolicyConfig with(DeleteFiles other) {
        return new PolicyConfig(match, compaction, snapshots, manifests, other, orphans, windows, origins);
    }

    public PolicyConfig with(Orphans other) {
        return new PolicyConfig(match, compaction, snapshots, manifests, deleteFiles, other, windows, origins);
    }

    /**
     * @param minInputFiles small files in one partition that make a rewrite worth it
     * @param maxDeleteRatio share of a partition's rows that deletes may reach before they are folded in, 0 to 1
     * @param strategy in which order rows are written
     * @param verify what a rewrite is compared by before it is committed
     * @param cron Quartz cron expression at which the operation is tried whatever the threshold
     */
    public record Compaction(
            Optional<Boolean> enabled,
            Optional<Integer> minInputFiles,
            Optional<DataSize> targetFileSize,
            Optional<Double> maxDeleteRatio,
            Optional<CompactionStrategy> strategy,
            Optional<Verification> verify,
            Optional<String> cron) {}

    /**
     * @param keepFor age below which every snapshot stays
     * @param keepAtLeast writers' snapshots that stay whatever their age
     * @param retiredWriters Flink job ids whose last checkpoint no longer holds snapshots back (hazard H1)
     * @param positionKeys snapshot summary keys with which other engines mark how far they have come (hazard H2)
     * @param dropAgedRefs whether a branch or tag goes once it is older than its own max-ref-age (hazard H10)
     * @param consumerLagCap how long a reader's registered position holds snapshots back (hazard H16)
     */
    public record Snapshots(
            Optional<Boolean> enabled,
            Optional<Duration> keepFor,
            Optional<Integer> keepAtLeast,
            List<String> retiredWriters,
            List<String> positionKeys,
            Optional<Boolean> dropAgedRefs,
            Optional<Duration> consumerLagCap,
            Optional<String> cron) {
        public Snapshots {
            retiredWriters = List.copyOf(retiredWriters);
            positionKeys = List.copyOf(positionKeys);
        }
    }

    /** @param maxCount manifests of data files above which they are rewritten, when there are also more than needed */
    public record Manifests(
            Optional<Boolean> enabled,
            Optional<Integer> maxCount,
            Optional<DataSize> targetSize,
            Optional<String> cron) {}

    /** @param minInputFiles delete files of one partition that make merging them, or dropping the dangling ones, worth it */
    public record DeleteFiles(Optional<Boolean> enabled, Optional<Integer> minInputFiles, Optional<String> cron) {}

    /**
     * @param olderThan age below which a file is never an orphan; three days at least count (hazard H3)
     * @param scansApart time between the two scans that must both find a file orphaned
     * @param quarantineFor how long an orphan can be put back before it is deleted
     * @param maxFraction share of a table's files, and of their bytes, that one run may touch, 0 to 1 (hazard H8)
     * @param quarantineLocation where orphans are moved to; beside the table's location unless it says otherwise
     */
    public record Orphans(
            Optional<Boolean> enabled,
            Optional<Duration> olderThan,
            Optional<Duration> scansApart,
            Optional<Duration> quarantineFor,
            Optional<Double> maxFraction,
            Optional<String> quarantineLocation,
            Optional<String> cron) {}
}
