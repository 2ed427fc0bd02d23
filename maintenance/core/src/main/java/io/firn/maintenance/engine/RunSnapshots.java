package io.firn.maintenance.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** The snapshots that a run committed, found by its id in their summaries. */
public final class RunSnapshots {
    private RunSnapshots() {}

    /** In the order of their commits. */
    public static List<Snapshot> of(Table table, String runId) {
        List<Snapshot> found = new ArrayList<>();
        for (Snapshot snapshot : table.snapshots()) {
            if (runId.equals(snapshot.summary().get(Work.RUN_ID))) {
                found.add(snapshot);
            }
        }
        found.sort(Comparator.comparingLong(Snapshot::sequenceNumber).thenComparingLong(Snapshot::timestampMillis));
        return found;
    }

    static Optional<Snapshot> newest(Table table, String runId) {
        List<Snapshot> found = of(table, runId);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }
}
