package io.firn.daemon.report;

import io.firn.daemon.view.SnapshotView;
import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.lake.table.WriterCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Snapshots as views. Of their summaries only known figures are told: a writer may have put anything there. */
final class SnapshotViews {
    private SnapshotViews() {}

    /** Newest first. */
    static List<SnapshotView> newest(TableState state, int limit) {
        List<SnapshotView> views = new ArrayList<>();
        for (int i = state.snapshots().size() - 1; i >= 0 && views.size() < limit; i--) {
            views.add(of(state.snapshots().get(i), state.refs()));
        }
        return views;
    }

    private static SnapshotView of(SnapshotState snapshot, Map<String, RefState> refs) {
        return new SnapshotView(
                snapshot.id(),
                snapshot.parentId(),
                snapshot.committedAt(),
                snapshot.operation(),
                figure(snapshot, "added-data-files"),
                figure(snapshot, "deleted-data-files"),
                figure(snapshot, "added-records"),
                figure(snapshot, "deleted-records"),
                snapshot.checkpoint().map(WriterCheckpoint::checkpointId),
                refs.entrySet().stream()
                        .filter(ref -> ref.getValue().snapshotId() == snapshot.id())
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList());
    }

    private static Optional<Long> figure(SnapshotState snapshot, String key) {
        try {
            return Optional.ofNullable(snapshot.summary().get(key)).map(Long::parseLong);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
