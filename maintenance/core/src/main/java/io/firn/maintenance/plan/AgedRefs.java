package io.firn.maintenance.plan;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.maintenance.policy.Policy;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The branches and tags that an expiry drops because their snapshot is older than their own max-ref-age (hazard H10): none
 * unless the policy says so, and never {@code main}. A branch also stays when one of the snapshots that are on no other
 * branch holds a writer's checkpoint, another engine's position or a registered reader, or is the staged one that a marker
 * names.
 */
final class AgedRefs {
    private static final String MAIN = "main";

    private AgedRefs() {}

    static Set<String> of(SnapshotGraph graph, Policy.Snapshots policy, List<Consumer> readers, Instant now) {
        Set<String> aged = new TreeSet<>();
        if (!policy.dropAgedRefs()) {
            return aged;
        }
        Map<Long, SnapshotState> snapshots = graph.snapshots().stream()
                .collect(Collectors.toMap(SnapshotState::id, snapshot -> snapshot, (a, b) -> a));
        for (RefState ref : graph.refs()) {
            boolean isAged = ref.maxAge()
                    .flatMap(age -> Optional.ofNullable(snapshots.get(ref.snapshotId()))
                            .filter(snapshot -> snapshot.committedAt().isBefore(now.minus(age))))
                    .isPresent();
            if (isAged
                    && !ref.name().equals(MAIN)
                    && !(ref.isBranch() && holdsSomething(graph, ref, policy, readers))) {
                aged.add(ref.name());
            }
        }
        return aged;
    }

    private static boolean holdsSomething(
            SnapshotGraph graph, RefState branch, Policy.Snapshots policy, Collection<Consumer> readers) {
        Set<Long> elsewhere = new HashSet<>();
        graph.branches().stream()
                .filter(other -> !other.name().equals(branch.name()))
                .forEach(other -> graph.ancestry(other.snapshotId()).forEach(snapshot -> elsewhere.add(snapshot.id())));
        List<SnapshotState> own = graph.ancestry(branch.snapshotId()).stream()
                .filter(snapshot -> !elsewhere.contains(snapshot.id()))
                .toList();
        Set<Long> ids = own.stream().map(SnapshotState::id).collect(Collectors.toSet());
        Set<String> staged = graph.branches().stream()
                .flatMap(any -> PositionKeys.staged(graph.ancestry(any.snapshotId())).stream())
                .collect(Collectors.toSet());
        return PositionKeys.oldestOf(staged, own) >= 0
                || own.stream().anyMatch(snapshot -> isCheckpoint(snapshot, policy.retiredWriters()))
                || PositionKeys.with(policy.positionKeys()).oldest(own) >= 0
                || readers.stream().anyMatch(reader -> ids.contains(reader.snapshotId()));
    }

    private static boolean isCheckpoint(SnapshotState snapshot, Set<String> retired) {
        Optional<WriterCheckpoint> checkpoint = snapshot.checkpoint();
        return checkpoint
                .filter(found -> !retired.contains(found.writer()) && !retired.contains(found.jobId()))
                .isPresent();
    }
}
