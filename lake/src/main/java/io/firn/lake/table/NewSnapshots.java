package io.firn.lake.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The snapshots of a table's current branch that came after a position, as far as they are still there.
 *
 * @param snapshots oldest first; all that are left where there is no position yet
 * @param gap whether others between the position and the first of these have been expired
 */
public record NewSnapshots(List<SnapshotState> snapshots, boolean gap) {
    public NewSnapshots {
        snapshots = List.copyOf(snapshots);
    }

    public static NewSnapshots since(TableState state, Optional<SnapshotPosition> position) {
        Map<Long, SnapshotState> byId =
                state.snapshots().stream().collect(Collectors.toMap(SnapshotState::id, Function.identity()));
        return since(state.currentSnapshotId(), id -> Optional.ofNullable(byId.get(id)), position);
    }

    /** The same where only the table's snapshots are known, and none but the new ones is to be looked at. */
    public static NewSnapshots since(
            Optional<Long> current, Function<Long, Optional<SnapshotState>> byId, Optional<SnapshotPosition> position) {
        List<SnapshotState> found = new ArrayList<>();
        Optional<SnapshotState> next = current.flatMap(byId);
        boolean expired = false;
        while (next.isPresent() && !isCovered(position, next.get())) {
            found.add(next.get());
            Optional<Long> parent = next.get().parentId();
            next = parent.flatMap(byId);
            expired = parent.isPresent() && next.isEmpty();
        }
        Collections.reverse(found);
        return new NewSnapshots(found, expired && position.isPresent());
    }

    /** Where one has come after dealing with all of these. */
    public Optional<SnapshotPosition> end() {
        return snapshots.isEmpty()
                ? Optional.empty()
                : Optional.of(SnapshotPosition.of(snapshots.get(snapshots.size() - 1)));
    }

    private static boolean isCovered(Optional<SnapshotPosition> position, SnapshotState snapshot) {
        return position.isPresent() && position.get().covers(snapshot);
    }
}
