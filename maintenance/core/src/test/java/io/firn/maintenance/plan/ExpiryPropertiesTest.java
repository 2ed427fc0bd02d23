package io.firn.maintenance.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the history looks like: no gap, no lost ref, no lost checkpoint. */
final class ExpiryPropertiesTest {

    @Property(tries = 500)
    void ancestryStaysWithoutAGapAndReachesEveryWritersLastCheckpoint(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int snapshots,
            @ForAll @IntRange(min = 1, max = 5) int keep) {
        SnapshotGraph graph = history(new Random(seed), snapshots);
        Expiry expiry = Expiry.of(graph, policy(keep), States.NOW);
        for (RefState branch : graph.branches()) {
            List<SnapshotState> ancestry = graph.ancestry(branch.snapshotId());
            int unbroken = 0;
            while (unbroken < ancestry.size()
                    && !expiry.expired().contains(ancestry.get(unbroken).id())) {
                unbroken++;
            }
            Map<List<String>, Integer> newest = new HashMap<>();
            long writers = 0;
            for (int i = 0; i < ancestry.size(); i++) {
                int index = i;
                Optional<WriterCheckpoint> checkpoint = ancestry.get(i).checkpoint();
                checkpoint.ifPresent(found -> newest.putIfAbsent(List.of(found.writer(), found.operatorId()), index));
                writers += !ancestry.get(i).isReplace() && i < unbroken ? 1 : 0;
            }
            newest.remove(List.of("retired", "op"));
            assertThat(newest.values()).allMatch(reached(unbroken));
            long all = ancestry.stream().filter(one -> !one.isReplace()).count();
            assertThat(writers).isGreaterThanOrEqualTo(Math.min(keep, all));
        }
    }

    @Property(tries = 500)
    void everyRefAndStagedAndYoungSnapshotStaysAndNothingElseIsLost(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int snapshots) {
        SnapshotGraph graph = history(new Random(seed), snapshots);
        Expiry expiry = Expiry.of(graph, policy(1), States.NOW);
        Set<Long> all = new HashSet<>();
        for (SnapshotState snapshot : graph.snapshots()) {
            all.add(snapshot.id());
            if (!snapshot.committedAt().isBefore(States.NOW.minus(Duration.ofHours(1)))) {
                assertThat(expiry.expired()).doesNotContain(snapshot.id());
            }
        }
        graph.refs().forEach(ref -> assertThat(expiry.expired()).doesNotContain(ref.snapshotId()));
        Set<Long> decided = new HashSet<>(expiry.expired());
        decided.addAll(expiry.kept().keySet());
        assertThat(decided).isEqualTo(all);
        assertThat(expiry.expired()).doesNotContainAnyElementsOf(expiry.kept().keySet());
    }

    @Property(tries = 200)
    void expiringTwiceIsExpiringOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int snapshots) {
        SnapshotGraph graph = history(new Random(seed), snapshots);
        Expiry first = Expiry.of(graph, policy(2), States.NOW);
        SnapshotGraph left = new SnapshotGraph(
                graph.snapshots().stream()
                        .filter(snapshot -> !first.expired().contains(snapshot.id()))
                        .toList(),
                graph.refs());
        assertThat(Expiry.of(left, policy(2), States.NOW).expired()).isEmpty();
    }

    private static java.util.function.Predicate<Integer> reached(int unbroken) {
        return index -> index < unbroken;
    }

    private static Policy.Snapshots policy(int keep) {
        return new Policy.Snapshots(
                true,
                Duration.ofHours(1),
                keep,
                Set.of("retired"),
                Set.of(),
                false,
                Duration.ofDays(7),
                Optional.empty());
    }

    private static SnapshotGraph history(Random random, int count) {
        List<SnapshotState> snapshots = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            // Mostly a line, with branches, roots and rolled-back ends now and then.
            long parent = random.nextInt(8) == 0 ? random.nextInt(id) : id - 1;
            Duration age = Duration.ofMinutes(random.nextInt(180));
            Map<String, String> summary = new HashMap<>();
            if (random.nextInt(3) == 0) {
                summary.put("flink.job-id", random.nextInt(6) == 0 ? "retired" : "job-" + random.nextInt(2));
                summary.put("flink.operator-id", "op");
                summary.put("flink.max-committed-checkpoint-id", Integer.toString(id));
            } else if (random.nextInt(10) == 0) {
                summary.put("wap.id", "wap-" + id);
            }
            String operation = random.nextInt(3) == 0 ? "replace" : "append";
            snapshots.add(States.snapshot(id, parent, age, operation, summary));
        }
        List<RefState> refs = new ArrayList<>();
        refs.add(new RefState("main", 1 + random.nextInt(count), true));
        for (int i = 0; i < random.nextInt(3); i++) {
            refs.add(new RefState("ref-" + i, 1 + random.nextInt(count), random.nextBoolean()));
        }
        return new SnapshotGraph(snapshots, refs);
    }
}
