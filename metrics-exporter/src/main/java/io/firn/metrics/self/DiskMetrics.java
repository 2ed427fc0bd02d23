package io.firn.metrics.self;

import static io.firn.metrics.series.Series.gauge;

import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on the disks that the daemon writes to: {@code firn_disk_free_bytes} and {@code firn_disk_size_bytes}, by what the
 * directory is for and never by its path. Free is what this process may still write, without the blocks that a file system
 * keeps for root.
 */
public final class DiskMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(DiskMetrics.class);
    private static final Series FREE =
            gauge("firn_disk_free_bytes", "What may still be written where the directory is", "directory");
    private static final Series SIZE = gauge("firn_disk_size_bytes", "Size of the disk where it is", "directory");

    /** The gauges. */
    public static final List<Series> GAUGES = List.of(FREE, SIZE);

    private final SeriesViews views;
    private final Map<String, Path> directories;
    private final Set<String> unknown = new HashSet<>();

    /** @param directories by what they are for, which is the value of the label; they need not exist yet */
    public DiskMetrics(PrometheusMeterRegistry registry, Map<String, Path> directories) {
        this.views = new SeriesViews(registry);
        this.directories = new TreeMap<>(directories);
    }

    /** Asks each file system. One that does not answer has no series until it does, and is told of once. */
    public void look() {
        List<Sample> samples = new ArrayList<>();
        directories.forEach((directory, path) -> {
            try {
                FileStore store = Files.getFileStore(existing(path.toAbsolutePath()));
                samples.add(FREE.sample(store.getUsableSpace(), directory));
                samples.add(SIZE.sample(store.getTotalSpace(), directory));
                unknown.remove(directory);
            } catch (IOException e) {
                if (unknown.add(directory)) {
                    LOG.warn("Cannot tell the room of the directory for {}: {}", directory, e.toString());
                }
            }
        });
        views.publish("disks", samples);
    }

    private static Path existing(Path path) {
        Path parent = path.getParent();
        return parent == null || Files.exists(path) ? path : existing(parent);
    }
}
