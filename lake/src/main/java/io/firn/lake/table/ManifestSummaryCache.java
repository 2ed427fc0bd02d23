package io.firn.lake.table;

/** Summaries of manifests by path. A manifest never changes, so nothing is ever invalidated. */
public final class ManifestSummaryCache {
    private final long maxWeightBytes;

    /** @param maxWeightBytes what all summaries may take in memory, roughly; the least used ones leave first */
    public ManifestSummaryCache(long maxWeightBytes) {
        this.maxWeightBytes = maxWeightBytes;
    }

    long maxWeightBytes() {
        return maxWeightBytes;
    }
}
