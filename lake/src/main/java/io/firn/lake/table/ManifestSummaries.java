package io.firn.lake.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.iceberg.ManifestFile;

/** Gathers the summaries of many manifests: seen ones from the cache, the others a few at a time. */
final class ManifestSummaries {
    /** Reading waits for storage more than for the processor, and a daemon has other work to do besides. */
    private static final int PARALLEL_READS = 4;

    private final ManifestSummaryCache cache;
    private final Function<ManifestFile, ManifestSummary> reader;

    ManifestSummaries(ManifestSummaryCache cache, Function<ManifestFile, ManifestSummary> reader) {
        this.cache = cache;
        this.reader = reader;
    }

    /** One for each manifest, in their order; fails as a whole if one of them cannot be read. */
    List<ManifestSummary> of(List<ManifestFile> manifests) {
        Map<String, ManifestSummary> found = new LinkedHashMap<>();
        List<ManifestFile> unseen = new ArrayList<>();
        for (ManifestFile manifest : manifests) {
            Optional<ManifestSummary> seen = cache.find(manifest.path());
            seen.ifPresentOrElse(summary -> found.put(manifest.path(), summary), () -> unseen.add(manifest));
        }
        List<ManifestSummary> read =
                unseen.size() < 2 ? unseen.stream().map(reader).toList() : inParallel(unseen);
        for (int i = 0; i < read.size(); i++) {
            String path = unseen.get(i).path();
            cache.put(path, read.get(i));
            found.put(path, read.get(i));
        }
        return manifests.stream()
                .map(manifest -> Optional.ofNullable(found.get(manifest.path())).orElseThrow())
                .toList();
    }

    private List<ManifestSummary> inParallel(List<ManifestFile> unseen) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(PARALLEL_READS, unseen.size()));
        try {
            List<Future<ManifestSummary>> running = new ArrayList<>();
            unseen.forEach(manifest -> running.add(threads.submit(() -> reader.apply(manifest))));
            List<ManifestSummary> summaries = new ArrayList<>();
            for (Future<ManifestSummary> summary : running) {
                summaries.add(summary.get());
            }
            return summaries;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot read manifests: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot read manifests: interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
