package io.firn.daemon.report;

import io.firn.daemon.rows.RowCount;
import io.firn.daemon.view.Health;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.TableView;
import io.firn.daemon.view.WriterView;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.maintenance.plan.RestorePoints;
import io.firn.maintenance.plan.SnapshotGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables as views. */
final class TableViews {
    private TableViews() {}

    /** A table that has never been read shows zeros, and its health says why. */
    static TableView unread(WatchedTable table, Health health, List<PauseView> pauses) {
        return new TableView(
                table.name(),
                0,
                false,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                health,
                pauses,
                List.of(),
                List.of(),
                List.of());
    }

    static TableView of(
            WatchedTable.Loaded loaded, long smallFileBytes, RowCount rows, Health health, List<PauseView> pauses) {
        TableState state = loaded.state();
        return new TableView(
                state.name(),
                rows.rows(),
                rows.exact(),
                state.dataFiles().files(),
                state.dataFiles().bytes(),
                state.dataFilesBelow(smallFileBytes),
                state.deleteFileCount(),
                state.positionDeleteFiles()
                        .plus(state.equalityDeleteFiles())
                        .plus(state.deletionVectors())
                        .records(),
                state.snapshots().size(),
                state.manifests().size(),
                state.lastWriterSnapshot().map(SnapshotState::committedAt),
                health,
                pauses,
                ColumnViews.of(loaded.table().schema(), state),
                writers(state),
                RestorePoints.of(SnapshotGraph.of(state)));
    }

    /** The newest checkpoint of each writer, the latest writer first. */
    private static List<WriterView> writers(TableState state) {
        Map<String, WriterView> newest = new LinkedHashMap<>();
        for (int i = state.snapshots().size() - 1; i >= 0; i--) {
            SnapshotState snapshot = state.snapshots().get(i);
            Optional<WriterCheckpoint> checkpoint = snapshot.checkpoint();
            checkpoint.ifPresent(mark -> newest.putIfAbsent(
                    mark.writer(),
                    new WriterView(
                            mark.writer(),
                            mark.jobId(),
                            mark.checkpointId(),
                            mark.snapshotId(),
                            snapshot.committedAt())));
        }
        return List.copyOf(newest.values());
    }
}
