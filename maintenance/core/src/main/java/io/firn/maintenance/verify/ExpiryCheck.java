package io.firn.maintenance.verify;

import io.firn.maintenance.verify.Receipt.Check;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/** Checks an expiry: before its commit on the metadata, after its deletes on the table as it was loaded anew. */
public final class ExpiryCheck {
    private ExpiryCheck() {}

    /** Why the metadata must not be committed: it would remove more, or other, than was decided (hazard H10). */
    public static Optional<String> problem(
            TableMetadata before, TableMetadata after, Set<Long> expired, Set<String> droppedRefs) {
        Map<String, SnapshotRef> refs = new HashMap<>(before.refs());
        refs.keySet().removeAll(droppedRefs);
        if (!refs.equals(after.refs())) {
            return Optional.of(
                    "it would change " + differing(refs, after.refs()) + " branches or tags that were to stay");
        }
        Set<Long> expected = ids(before);
        expected.removeAll(expired);
        if (!expected.equals(ids(after))) {
            return Optional.of("it would leave " + after.snapshots().size() + " snapshots, not the " + expected.size()
                    + " decided");
        }
        long currentBefore = current(before);
        return currentBefore == current(after) ? Optional.empty() : Optional.of("it would change the current snapshot");
    }

    /** What there is after the deletes: every branch and tag must still lead to manifests that exist (hazard H9). */
    public static List<Check> checks(Table reloaded, Set<Long> expired) {
        FileIO io = reloaded.io();
        Set<String> manifests = new HashSet<>();
        long lost = 0;
        for (SnapshotRef ref : reloaded.refs().values()) {
            Snapshot snapshot = reloaded.snapshot(ref.snapshotId());
            if (snapshot == null) {
                lost++;
            } else {
                snapshot.allManifests(io).forEach(manifest -> manifests.add(manifest.path()));
            }
        }
        long back = expired.stream().filter(id -> reloaded.snapshot(id) != null).count();
        long missing = manifests.stream()
                .filter(path -> !io.newInputFile(path).exists())
                .count();
        return List.of(
                check("expired snapshots", back, expired.size() + " are gone", back + " are still there"),
                check(
                        "branches and tags",
                        lost,
                        reloaded.refs().size() + " have their snapshots",
                        lost + " have lost their snapshots"),
                check(
                        "manifests",
                        missing,
                        manifests.size() + " of branches and tags exist",
                        missing + " of branches and tags do not exist any more"));
    }

    private static Check check(String name, long wrong, String passed, String failed) {
        return wrong == 0 ? Check.passed(name, passed) : Check.failed(name, failed);
    }

    private static long differing(Map<String, SnapshotRef> before, Map<String, SnapshotRef> after) {
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Optional.ofNullable(before.get(name)).equals(Optional.ofNullable(after.get(name))))
                .count();
    }

    private static Set<Long> ids(TableMetadata metadata) {
        return metadata.snapshots().stream().map(Snapshot::snapshotId).collect(Collectors.toCollection(HashSet::new));
    }

    private static long current(TableMetadata metadata) {
        Snapshot current = metadata.currentSnapshot();
        return current == null ? -1 : current.snapshotId();
    }
}
