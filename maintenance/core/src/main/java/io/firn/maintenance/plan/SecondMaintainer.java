package io.firn.maintenance.plan;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether somebody else rewrites this table's files, as its snapshots tell: replacing commits that are not Firn's (hazard
 * H17). An expiry leaves no snapshot, and one that is enabled but idle leaves nothing at all: see {@link ManagedOptimizers}.
 */
final class SecondMaintainer {
    private static final Duration RECENT = Duration.ofHours(24);
    /** Set by Firn in every commit of its own. */
    private static final String RUN_ID = "firn.run-id";

    private SecondMaintainer() {}

    /** Who was seen, and until when that counts. */
    static Optional<String> seen(TableState state, Operation operation, Instant now) {
        boolean isTouched = operation == Operation.COMPACTION
                || operation == Operation.DELETE_FILE_REWRITE
                || operation == Operation.SNAPSHOT_EXPIRY;
        if (!isTouched) {
            return Optional.empty();
        }
        return state.snapshots().stream()
                .filter(snapshot -> snapshot.isReplace() && !snapshot.summary().containsKey(RUN_ID))
                .filter(snapshot -> snapshot.committedAt().isAfter(now.minus(RECENT)))
                .max(Comparator.comparing(SnapshotState::committedAt))
                .map(snapshot -> engine(snapshot.summary()) + " rewrote files of this table at "
                        + snapshot.committedAt() + ": two maintainers undo each other's work (counts until "
                        + snapshot.committedAt().plus(RECENT) + ", see maintenance.foreign-maintenance)");
    }

    /** The kind only: a summary's values are free text. */
    private static String engine(Map<String, String> summary) {
        String name = summary.getOrDefault("engine-name", "").toLowerCase(Locale.ROOT);
        if (name.equals("spark") || summary.containsKey("spark.app.id")) {
            return "Spark";
        }
        if (name.equals("flink") || summary.containsKey("flink.job-id")) {
            return "Flink";
        }
        if (name.equals("trino") || summary.containsKey("trino_query_id")) {
            return "Trino";
        }
        return "another engine";
    }
}
