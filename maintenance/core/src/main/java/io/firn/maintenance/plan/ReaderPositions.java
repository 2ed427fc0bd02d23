package io.firn.maintenance.plan;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which snapshots registered readers still need (hazard H16), and whom nothing is kept for any more. A reader's lag is the
 * age of the oldest snapshot that it has not read, so one at the head of an idle table never lags; whoever lags more than
 * the cap, or stands at a snapshot that is gone, is let go.
 *
 * @param needed snapshot ids: each reader's own and, on every branch that descends from it, those up to the head
 * @param letGo names of readers
 */
public record ReaderPositions(Set<Long> needed, Set<String> letGo) {
    public ReaderPositions {
        needed = Set.copyOf(needed);
        letGo = Set.copyOf(letGo);
    }

    public static ReaderPositions of(SnapshotGraph graph, List<Consumer> consumers, Duration cap, Instant now) {
        Set<Long> needed = new HashSet<>();
        Set<String> letGo = new TreeSet<>();
        Instant oldestUnread = now.minus(cap);
        for (Consumer consumer : consumers) {
            List<List<SnapshotState>> pending = pending(graph, consumer.snapshotId());
            boolean lags = pending.stream()
                    .filter(snapshots -> snapshots.size() > 1)
                    .anyMatch(snapshots ->
                            snapshots.get(snapshots.size() - 2).committedAt().isBefore(oldestUnread));
            if (pending.isEmpty() || lags) {
                letGo.add(consumer.name());
            } else {
                pending.forEach(snapshots -> snapshots.forEach(snapshot -> needed.add(snapshot.id())));
            }
        }
        return new ReaderPositions(needed, letGo);
    }

    /** For each branch that descends from the position: its snapshots from the head back to the position. */
    private static List<List<SnapshotState>> pending(SnapshotGraph graph, long position) {
        List<List<SnapshotState>> pending = new ArrayList<>();
        for (RefState branch : graph.branches()) {
            List<SnapshotState> ancestry = graph.ancestry(branch.snapshotId());
            for (int i = 0; i < ancestry.size(); i++) {
                if (ancestry.get(i).id() == position) {
                    pending.add(ancestry.subList(0, i + 1));
                }
            }
        }
        return pending;
    }
}
