package io.firn.quality.reconciliation;

import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.quality.reconciliation.SnapshotOffsets.Landed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what had landed in snapshots that are no longer part of the table's current branch, but for what is in the
 * table without them: rows that they had doubled or copied. Sees them only while the table's metadata still has the newest
 * of them.
 */
record Rollback(Table table, String rawTopic, boolean trustsStatistics) {
    private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);

    void undo(Round round) {
        Optional<Snapshot> seen = round.account().position().map(position -> table.snapshot(position.snapshotId()));
        Optional<Snapshot> current = Optional.ofNullable(table.currentSnapshot());
        if (seen.isEmpty() || current.isEmpty()) {
            return;
        }
        Set<Long> branch = new HashSet<>();
        boolean isWhole = false;
        Optional<Snapshot> next = current;
        while (next.isPresent() && branch.add(next.get().snapshotId())) {
            if (next.get().snapshotId() == seen.get().snapshotId()) {
                return;
            }
            isWhole = next.get().parentId() == null;
            next = parent(next.get());
        }
        List<Snapshot> undone = new ArrayList<>();
        Optional<Snapshot> common = seen;
        while (common.isPresent() && !branch.contains(common.get().snapshotId())) {
            undone.add(common.get());
            common = parent(common.get());
        }
        if (common.isEmpty() && !isWhole) {
            return; // Expired in between: whether it was taken out cannot be told.
        }
        LOG.error(
                "Table {} was rolled back behind snapshot {}: what landed since and is in no file left is missing until it lands anew",
                round.account().table(),
                seen.get().snapshotId());
        Map<TopicPartition, OffsetSet> taken = new HashMap<>();
        undone.stream()
                .filter(snapshot -> !SnapshotState.of(snapshot).isReplace())
                .forEach(snapshot -> SnapshotOffsets.read(table, snapshot, rawTopic, trustsStatistics)
                        .byPartition()
                        .forEach((partition, landed) -> taken.merge(partition, landed.offsets(), OffsetSet::plus)));
        Map<TopicPartition, Landed> kept = common.isEmpty() || taken.isEmpty()
                ? Map.of()
                : SnapshotOffsets.inFilesOf(table, common.get(), taken, rawTopic, trustsStatistics)
                        .byPartition();
        taken.forEach((partition, offsets) -> undo(
                round,
                partition,
                Optional.ofNullable(kept.get(partition))
                        .map(landed -> offsets.minus(landed.offsets()))
                        .orElse(offsets)));
        round.become(
                round.account().withPosition(common.map(snapshot -> SnapshotPosition.of(SnapshotState.of(snapshot)))));
    }

    private Optional<Snapshot> parent(Snapshot snapshot) {
        return Optional.ofNullable(snapshot.parentId()).map(table::snapshot);
    }

    private static void undo(Round round, TopicPartition partition, OffsetSet offsets) {
        PartitionAccount known = round.account().partitions().get(partition);
        if (known == null) {
            return;
        }
        PartitionAccount after = known.undo(offsets);
        OffsetSet lost = after.missing().minus(known.missing());
        round.become(partition, after);
        for (OffsetRange range : lost.ranges()) {
            round.missing(partition, OffsetSet.of(range.from(), range.to()), Map.of());
        }
    }
}
