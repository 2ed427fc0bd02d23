package io.firn.maintenance.plan;

import io.firn.lake.table.PartitionFiles;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a rewrite puts the entries of a table's data files: neighbouring partitions share a manifest, one that needs more
 * than a manifest has some of its own. The planner asks it what a rewrite would give and the engine what to write, so that
 * what is planned is what is done, and doing it again gains nothing.
 */
public final class ManifestLayout {
    /** Sizes are estimates. A manifest that comes out a third larger than planned is still one, and not one and a rest. */
    private static final double FILL = 0.75;

    private record Partition(int specId, String path) {}

    /** @param manifests from the first on, among which the partition's files are spread */
    private record Place(int first, int manifests) {}

    private final Map<Partition, Place> places = new HashMap<>();
    private final double limit;
    private int manifests;
    private double bytesReadByAll;

    private ManifestLayout(long targetBytes) {
        this.limit = targetBytes * FILL;
    }

    /** @param targetBytes of a manifest */
    public static ManifestLayout of(List<PartitionFiles> partitions, long targetBytes) {
        ManifestLayout layout = new ManifestLayout(targetBytes);
        Shared shared = layout.new Shared();
        List<PartitionFiles> sorted = partitions.stream()
                .filter(partition -> partition.dataFiles().files() > 0)
                .sorted(Comparator.comparingInt(PartitionFiles::specId).thenComparing(PartitionFiles::partition))
                .toList();
        for (PartitionFiles files : sorted) {
            Partition partition = new Partition(files.specId(), files.partition());
            long own = Math.min(files.dataFiles().files(), (long) Math.ceil(files.manifestBytes() / layout.limit));
            if (own > 1) {
                layout.places.put(partition, new Place(layout.manifests, (int) own));
                layout.manifests += (int) own;
                layout.bytesReadByAll += files.manifestBytes();
            } else {
                layout.places.put(partition, shared.place(files));
            }
        }
        shared.close();
        return layout;
    }

    /** How many there will be. */
    public int manifests() {
        return manifests;
    }

    /** Bytes of manifests that planning a scan of one partition reads, summed over all partitions. */
    double bytesReadByAll() {
        return bytesReadByAll;
    }

    /** Which manifest a data file goes to; one of a partition that has come since goes to the first. */
    public int manifestOf(int specId, String partition, String location) {
        Place place = places.getOrDefault(new Partition(specId, partition), new Place(0, 1));
        return place.first() + Math.floorMod(location.hashCode(), place.manifests());
    }

    /** The manifest that small partitions of one spec go to, until it is full. */
    private final class Shared {
        private int manifest = -1;
        private int specId;
        private int partitions;
        private long bytes;

        Place place(PartitionFiles files) {
            if (manifest < 0 || files.specId() != specId || bytes + files.manifestBytes() > limit) {
                close();
                manifest = manifests++;
                specId = files.specId();
            }
            partitions++;
            bytes += files.manifestBytes();
            return new Place(manifest, 1);
        }

        void close() {
            bytesReadByAll += (double) bytes * partitions;
            partitions = 0;
            bytes = 0;
        }
    }
}
