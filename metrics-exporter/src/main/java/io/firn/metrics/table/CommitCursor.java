package io.firn.metrics.table;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far a table's commits have been counted, and what was counted. The first look at a table counts every commit that
 * its metadata still has; every later one walks from the current snapshot back to the cursor.
 *
 * @param commits by Iceberg's operation
 * @param gaps walks that ended at an expired snapshot before they met the cursor
 */
record CommitCursor(String uuid, Optional<Position> position, Map<String, Long> commits, long addedRecords, long gaps) {
    private static final Set<String> OPERATIONS = Set.of("append", "overwrite", "delete", "replace");

    CommitCursor {
        commits = Map.copyOf(commits);
    }

    /** The newest snapshot that was counted. */
    record Position(long snapshotId, long sequenceNumber, Instant committedAt) {
        /**
         * Whether {@code snapshot} had been counted when this position was reached. After a rollback the position is
         * not among the ancestors any more, hence no comparison by id alone; format v1 has no sequence numbers.
         */
        boolean covers(SnapshotState snapshot) {
            if (snapshot.id() == snapshotId) {
                return true;
            }
            return snapshot.sequenceNumber() > 0
                    ? snapshot.sequenceNumber() <= sequenceNumber
                    : !snapshot.committedAt().isAfter(committedAt);
        }
    }

    static CommitCursor start(TableState state) {
        return new CommitCursor(state.uuid(), Optional.empty(), Map.of(), 0, 0);
    }

    CommitCursor advance(TableState state) {
        if (!uuid.equals(state.uuid())) {
            return start(state).advance(state);
        }
        Map<Long, SnapshotState> byId =
                state.snapshots().stream().collect(Collectors.toMap(SnapshotState::id, Function.identity()));
        Optional<SnapshotState> head = state.currentSnapshotId().map(byId::get);
        if (head.isEmpty() || isCovered(head.get())) {
            return this;
        }
        Map<String, Long> counted = new TreeMap<>(commits);
        long added = addedRecords;
        Optional<SnapshotState> next = head;
        boolean expired = false;
        while (next.isPresent() && !isCovered(next.get())) {
            SnapshotState snapshot = next.get();
            counted.merge(operation(snapshot), 1L, Long::sum);
            added += snapshot.isReplace() ? 0 : addedRecords(snapshot);
            next = snapshot.parentId().map(byId::get);
            expired = snapshot.parentId().isPresent() && next.isEmpty();
        }
        boolean gap = expired && position.isPresent();
        return new CommitCursor(uuid, head.map(CommitCursor::position), counted, added, gaps + (gap ? 1 : 0));
    }

    private boolean isCovered(SnapshotState snapshot) {
        return position.isPresent() && position.get().covers(snapshot);
    }

    private static Position position(SnapshotState snapshot) {
        return new Position(snapshot.id(), snapshot.sequenceNumber(), snapshot.committedAt());
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
