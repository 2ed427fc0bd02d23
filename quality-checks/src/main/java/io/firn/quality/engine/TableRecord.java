package io.firn.quality.engine;

import io.firn.lake.table.SnapshotPosition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a table from one look to the next.
 *
 * @param uuid another one means another table of the same name
 * @param position the newest snapshot that was judged
 * @param version grows with each write, so that two replicas cannot both go on from one state
 * @param results by the check's name
 * @param open by series: the buckets of time that are still being filled
 */
record TableRecord(
        String table,
        String uuid,
        Optional<SnapshotPosition> position,
        long version,
        Map<String, CheckResult> results,
        Map<String, OpenBucket> open) {
    TableRecord {
        results = Map.copyOf(results);
        open = Map.copyOf(open);
    }

    /** Version 0 is in no database. */
    static TableRecord unknown(String table, String uuid) {
        return new TableRecord(table, uuid, Optional.empty(), 0, Map.of(), Map.of());
    }

    TableRecord with(CheckResult result) {
        Map<String, CheckResult> more = new LinkedHashMap<>(results);
        more.put(result.check(), result);
        return new TableRecord(table, uuid, position, version, more, open);
    }

    TableRecord withPosition(Optional<SnapshotPosition> newest) {
        return new TableRecord(table, uuid, newest.or(() -> position), version, results, open);
    }

    TableRecord withOpen(String series, OpenBucket bucket) {
        Map<String, OpenBucket> more = new LinkedHashMap<>(open);
        more.put(series, bucket);
        return new TableRecord(table, uuid, position, version, results, more);
    }

    TableRecord withVersion(long newer) {
        return new TableRecord(table, uuid, position, newer, results, open);
    }
}
