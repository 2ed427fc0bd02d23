package io.firn.lake.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Summaries of manifests by path. A manifest never changes, so nothing is ever invalidated. With a file they outlive the
 * process; a file that cannot be read or written costs no more than the summaries in it, which are made anew.
 */
public final class ManifestSummaryCache implements AutoCloseable {
    private final Cache<String, ManifestSummary> summaries;
    private final long maxWeightBytes;
    private Optional<SummaryFile> file = Optional.empty();
    private long rewriteAt;

    /** @param maxWeightBytes what all summaries may take in memory, roughly; the least used ones leave first */
    public ManifestSummaryCache(long maxWeightBytes) {
        this.maxWeightBytes = maxWeightBytes;
        this.rewriteAt = maxWeightBytes;
        summaries = Caffeine.newBuilder()
                .maximumWeight(maxWeightBytes)
                .weigher((String path, ManifestSummary summary) -> 2 * path.length() + summary.weight())
                .executor(Runnable::run)
                .build();
    }

    /**
     * Takes up what the file has and keeps in it what comes from now on. It takes no more than about twice what the summaries
     * in memory do.
     *
     * @return whether it is used: not if another process has it
     * @throws IOException if it can be neither read nor made
     */
    public synchronized boolean keepIn(Path path) throws IOException {
        file = SummaryFile.open(path, summaries::put);
        return file.isPresent();
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
        append(path, summary);
    }

    /** Lets go of the file; the summaries stay. */
    @Override
    public synchronized void close() {
        file.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                // All that was written is there.
            }
        });
        file = Optional.empty();
    }

    private synchronized void append(String path, ManifestSummary summary) {
        if (file.isEmpty()) {
            return;
        }
        try {
            SummaryFile open = file.get();
            open.append(path, summary);
            if (open.size() > rewriteAt) {
                summaries.cleanUp();
                open.rewrite(summaries.asMap());
                // What is left may be as large as that already; then it grows by as much again.
                rewriteAt = open.size() + maxWeightBytes / 2;
            }
        } catch (IOException e) {
            close(); // A full disk, say. The next start reads what is whole.
        }
    }
}
