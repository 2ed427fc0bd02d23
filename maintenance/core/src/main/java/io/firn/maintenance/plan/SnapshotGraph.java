package io.firn.maintenance.plan;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A table's snapshots, how they descend from each other, and the branches and tags that point at them. */
public record SnapshotGraph(List<SnapshotState> snapshots, List<RefState> refs) {
    public SnapshotGraph {
        snapshots = List.copyOf(snapshots);
        refs = List.copyOf(refs);
    }

    public static SnapshotGraph of(TableState state) {
        List<RefState> refs = new ArrayList<>(state.refs().values());
        // Metadata of old writers may have a current snapshot and no ref for it.
        state.currentSnapshotId()
                .filter(current -> refs.stream().noneMatch(ref -> ref.isBranch() && ref.snapshotId() == current))
                .ifPresent(current -> refs.add(new RefState("main", current, true)));
        return new SnapshotGraph(state.snapshots(), refs);
    }

    SnapshotGraph without(Set<String> dropped) {
        return new SnapshotGraph(
                snapshots,
                refs.stream().filter(ref -> !dropped.contains(ref.name())).toList());
    }

    Collection<RefState> branches() {
        return refs.stream().filter(RefState::isBranch).toList();
    }

    Collection<RefState> tags() {
        return refs.stream().filter(ref -> !ref.isBranch()).toList();
    }

    /** From the snapshot back to its oldest ancestor that still exists, without a gap. */
    public List<SnapshotState> ancestry(long snapshotId) {
        Map<Long, SnapshotState> byId = byId();
        Set<SnapshotState> chain = new LinkedHashSet<>();
        Optional<SnapshotState> next = Optional.ofNullable(byId.get(snapshotId));
        while (next.isPresent() && chain.add(next.get())) {
            next = next.get().parentId().map(byId::get);
        }
        return List.copyOf(chain);
    }

    private Map<Long, SnapshotState> byId() {
        return snapshots.stream()
                .collect(Collectors.toMap(SnapshotState::id, snapshot -> snapshot, (a, b) -> a, LinkedHashMap::new));
    }
}
