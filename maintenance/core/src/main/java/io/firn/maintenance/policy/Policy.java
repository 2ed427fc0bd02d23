package io.firn.maintenance.policy;

import io.firn.lake.config.DataSize;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What one table's maintenance aims at: every value is present, whether a policy or the defaults said it. */
public record Policy(Compaction compaction, Snapshots snapshots, Manifests manifests) {

    /** See {@link io.firn.lake.config.PolicyConfig.Compaction} for the values. */
    public record Compaction(
            boolean enabled, int minInputFiles, DataSize targetFileSize, double maxDeleteRatio, Optional<String> cron) {
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
            boolean enabled, Duration keepFor, int keepAtLeast, Set<String> retiredWriters, Optional<String> cron) {
        public Snapshots {
            retiredWriters = Set.copyOf(retiredWriters);
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
}
