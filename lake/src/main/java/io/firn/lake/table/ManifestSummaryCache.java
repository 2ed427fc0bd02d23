package io.firn.lake.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;

/** Summaries of manifests by path. A manifest never changes, so nothing is ever invalidated. */
public final class ManifestSummaryCache {
    private final Cache<String, ManifestSummary> summaries;

    /** @param maxWeightBytes what all summaries may take in memory, roughly; the least used ones leave first */
    public ManifestSummaryCache(long maxWeightBytes) {
        summaries = Caffeine.newBuilder()
                .maximumWeight(maxWeightBytes)
                .weigher((String path, ManifestSummary summary) -> 2 * path.length() + summary.weight())
                .executor(Runnable::run)
                .build();
    }

    /** Manifests whose summaries are kept now. */
    public long size() {
        summaries.cleanUp();
        return summaries.estimatedSize();
    }

    Optional<ManifestSummary> find(String path) {
        return Optional.ofNullable(summaries.getIfPresent(path));
    }

    void put(String path, ManifestSummary summary) {
        summaries.put(path, summary);
    }
}
