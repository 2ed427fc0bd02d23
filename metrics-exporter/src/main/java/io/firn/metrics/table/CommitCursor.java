package io.firn.metrics.table;

import io.firn.lake.table.NewSnapshots;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far a table's commits have been counted, and what was counted. The first look at a table counts every commit that
 * its metadata still has; every later one walks from the current snapshot back to the cursor.
 *
 * @param commits by Iceberg's operation
 * @param gaps walks that ended at an expired snapshot before they met the cursor
 */
record CommitCursor(
        String uuid, Optional<SnapshotPosition> position, Map<String, Long> commits, long addedRecords, long gaps) {
    private static final Set<String> OPERATIONS = Set.of("append", "overwrite", "delete", "replace");

    CommitCursor {
        commits = Map.copyOf(commits);
    }

    static CommitCursor start(TableState state) {
        return new CommitCursor(state.uuid(), Optional.empty(), Map.of(), 0, 0);
    }

    CommitCursor advance(TableState state) {
        if (!uuid.equals(state.uuid())) {
            return start(state).advance(state);
        }
        NewSnapshots uncounted = NewSnapshots.since(state, position);
        Optional<SnapshotPosition> end = uncounted.end();
        if (end.isEmpty()) {
            return this;
        }
        Map<String, Long> counted = new TreeMap<>(commits);
        long added = addedRecords;
        for (SnapshotState snapshot : uncounted.snapshots()) {
            counted.merge(operation(snapshot), 1L, Long::sum);
            added += snapshot.isReplace() ? 0 : addedRecords(snapshot);
        }
        return new CommitCursor(uuid, end, counted, added, gaps + (uncounted.gap() ? 1 : 0));
    }

    private static String operation(SnapshotState snapshot) {
        String operation = snapshot.operation().toLowerCase(Locale.ROOT);
        return OPERATIONS.contains(operation) ? operation : "other";
    }

    private static long addedRecords(SnapshotState snapshot) {
        String text = snapshot.summary().getOrDefault("added-records", "0");
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0; // Another engine's summary; a count that cannot be read is not counted.
        }
    }
}
