package io.firn.maintenance.plan;

import io.firn.lake.table.SnapshotState;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Snapshot summary keys with which engines other than Flink's sink mark how far they have come: on restart they look for
 * the newest one in the branch's ancestry (hazard H2). A key that ends in {@code *} stands for all that begin so.
 */
record PositionKeys(Set<String> keys) {
    /** Its value is the snapshot of the staging branch up to which equality deletes have been converted. */
    static final String STAGING_SNAPSHOT = "equality-convert-staging-snapshot";

    /** Of Iceberg's Kafka Connect sink, of its predecessor, and of Flink's conversion of equality deletes. */
    static final Set<String> DEFAULTS = Set.of(
            "kafka.connect.offsets.*",
            "kafka.connect.control.offsets.*",
            "kafka.connect.commit-id",
            "kafka.connect.commitId",
            "kafka.connect.vtts",
            "kafka.connect.valid-through-ts",
            STAGING_SNAPSHOT);

    PositionKeys {
        keys = Set.copyOf(keys);
    }

    /** The defaults and what the policy adds. */
    static PositionKeys with(Set<String> further) {
        Set<String> keys = new HashSet<>(DEFAULTS);
        keys.addAll(further);
        return new PositionKeys(keys);
    }

    /** Index of the oldest snapshot that is the newest one with some key; -1 where none has any. */
    int oldest(List<SnapshotState> ancestry) {
        Set<String> seen = new HashSet<>();
        int oldest = -1;
        for (int i = 0; i < ancestry.size(); i++) {
            for (String key : ancestry.get(i).summary().keySet()) {
                if (matches(key) && seen.add(key)) {
                    oldest = i;
                }
            }
        }
        return oldest;
    }

    /** The snapshots, of whatever branch, that the newest marker in an ancestry names. */
    static Set<String> staged(List<SnapshotState> ancestry) {
        return ancestry.stream()
                .map(snapshot -> snapshot.summary().get(STAGING_SNAPSHOT))
                .filter(Objects::nonNull)
                .limit(1)
                .collect(Collectors.toSet());
    }

    /** Index of the oldest snapshot that is one of those named; -1 where none is. */
    static int oldestOf(Set<String> ids, List<SnapshotState> ancestry) {
        for (int i = ancestry.size() - 1; i >= 0; i--) {
            if (ids.contains(Long.toString(ancestry.get(i).id()))) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(String key) {
        return keys.stream()
                .anyMatch(known -> known.endsWith("*")
                        ? key.startsWith(known.substring(0, known.length() - 1))
                        : key.equals(known));
    }
}
