package io.firn.maintenance.policy;

import io.firn.lake.config.CompactionStrategy;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one table's maintenance aims at: every value is present, whether a policy or the defaults said it. */
public record Policy(
        Compaction compaction,
        Snapshots snapshots,
        Manifests manifests,
        DeleteFiles deleteFiles,
        Orphans orphans,
        List<String> windows) {
    public Policy {
        windows = List.copyOf(windows);
    }

    /** See {@link io.firn.lake.config.PolicyConfig.Compaction} for the values. */
    public record Compaction(
            boolean enabled,
            int minInputFiles,
            DataSize targetFileSize,
            double maxDeleteRatio,
            CompactionStrategy strategy,
            Verification verify,
            Optional<String> cron) {
        private static final double SMALL = 0.75;

        public Compaction {
            if (minInputFiles < 2) {
                throw new IllegalArgumentException(
                        "Cannot compact fewer than 2 files: min-input-files is " + minInputFiles);
            }
            if (targetFileSize.bytes() < 1) {
                throw new IllegalArgumentException("Cannot aim at empty files: target-file-size is " + targetFileSize);
            }
            if (!(maxDeleteRatio > 0 && maxDeleteRatio <= 1)) {
                throw new IllegalArgumentException(
                        "Cannot use max-delete-ratio: " + maxDeleteRatio + " is not above 0 and at most 1");
            }
        }

        /** Bytes below which a data file is small: 75 % of the target, as in Iceberg's own bin-packing. */
        public long smallFileBytes() {
            return (long) (targetFileSize.bytes() * SMALL);
        }
    }

    /** See {@link io.firn.lake.config.PolicyConfig.Snapshots} for the values. */
    public record Snapshots(
            boolean enabled,
            Duration keepFor,
            int keepAtLeast,
            Set<String> retiredWriters,
            Set<String> positionKeys,
            boolean dropAgedRefs,
            Duration consumerLagCap,
            Optional<String> cron) {
        public Snapshots {
            retiredWriters = Set.copyOf(retiredWriters);
            positionKeys = Set.copyOf(positionKeys);
            if (keepFor.isNegative()) {
                throw new IllegalArgumentException("Cannot keep snapshots for a negative time: " + keepFor);
            }
            if (keepAtLeast < 1) {
                throw new IllegalArgumentException(
                        "Cannot keep fewer than 1 snapshot: keep-at-least is " + keepAtLeast);
            }
        }
    }

    /** See {@link io.firn.lake.config.PolicyConfig.Manifests} for the values. */
    public record Manifests(boolean enabled, int maxCount, DataSize targetSize, Optional<String> cron) {
        public Manifests {
            if (maxCount < 1 || targetSize.bytes() < 1) {
                throw new IllegalArgumentException(
                        "Cannot rewrite manifests to " + targetSize + " each above a count of " + maxCount);
            }
        }
    }

    /** See {@link io.firn.lake.config.PolicyConfig.DeleteFiles} for the values. */
    public record DeleteFiles(boolean enabled, int minInputFiles, Optional<String> cron) {
        public DeleteFiles {
            if (minInputFiles < 1) {
                throw new IllegalArgumentException(
                        "Cannot rewrite fewer than 1 delete file: min-input-files is " + minInputFiles);
            }
        }
    }

    /** See {@link io.firn.lake.config.PolicyConfig.Orphans} for the values. */
    public record Orphans(
            boolean enabled,
            Duration olderThan,
            Duration scansApart,
            Duration quarantineFor,
            double maxFraction,
            Optional<String> quarantineLocation,
            Optional<String> cron) {
        /** A commit in flight is never older: Flink's longest usual downtime, and what Glue and Spark refuse to go below. */
        public static final Duration LEAST_AGE = Duration.ofDays(3);

        public Orphans {
            if (olderThan.compareTo(LEAST_AGE) < 0) {
                throw new IllegalArgumentException("Cannot take files younger than " + LEAST_AGE
                        + " for orphans: older-than is " + olderThan + " (hazard H3)");
            }
            if (scansApart.isNegative() || quarantineFor.isNegative()) {
                throw new IllegalArgumentException("Cannot wait for a negative time: scans-apart is " + scansApart
                        + ", quarantine-for is " + quarantineFor);
            }
            if (!(maxFraction > 0 && maxFraction <= 1)) {
                throw new IllegalArgumentException(
                        "Cannot use max-fraction: " + maxFraction + " is not above 0 and at most 1");
            }
        }
    }
}
