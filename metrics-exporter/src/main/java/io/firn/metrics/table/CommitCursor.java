package io.firn.metrics.table;

import io.firn.lake.table.NewSnapshots;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How far a table's commits have been counted, and what was counted. The first look at a table counts every commit that
 * its metadata still has; every later one walks from the current snapshot back to the cursor.
 *
 * @param commits by Iceberg's operation
 * @param gaps walks that ended at an expired snapshot before they met the cursor
 * @param waits of the files that writers added after the first look
 */
record CommitCursor(
        String uuid,
        Optional<SnapshotPosition> position,
        Map<String, Long> commits,
        long addedRecords,
        long gaps,
        QueryableWaits waits) {
    /** Whose files one look reads, at most: a daemon that was away for days does not read days of manifests. */
    static final int MOST_SNAPSHOTS_READ = 500;

    private static final Set<String> OPERATIONS = Set.of("append", "overwrite", "delete", "replace");

    CommitCursor {
        commits = Map.copyOf(commits);
    }

    static CommitCursor start(TableState state) {
        return new CommitCursor(state.uuid(), Optional.empty(), Map.of(), 0, 0, QueryableWaits.NONE);
    }

    /** @param oldestRecords the oldest record times of the data files that a snapshot added, one a file that has one */
    CommitCursor advance(TableState state, Function<SnapshotState, List<Instant>> oldestRecords) {
        if (!uuid.equals(state.uuid())) {
            return start(state).advance(state, oldestRecords);
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
        QueryableWaits waited = position.isEmpty() ? waits : waits(uncounted.snapshots(), oldestRecords);
        return new CommitCursor(uuid, end, counted, added, gaps + (uncounted.gap() ? 1 : 0), waited);
    }

    private QueryableWaits waits(List<SnapshotState> snapshots, Function<SnapshotState, List<Instant>> oldestRecords) {
        List<SnapshotState> writers =
                snapshots.stream().filter(snapshot -> !snapshot.isReplace()).toList();
        QueryableWaits waited = waits;
        for (SnapshotState snapshot :
                writers.subList(Math.max(0, writers.size() - MOST_SNAPSHOTS_READ), writers.size())) {
            for (Instant oldest : oldestRecords.apply(snapshot)) {
                waited = waited.plus(Duration.between(oldest, snapshot.committedAt()));
            }
        }
        return waited;
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
