package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimeSearchTest {
    private static final long NOW = 1_772_366_400_000L;
    private static final long WEEK = 604_800_000;

    private int rounds;
    private int questions;

    @Test
    void whereNothingWaitsTheAgeIsZeroAndNothingIsAsked() {
        Brackets brackets = new Brackets(3, false);

        assertThat(search(TimeSearch.FINE, brackets, List.of())).hasValue(0);
        assertThat(questions).isZero();
    }

    @Test
    void beforeTheFirstAnswerTheAgeIsNotKnown() {
        Brackets brackets = new Brackets(1, false);
        brackets.aim(0, 5);

        assertThat(TimeSearch.age(brackets, NOW)).isEmpty();
    }

    @Test
    void theOldestOfAllPartitionsCounts() {
        List<FakePartition> partitions = List.of(
                new FakePartition().record(0, NOW - 50_000).record(1, NOW - 2_000),
                new FakePartition().record(0, NOW - 900_000).record(1, NOW - 700_000),
                new FakePartition().record(0, NOW - 30_000).record(1, NOW - 10_000));
        Brackets brackets = new Brackets(3, false);
        brackets.aim(0, 1);
        brackets.aim(1, 1);
        brackets.aim(2, 0);

        assertThat(search(TimeSearch.FINE, brackets, partitions)).hasValue(700_000);
    }

    @Test
    void oneThatDidNotMoveIsNotAskedAgain() {
        List<FakePartition> partitions = partitions(new Random(1), 200);
        Brackets brackets = aimed(new Random(2), partitions);
        search(TimeSearch.COARSE, brackets, partitions);
        questions = 0;

        search(TimeSearch.COARSE, brackets, partitions);

        assertThat(questions).isZero();
    }

    @Test
    void groupsThatStandAlikeShareTheirQuestions() {
        List<FakePartition> partitions = partitions(new Random(1), 100);
        List<Brackets> groups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            groups.add(aimed(new Random(i), partitions));
        }
        for (Brackets brackets : groups) {
            search(TimeSearch.COARSE, brackets, partitions);
        }
        int alone = questions;
        questions = 0;
        List<Brackets> together = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            together.add(aimed(new Random(i), partitions));
        }
        searchAll(TimeSearch.COARSE, together, partitions);

        assertThat(questions).isLessThan(alone / 2);
        assertThat(together.stream().map(brackets -> TimeSearch.age(brackets, NOW)))
                .allMatch(OptionalLong::isPresent);
    }

    @Property
    void theAgeIsThatOfTheOldestWithinTheTolerance(@ForAll int seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        List<FakePartition> partitions = partitions(new Random(seed), size);
        Brackets brackets = aimed(new Random(~seed), partitions);
        long truth = 0;
        for (int partition = 0; partition < size; partition++) {
            truth = Math.max(
                    truth,
                    NOW - partitions.get(partition).runningTime(target(new Random(~seed), partitions, partition)));
        }

        long coarse = search(TimeSearch.COARSE, brackets, partitions).orElseThrow();
        assertThat((double) Math.abs(coarse - truth)).isLessThanOrEqualTo(Math.max(1000, (double) truth * 0.06));
        long fine = search(TimeSearch.FINE, brackets, partitions).orElseThrow();
        assertThat((double) Math.abs(fine - truth)).isLessThanOrEqualTo(Math.max(100, (double) truth * 0.011));
        assertThat(rounds).isLessThan(64);
    }

    /** Twenty records each, up to a week old, most of them young. */
    private static List<FakePartition> partitions(Random random, int number) {
        List<FakePartition> partitions = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long[] ages = random.longs(20, 1, 21)
                    .map(exponent -> Math.min(WEEK, (1L << (exponent + 9)) + random.nextInt(1000)))
                    .toArray();
            Arrays.sort(ages);
            FakePartition partition = new FakePartition();
            for (int offset = 0; offset < ages.length; offset++) {
                partition.record(offset, NOW - ages[ages.length - 1 - offset]);
            }
            partitions.add(partition);
        }
        return partitions;
    }

    private static Brackets aimed(Random random, List<FakePartition> partitions) {
        Brackets brackets = new Brackets(partitions.size(), false);
        for (int partition = 0; partition < partitions.size(); partition++) {
            brackets.aim(
                    partition, random.nextInt((int) partitions.get(partition).end()));
        }
        return brackets;
    }

    private static long target(Random random, List<FakePartition> partitions, int wanted) {
        long target = 0;
        for (int partition = 0; partition <= wanted; partition++) {
            target = random.nextInt((int) partitions.get(partition).end());
        }
        return target;
    }

    private OptionalLong search(TimeSearch search, Brackets brackets, List<FakePartition> partitions) {
        searchAll(search, List.of(brackets), partitions);
        return TimeSearch.age(brackets, NOW);
    }

    private void searchAll(TimeSearch search, List<Brackets> groups, List<FakePartition> partitions) {
        rounds = 0;
        while (true) {
            long[] times = TimeSearch.noQuestions(Math.max(1, partitions.size()));
            boolean done = true;
            for (int i = 0; i < groups.size(); i++) {
                done &= search.plan(groups.get(i), NOW, i, times);
            }
            if (done) {
                return;
            }
            rounds++;
            for (int partition = 0; partition < partitions.size(); partition++) {
                if (times[partition] != TimeSearch.NO_QUESTION) {
                    questions++;
                    Found found = partitions.get(partition).firstFrom(times[partition]);
                    for (Brackets brackets : groups) {
                        brackets.learn(partition, times[partition], found);
                    }
                }
            }
        }
    }
}
