package io.firn.maintenance.reachability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;

/**
 * Every file that a table can reach from any of its snapshots, whether a branch or tag leads there or not (hazard H8):
 * manifest lists, manifests, data files, position and equality deletes, deletion vectors, table and partition statistics,
 * the current metadata file and those of the metadata log, the version hint. Only a 64-bit hash of each normalised
 * location is kept, 10 to 12.5 bytes a file: two locations with one hash, or with spellings that might mean the same file
 * ({@link Locations}), make it say that a file is reachable which is not, never the reverse. Whatever cannot be read
 * throws, and then nothing may be deleted. Safe for use by many threads.
 */
public final class ReachableFiles {
    private final String tableUuid;
    private final LocationHashes hashes = new LocationHashes();
    private final Set<String> origins = ConcurrentHashMap.newKeySet();
    private final Map<String, Boolean> read = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();

    private ReachableFiles(String tableUuid) {
        this.tableUuid = tableUuid;
    }

    /**
     * Reads each distinct manifest once, with the executor's threads; none of them may be waiting for this call.
     *
     * @throws RuntimeException if anything cannot be read
     */
    public static ReachableFiles of(Table table, ExecutorService reads) {
        ReachableFiles files = new ReachableFiles(table.uuid().toString());
        files.include(table, reads);
        return files;
    }

    /**
     * Adds what a newer load of the same table can reach, reading just the manifests that are new: they never change. What
     * the older one could reach stays, as somebody may still read it.
     *
     * @throws IllegalArgumentException if it is another table, which has taken the name since
     * @throws RuntimeException if anything cannot be read; the set then lacks files and is of no use any more
     */
    public void include(Table newer, ExecutorService reads) {
        if (!newer.uuid().toString().equals(tableUuid)) {
            throw new IllegalArgumentException("Cannot extend the files that a table reaches: it is another table now");
        }
        TableMetadata metadata = metadata(newer);
        addMetadata(metadata);
        FileIO io = newer.io();
        List<Callable<List<ManifestFile>>> lists = new ArrayList<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            String list = snapshot.manifestListLocation();
            if (list == null || isNew(list)) {
                lists.add(() -> unread(ManifestReads.manifests(snapshot, io)));
            }
        }
        List<Callable<Boolean>> manifests = new ArrayList<>();
        for (List<ManifestFile> listed : ParallelReads.all(lists, reads)) {
            for (ManifestFile manifest : listed) {
                manifests.add(() -> {
                    ManifestReads.entries(manifest, io, this::add);
                    return true;
                });
            }
        }
        ParallelReads.all(manifests, reads);
    }

    /** Counts a file as reachable that no snapshot needs yet: one of a commit in flight (hazard H3). */
    public void keep(String location) {
        hashes.add(Locations.hash(location));
    }

    /** Whether a snapshot, or the table itself, needs the file, however its location is spelled. */
    public boolean contains(String location) {
        return hashes.contains(Locations.hash(location));
    }

    /** Scheme and authority of all of them, as {@link Locations#origin} writes them. */
    public Set<String> origins() {
        return Set.copyOf(origins);
    }

    /** Distinct files. */
    public long count() {
        return hashes.size();
    }

    /** Size of the data files, delete files and manifests; that of other files is not known. */
    public long bytes() {
        return bytes.sum();
    }

    /** The metadata behind a table. */
    static TableMetadata metadata(Table table) {
        if (table instanceof HasTableOperations withOperations) {
            return withOperations.operations().current();
        }
        throw new IllegalArgumentException("Cannot read a table's metadata: its catalog gives no access to it");
    }

    private void addMetadata(TableMetadata metadata) {
        add(metadata.metadataFileLocation(), 0);
        metadata.previousFiles().forEach(entry -> add(entry.file(), 0));
        String folder = metadata.property(TableProperties.WRITE_METADATA_LOCATION, metadata.location() + "/metadata");
        add(folder + "/version-hint.text", 0);
        add(metadata.location() + "/metadata/version-hint.text", 0);
        for (StatisticsFile file : metadata.statisticsFiles()) {
            add(file.path(), file.fileSizeInBytes());
        }
        for (PartitionStatisticsFile file : metadata.partitionStatisticsFiles()) {
            add(file.path(), file.fileSizeInBytes());
        }
    }

    /**
     * Those of a snapshot's manifests that no other snapshot listed before: the lists of all snapshots together are of
     * quadratic size.
     */
    private List<ManifestFile> unread(List<ManifestFile> listed) {
        List<ManifestFile> unread = new ArrayList<>();
        for (ManifestFile manifest : listed) {
            if (isNew(manifest.path())) {
                bytes.add(manifest.length());
                unread.add(manifest);
            }
        }
        return unread;
    }

    /** Whether a manifest or manifest list has yet to be read; a hash would not do, as a collision would skip it. */
    private boolean isNew(String location) {
        add(location, 0);
        return read.putIfAbsent(location, true) == null;
    }

    private void add(String location, long size) {
        if (hashes.add(Locations.hash(location))) {
            bytes.add(size);
            String origin = Locations.origin(location);
            if (!origins.contains(origin)) {
                origins.add(origin);
            }
        }
    }
}
