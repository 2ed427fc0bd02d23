package io.firn.daemon;

import io.firn.lake.config.DaemonConfig;
import io.firn.lake.table.ManifestSummaryCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where summaries of manifests are kept, so that a restart does not read all manifests again. */
final class ManifestSummaries {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestSummaries.class);
    private static final long MANIFEST_CACHE_BYTES = 48L << 20;

    private ManifestSummaries() {}

    static ManifestSummaryCache open(DaemonConfig daemon) {
        ManifestSummaryCache cache = new ManifestSummaryCache(MANIFEST_CACHE_BYTES);
        Optional<Path> file = Directories.cache(daemon).map(directory -> directory.resolve("manifest-summaries"));
        if (file.isPresent()) {
            try {
                if (!cache.keepIn(file.get())) {
                    LOG.info(
                            "Another process keeps its summaries in {}; this one begins anew at each start",
                            file.get());
                }
            } catch (IOException e) {
                LOG.warn("Cannot keep summaries of manifests in {}: {}", file.get(), e.toString());
            }
        }
        return cache;
    }
}
