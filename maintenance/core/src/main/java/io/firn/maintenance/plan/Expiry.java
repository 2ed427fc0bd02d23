package io.firn.maintenance.plan;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.maintenance.policy.Policy;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which snapshots may go, and what holds each of the others. Of every branch an unbroken ancestry stays, from the head
 * back to the oldest of: the policy's age, the policy's count of writers' snapshots, and the newest snapshot of each
 * writer's last checkpoint (hazard H1: on restore a Flink sink walks that ancestry and commits again when it does not find
 * itself), the newest of each position that another engine has marked (hazard H2), and each registered reader's position (hazard H16). Tags and staged snapshots stay (hazard H10); what nothing refers to, as after a rollback, goes by age.
 * What a branch says itself of the age and number of its snapshots counts where it keeps more than the policy.
 *
 * @param expired snapshot ids
 * @param kept every other snapshot id, with what holds it
 * @param letGo names of registered readers that hold nothing any more
 * @param droppedRefs branches and tags that go with them
 */
public record Expiry(Set<Long> expired, Map<Long, Hold> kept, Set<String> letGo, Set<String> droppedRefs) {
    public Expiry {
        expired = Set.copyOf(expired);
        kept = Map.copyOf(kept);
        letGo = Set.copyOf(letGo);
        droppedRefs = Set.copyOf(droppedRefs);
    }

    /** Without registered readers. */
    public static Expiry of(SnapshotGraph graph, Policy.Snapshots policy, Instant now) {
        return of(graph, policy, List.of(), now);
    }

    public static Expiry of(SnapshotGraph all, Policy.Snapshots policy, List<Consumer> consumers, Instant now) {
        Set<String> droppedRefs = AgedRefs.of(all, policy, consumers, now);
        SnapshotGraph graph = all.without(droppedRefs);
        ReaderPositions readers = ReaderPositions.of(graph, consumers, policy.consumerLagCap(), now);
        Instant cutOff = now.minus(policy.keepFor());
        PositionKeys positions = PositionKeys.with(policy.positionKeys());
        Map<Long, Hold> kept = new LinkedHashMap<>();
        Set<Long> onBranches = new HashSet<>();
        Set<String> staged = new HashSet<>();
        graph.branches().forEach(branch -> staged.addAll(PositionKeys.staged(graph.ancestry(branch.snapshotId()))));
        for (RefState branch : graph.branches()) {
            List<SnapshotState> ancestry = graph.ancestry(branch.snapshotId());
            ancestry.forEach(snapshot -> onBranches.add(snapshot.id()));
            keepFirst(ancestry, lastYoung(ancestry, cutOff), Hold.YOUNG, kept);
            keepFirst(ancestry, 0, Hold.BRANCH, kept);
            branch.keepFor()
                    .ifPresent(
                            age -> keepFirst(ancestry, lastYoung(ancestry, now.minus(age)), Hold.OWN_RETENTION, kept));
            branch.keepAtLeast().ifPresent(count -> keepFirst(ancestry, count - 1, Hold.OWN_RETENTION, kept));
            keepFirst(ancestry, lastOfWriters(ancestry, policy.keepAtLeast()), Hold.KEEP_AT_LEAST, kept);
            keepFirst(ancestry, oldestCheckpoint(ancestry, policy.retiredWriters()), Hold.WRITER, kept);
            keepFirst(ancestry, positions.oldest(ancestry), Hold.POSITION, kept);
            keepFirst(ancestry, PositionKeys.oldestOf(staged, ancestry), Hold.POSITION, kept);
        }
        readers.needed().forEach(id -> kept.putIfAbsent(id, Hold.READER));
        graph.tags().forEach(tag -> kept.putIfAbsent(tag.snapshotId(), Hold.TAG));
        Set<String> published = published(graph);
        for (SnapshotState snapshot : graph.snapshots()) {
            if (!onBranches.contains(snapshot.id())) {
                keepUnreferenced(snapshot, cutOff, published, kept);
            }
        }
        Set<Long> expired = new TreeSet<>();
        graph.snapshots().forEach(snapshot -> expired.add(snapshot.id()));
        kept.keySet().retainAll(expired);
        expired.removeAll(kept.keySet());
        return new Expiry(expired, kept, readers.letGo(), droppedRefs);
    }

    /** Whether there is nothing to commit. */
    public boolean isEmpty() {
        return expired.isEmpty() && droppedRefs.isEmpty();
    }

    /** For example {@code 12 younger than keep-for, 1 held by a tag}, and whom nothing is held for any more. */
    public String holds() {
        Map<Hold, Long> counts = kept.values().stream()
                .collect(Collectors.groupingBy(hold -> hold, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", ", "", aged() + beyondCap()));
    }

    private String aged() {
        return droppedRefs.isEmpty()
                ? ""
                : "; " + droppedRefs.size() + " branches or tags past their max-ref-age go: "
                        + droppedRefs.stream().sorted().collect(Collectors.joining(", "));
    }

    private String beyondCap() {
        return letGo.isEmpty()
                ? ""
                : "; not held any more, as beyond consumer-lag-cap or gone: "
                        + letGo.stream().sorted().collect(Collectors.joining(", "));
    }

    private static void keepUnreferenced(
            SnapshotState snapshot, Instant cutOff, Set<String> published, Map<Long, Hold> kept) {
        if (snapshot.isStaged() && !published.contains(snapshot.summary().get("wap.id"))) {
            kept.putIfAbsent(snapshot.id(), Hold.STAGED);
        } else if (!snapshot.committedAt().isBefore(cutOff)) {
            kept.putIfAbsent(snapshot.id(), Hold.YOUNG);
        }
    }

    /** What was staged and then published is on a branch under another id: its staged form is like any other. */
    private static Set<String> published(SnapshotGraph graph) {
        return graph.snapshots().stream()
                .map(snapshot -> snapshot.summary().getOrDefault("published-wap-id", ""))
                .collect(Collectors.toSet());
    }

    private static void keepFirst(List<SnapshotState> ancestry, int lastIndex, Hold hold, Map<Long, Hold> kept) {
        for (int i = 0; i <= lastIndex && i < ancestry.size(); i++) {
            kept.putIfAbsent(ancestry.get(i).id(), hold);
        }
    }

    private static int lastYoung(List<SnapshotState> ancestry, Instant cutOff) {
        for (int i = ancestry.size() - 1; i >= 0; i--) {
            if (!ancestry.get(i).committedAt().isBefore(cutOff)) {
                return i;
            }
        }
        return -1;
    }

    /** Maintenance commits do not count: enough of them would push the writers' snapshots out (hazard H1). */
    private static int lastOfWriters(List<SnapshotState> ancestry, int count) {
        int writers = 0;
        for (int i = 0; i < ancestry.size(); i++) {
            if (!ancestry.get(i).isReplace() && ++writers == count) {
                return i;
            }
        }
        return ancestry.size() - 1;
    }

    private static int oldestCheckpoint(List<SnapshotState> ancestry, Set<String> retired) {
        Set<List<String>> seen = new HashSet<>();
        int oldest = -1;
        for (int i = 0; i < ancestry.size(); i++) {
            WriterCheckpoint checkpoint = ancestry.get(i).checkpoint().orElse(null);
            if (checkpoint != null
                    && !retired.contains(checkpoint.writer())
                    && !retired.contains(checkpoint.jobId())
                    && seen.add(List.of(checkpoint.writer(), checkpoint.operatorId()))) {
                oldest = i;
            }
        }
        return oldest;
    }
}
