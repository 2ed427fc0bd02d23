package io.firn.daemon.rows;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows a reader sees. Without deletes, and with deletion vectors only, metadata tells. Position deletes may
 * repeat each other or outlive their file and equality deletes say nothing of what they hit, so then the rows are counted
 * and the count is kept for as long as writers do not commit: maintenance changes no rows.
 */
public final class LiveRows {
    /** Beyond so many records before deletes the rows are not counted. */
    public static final long MOST_COUNTED = 5_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(LiveRows.class);

    private final long mostCounted;
    private final Map<String, Known> counts = new ConcurrentHashMap<>();

    private record Known(long snapshotId, long rows) {}

    public LiveRows(long mostCounted) {
        this.mostCounted = mostCounted;
    }

    /** What is known without reading a file: exact where it can be, else the last count, else records before deletes. */
    public RowCount known(TableState state) {
        long records = state.records();
        boolean countedByFiles = state.positionDeleteFiles().files() > 0
                || state.equalityDeleteFiles().files() > 0;
        if (!countedByFiles) {
            return new RowCount(records - state.deletionVectors().records(), true);
        }
        Known known = counts.get(state.uuid());
        return known == null ? new RowCount(records, false) : new RowCount(known.rows(), holds(known, state));
    }

    /** Counts where that is needed and not too much; opens the key columns of files that equality deletes may hit. */
    public RowCount count(TableState state, Table table) {
        RowCount known = known(state);
        Optional<Long> snapshot = state.currentSnapshotId();
        if (known.exact() || snapshot.isEmpty() || state.records() > mostCounted) {
            return known;
        }
        try {
            long rows = new RowCounter(table).count(snapshot.get());
            counts.put(state.uuid(), new Known(snapshot.get(), rows));
            return new RowCount(rows, true);
        } catch (RuntimeException e) {
            // Expired or compacted away while it was read, or storage is unreachable: the poll tells which.
            LOG.warn("Cannot count the rows of {}: {}", state.name(), e.getMessage());
            return known;
        }
    }

    public void forget(String uuid) {
        counts.remove(uuid);
    }

    private static boolean holds(Known known, TableState state) {
        for (int i = state.snapshots().size() - 1; i >= 0; i--) {
            SnapshotState snapshot = state.snapshots().get(i);
            if (snapshot.id() == known.snapshotId()) {
                return true;
            }
            if (!snapshot.isReplace()) {
                return false;
            }
        }
        return false;
    }
}
