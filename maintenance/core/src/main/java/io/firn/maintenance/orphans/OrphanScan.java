package io.firn.maintenance.orphans;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.maintenance.ledger.OrphanCandidates.Candidate;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.reachability.Listing;
import io.firn.maintenance.reachability.Locations;
import io.firn.maintenance.reachability.ManifestReads;
import io.firn.maintenance.reachability.ReachableFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Lists a table's files and finds those that no snapshot needs. The files are streamed: memory is that of {@link
 * ReachableFiles}. Nothing is changed, and whatever cannot be read throws. Needs neither ledger nor daemon.
 */
public final class OrphanScan {
    private final ExecutorService reads;
    private final BooleanSupplier cancelled;

    /** @param reads reads manifests; none of its threads may be waiting for the scan */
    public OrphanScan(ExecutorService reads, BooleanSupplier cancelled) {
        this.reads = reads;
        this.cancelled = cancelled;
    }

    /**
     * What a scan saw.
     *
     * @param files all that was listed
     * @param bytes of the files that nobody needs, as listed, and of those that the table can reach, as its manifests say
     * @param reachable after the table was loaded again behind the listing; every candidate has to be asked for once more,
     *     as some were told before (hazard H4)
     */
    public record Seen(long files, long bytes, ReachableFiles reachable) {}

    /**
     * @param before files modified then or later are never candidates
     * @param candidates told of each one in the order of the listing
     * @throws RefusedException where a guard forbids to tell the table's files from others
     */
    public Seen run(Table table, Supplier<Table> reload, Instant before, Consumer<Candidate> candidates) {
        TablePaths paths = TablePaths.of(table);
        ReachableFiles reachable = ReachableFiles.of(table, reads);
        checkOrigins(paths, reachable);
        Pass pass = new Pass(table, paths, before, candidates);
        long needed = 0;
        for (String root : paths.roots()) {
            needed += Listing.of(
                    table.io(),
                    TablePaths.slashed(root),
                    location -> isNeeded(location, reachable),
                    reads,
                    file -> pass.file(root, file));
        }
        keepInFlight(pass.inFlight, table.io(), reachable);
        // After the listing, so that what was committed meanwhile is no orphan (hazard H4).
        include(reload.get(), table, reachable);
        return new Seen(needed + pass.files, reachable.bytes() + pass.bytes, reachable);
    }

    private boolean isNeeded(String location, ReachableFiles reachable) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the scan was cancelled");
        }
        return reachable.contains(location);
    }

    /** Adds what a newer load of the table reaches; throws unless it is the same table, with its files where they were. */
    void include(Table newer, Table scanned, ReachableFiles reachable) {
        if (!newer.uuid().equals(scanned.uuid())) {
            throw new RefusedException(Guard.H5, "another table has taken the name since");
        }
        if (!PropertyUtil.propertyAsBoolean(newer.properties(), "gc.enabled", true)) {
            throw new RefusedException(Guard.H5, "gc.enabled is false: other tables may need this table's files");
        }
        TablePaths paths = TablePaths.of(newer);
        if (!paths.equals(TablePaths.of(scanned))) {
            throw new RefusedException(Guard.H5, "the table has begun to write elsewhere during the scan");
        }
        reachable.include(newer, reads);
        checkOrigins(paths, reachable);
    }

    private static void checkOrigins(TablePaths paths, ReachableFiles reachable) {
        Set<String> listed = new HashSet<>();
        paths.roots().forEach(root -> listed.add(Locations.origin(root)));
        for (String origin : reachable.origins()) {
            if (!listed.contains(origin)) {
                throw new RefusedException(
                        Guard.H6, "the table's metadata has files in " + origin + ", the listing is of " + listed);
            }
        }
    }

    /** A manifest that no snapshot refers to yet keeps itself and all that it lists (hazard H3). */
    private static void keepInFlight(List<String> manifests, FileIO io, ReachableFiles reachable) {
        for (String manifest : manifests) {
            reachable.keep(manifest);
            try {
                ManifestReads.locations(io.newInputFile(manifest), reachable::keep);
            } catch (NotFoundException e) {
                // Its commit is done, and the table is loaded anew after this.
            }
        }
    }

    /** One way through the listing. */
    private static final class Pass {
        private final Table table;
        private final TablePaths paths;
        private final long before;
        private final Consumer<Candidate> candidates;
        private final Set<String> jobs = new HashSet<>();
        private final Set<String> fields = new HashSet<>();
        private final List<String> inFlight = new ArrayList<>();
        private long files;
        private long bytes;

        Pass(Table table, TablePaths paths, Instant before, Consumer<Candidate> candidates) {
            this.table = table;
            this.paths = paths;
            this.before = before.toEpochMilli();
            this.candidates = candidates;
            for (Snapshot snapshot : table.snapshots()) {
                SnapshotState.of(snapshot)
                        .checkpoint()
                        .map(WriterCheckpoint::jobId)
                        .ifPresent(jobs::add);
            }
            table.specs().values().forEach(spec -> spec.fields().stream()
                    .map(PartitionField::name)
                    .forEach(name -> fields.add(name + "=")));
        }

        void file(String root, FileInfo file) {
            String location = file.location();
            files++;
            bytes += file.size();
            if (!Locations.origin(location).equals(Locations.origin(root))) {
                throw new RefusedException(
                        Guard.H6,
                        "the listing of " + Locations.origin(root) + " has files in " + Locations.origin(location));
            }
            String name = location.substring(location.lastIndexOf('/') + 1);
            boolean isOld = file.createdAtMillis() > 0 && file.createdAtMillis() < before;
            if (name.endsWith(".metadata.json") || name.endsWith(".metadata.json.gz")) {
                checkOwner(location);
            }
            if (name.endsWith(".avro")
                    && !name.startsWith("snap-")
                    && Locations.isWithin(location, paths.metadata())
                    && (!isOld || jobs.stream().anyMatch(name::startsWith))) {
                inFlight.add(location);
            } else if (isOld && !isHidden(root, location)) {
                candidates.accept(new Candidate(location, file.size(), Instant.ofEpochMilli(file.createdAtMillis())));
            }
        }

        /** Another table, which no catalog of ours knows, may be at home here (hazard H5). */
        private void checkOwner(String metadataFile) {
            String owner;
            try {
                owner = String.valueOf(
                        TableMetadataParser.read(table.io(), metadataFile).uuid());
            } catch (NotFoundException e) {
                return;
            }
            if (!owner.equals(table.uuid().toString())) {
                throw new RefusedException(
                        Guard.H5, "a metadata file of another table, " + owner + ", lies among the table's files");
            }
        }

        /** As for most readers: what begins with a dot or an underscore is somebody's own, unless it is a partition. */
        private boolean isHidden(String root, String location) {
            if (!Locations.isWithin(location, root)) {
                return true;
            }
            String path = Locations.canonical(location)
                    .substring(Locations.asDirectory(root).length());
            for (String segment : path.split("/", -1)) {
                boolean isMarked = segment.startsWith(".") || segment.startsWith("_");
                if (isMarked && fields.stream().noneMatch(segment::startsWith)) {
                    return true;
                }
            }
            return false;
        }
    }
}
