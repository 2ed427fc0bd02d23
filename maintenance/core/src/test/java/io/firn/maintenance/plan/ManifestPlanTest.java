package io.firn.maintenance.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.DataSize;
import io.firn.maintenance.plan.ManifestModel.Entry;
import io.firn.maintenance.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** When manifests are rewritten, and that this comes to an end. */
final class ManifestPlanTest {
    private static final long TARGET = 100 << 10;
    private static final long HEADER = 100;
    private static final long ENTRY = 1 << 10;

    private static Decision decide(ManifestModel model, Trigger trigger, int maxCount) {
        return ManifestPlan.decide(
                model.state(), new Policy.Manifests(true, maxCount, new DataSize(TARGET), Optional.empty()), trigger);
    }

    private static ManifestModel model(List<List<Entry>> manifests) {
        return new ManifestModel(HEADER, manifests);
    }

    /** So many files, each of the next partition, beginning anew after the last. */
    private static List<Entry> manifest(int number, int files, int partitions) {
        return IntStream.range(0, files)
                .mapToObj(i -> new Entry(0, "site=SECRET-" + i % partitions, number + "-" + i, ENTRY))
                .toList();
    }

    private static ManifestModel alike(int manifests, int files, int partitions) {
        return model(IntStream.range(0, manifests)
                .mapToObj(number -> manifest(number, files, partitions))
                .toList());
    }

    @Example
    void theyAreRewrittenWhenTheyAreManyAndFewerWouldDo() {
        ManifestModel many = alike(30, 1, 1);
        Decision decision = decide(many, Trigger.THRESHOLD, 20);
        assertThat(decision.chosen()).isTrue();
        assertThat(decision.inputFiles()).isEqualTo(30);
        assertThat(decision.reason())
                .isEqualTo("30 manifests of data files, 1 would do at 100KB each, more than 20 needed");
        assertThat(decide(many, Trigger.THRESHOLD, 30).chosen()).isFalse();
        assertThat(decide(many, Trigger.CRON, 30).chosen()).isTrue();
        ManifestModel full = alike(30, 74, 1);
        assertThat(decide(full, Trigger.THRESHOLD, 20).chosen()).isFalse();
        assertThat(decide(full, Trigger.REQUEST, 20).chosen()).isFalse();
    }

    @Example
    void fullOnesThatEachHoldEveryPartitionAreClustered() {
        ManifestModel mixed = alike(15, 74, 37);
        Decision decision = decide(mixed, Trigger.THRESHOLD, 20);
        assertThat(decision.chosen()).isTrue();
        assertThat(decision.reason())
                .isEqualTo("planning one partition reads 1111KB of them on average, 59KB would do,"
                        + " at least 1000KB needed");
        ManifestModel after = mixed.rewritten(TARGET);
        assertThat(after.entries()).isEqualTo(mixed.entries());
        assertThat(decide(after, Trigger.THRESHOLD, 20).chosen()).isFalse();
        assertThat(decide(after, Trigger.REQUEST, 20).chosen()).isFalse();
        assertThat(decide(alike(13, 74, 37), Trigger.THRESHOLD, 20).reason())
                .isEqualTo("13 manifests of data files, 19 would do at 100KB each, more than 20 needed;"
                        + " planning one partition reads 963KB of them on average, 51KB would do,"
                        + " at least 1000KB needed; 0 are above 200KB, with 0 % of the bytes, at least 25 % needed");
    }

    @Example
    void largeOnesAreSplitUnlessTheyAreFew() {
        ManifestModel large = alike(1, 300, 1);
        Decision decision = decide(large, Trigger.THRESHOLD, 20);
        assertThat(decision.chosen()).isTrue();
        assertThat(decision.reason()).isEqualTo("1 are above 200KB, with 100 % of the bytes, at least 25 % needed");
        ManifestModel after = large.rewritten(TARGET);
        assertThat(after.manifests()).hasSize(5);
        assertThat(decide(after, Trigger.REQUEST, 20).chosen()).isFalse();
        ManifestModel few = alike(14, 74, 1).with(manifest(99, 300, 1));
        assertThat(decide(few, Trigger.THRESHOLD, 20).chosen()).isFalse();
    }

    @Example
    void aPartitionThatIsAppendedToAllTheTimeIsRewrittenForItsCountAlone() {
        ManifestModel model = alike(18, 74, 1).rewritten(TARGET);
        int rewrites = 0;
        for (int commit = 0; commit < 100; commit++) {
            model = model.with(manifest(1000 + commit, 1, 1));
            if (decide(model, Trigger.THRESHOLD, 40).chosen()) {
                model = model.rewritten(TARGET);
                rewrites++;
            }
        }
        // 18 full ones and 23 small ones are 41: then the 23 become one.
        assertThat(rewrites).isEqualTo(4);
    }

    @Example
    void aWriterThatTouchesEveryPartitionOfALargeTableHasItClusteredRarely() {
        ManifestModel model = alike(30, 74, 16).rewritten(TARGET);
        int rewrites = 0;
        for (int commit = 0; commit < 300; commit++) {
            model = model.with(manifest(1000 + commit, 16, 16));
            if (decide(model, Trigger.THRESHOLD, 10_000).chosen()) {
                model = model.rewritten(TARGET);
                rewrites++;
            }
        }
        assertThat(rewrites).isBetween(1, 8);
    }

    /** Several specs, entries of other sizes in each partition, clustered or not, one partition or many. */
    @Property(tries = 300)
    void afterARewriteThereIsNothingToRewrite(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 120) int manifests,
            @ForAll @IntRange(min = 1, max = 150) int filesInOne,
            @ForAll @IntRange(min = 1, max = 300) int partitions,
            @ForAll @IntRange(min = 1, max = 3) int specs,
            @ForAll @IntRange(min = 1, max = 100) int neighbours,
            @ForAll @IntRange(min = 1, max = 20) int maxCount) {
        Random random = new Random(seed);
        List<List<Entry>> before = new ArrayList<>();
        for (int number = 0; number < manifests; number++) {
            List<Entry> manifest = new ArrayList<>();
            int spec = random.nextInt(specs);
            int first = random.nextInt(partitions);
            int files = 1 + random.nextInt(filesInOne);
            for (int i = 0; i < files; i++) {
                int partition = (first + random.nextInt(neighbours)) % partitions;
                long bytes = ENTRY * (4 + partition % 5) / 6;
                manifest.add(new Entry(spec, "p=" + partition, number + "-" + i, bytes));
            }
            before.add(manifest);
        }
        ManifestModel after = model(before).rewritten(TARGET);
        assertThat(after.entries()).isEqualTo(model(before).entries());
        Decision again = decide(after, Trigger.THRESHOLD, maxCount);
        assertThat(again.chosen()).as(again.reason()).isFalse();
    }
}
