package io.firn.lake.config;

/**
 * When operations pause themselves.
 *
 * @param rewriteRatio bytes that compaction may rewrite in a day, as a multiple of the bytes that writers added
 * @param tables tables on which one guard may refuse one operation within an hour
 */
public record BreakerConfig(int rewriteRatio, int tables) {
    public static final BreakerConfig DEFAULT = new BreakerConfig(10, 5);

    public BreakerConfig {
        if (rewriteRatio < 1 || tables < 1) {
            throw new IllegalArgumentException(
                    "Cannot break a circuit at a ratio of " + rewriteRatio + " or at " + tables + " tables");
        }
    }
}
