package io.firn.daemon;

import io.firn.lake.config.DaemonConfig;
import io.firn.lake.config.FirnConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The directories of this host on whose room the daemon and its lake depend. */
final class Directories {
    private Directories() {}

    /** By what they are for; what is kept elsewhere, as in S3 or PostgreSQL, is left out. */
    static Map<String, Path> of(FirnConfig config) {
        Map<String, Path> directories = new TreeMap<>();
        directories.put("temporary", Path.of(System.getProperty("java.io.tmpdir")));
        DaemonDatabase.directory(config.daemon()).ifPresent(path -> directories.put("database", path));
        cache(config.daemon()).ifPresent(path -> directories.put("cache", path));
        local(config.pipeline().checkpointDirectory()).ifPresent(path -> directories.put("checkpoints", path));
        Optional.ofNullable(config.catalog().properties().get("warehouse"))
                .flatMap(Directories::local)
                .ifPresent(path -> directories.put("warehouse", path));
        return directories;
    }

    /** Where summaries of manifests are kept. */
    static Optional<Path> cache(DaemonConfig daemon) {
        return daemon.cacheDirectory().map(Path::of).or(() -> DaemonDatabase.directory(daemon));
    }

    private static Optional<Path> local(String location) {
        try {
            return local(new URI(location));
        } catch (URISyntaxException e) {
            return Optional.empty(); // The catalog says what is wrong with it.
        }
    }

    private static Optional<Path> local(URI location) {
        boolean isLocal = location.getScheme() == null || location.getScheme().equals("file");
        return isLocal ? Optional.ofNullable(location.getPath()).map(Path::of) : Optional.empty();
    }
}
