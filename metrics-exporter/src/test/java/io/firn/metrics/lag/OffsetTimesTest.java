package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTimesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final long MILLIS = NOW.toEpochMilli();
    private static final TopicPartition VISITS = new TopicPartition("visits", 0);
    private static final TopicPartition LABS = new TopicPartition("labs", 3);

    private final FakePartition visits = new FakePartition();
    private final FakePartition labs = new FakePartition();
    private int calls;
    private final OffsetTimes times = new OffsetTimes(this::answer, topic -> false);
    private final OffsetTimes compacted = new OffsetTimes(this::answer, topic -> true);

    @Test
    void everyPartitionHasTheTimeOfItsRecord() {
        visits.record(0, ago(90_000))
                .record(1, ago(60_000))
                .record(2, ago(60_000))
                .record(3, ago(5));
        labs.record(100, ago(86_400_000)).record(101, ago(7_200_000));

        assertThat(times.find(Map.of(VISITS, 1L, LABS, 101L), NOW))
                .isEqualTo(Map.of(VISITS, at(60_000), LABS, at(7_200_000)));
        assertThat(times.find(Map.of(VISITS, 3L, LABS, 100L), NOW))
                .isEqualTo(Map.of(VISITS, at(5), LABS, at(86_400_000)));
    }

    @Test
    void partitionsShareEachQuestionAndASecondCallAsksNothing() {
        visits.record(0, ago(90_000)).record(1, ago(60_000));
        labs.record(0, ago(900_000)).record(1, ago(600_000));
        times.find(Map.of(VISITS, 1L, LABS, 1L), NOW);
        assertThat(calls).isLessThanOrEqualTo(Math.max(visits.questions(), labs.questions()));

        calls = 0;
        times.find(Map.of(VISITS, 1L, LABS, 1L), NOW);
        assertThat(calls).isZero();
    }

    @Test
    void aDeletedRecordIsAsOldAsTheFirstThatIsLeft() {
        visits.record(7, ago(3_000)).record(8, ago(2_000));

        assertThat(times.find(Map.of(VISITS, 2L), NOW)).isEqualTo(Map.of(VISITS, at(3_000)));
    }

    @Test
    void aRecordOutOfOrderCountsAsOldAsTheNewestBeforeIt() {
        visits.record(0, ago(9_000)).record(1, ago(2_000)).record(2, ago(8_000)).record(3, ago(1_000));

        assertThat(times.find(Map.of(VISITS, 2L), NOW)).isEqualTo(Map.of(VISITS, at(2_000)));
    }

    @Test
    void behindAHoleOfCompactionTheNextRecordCounts() {
        visits.record(0, ago(86_400_000)).record(50, ago(4_000)).record(51, ago(3_000));

        assertThat(compacted.find(Map.of(VISITS, 20L), NOW)).isEqualTo(Map.of(VISITS, at(4_000)));
    }

    @Test
    void aRecordFromTheFutureKeepsItsTime() {
        visits.record(0, ago(9_000)).record(1, ago(-60_000)).record(2, ago(1_000));

        assertThat(times.find(Map.of(VISITS, 1L), NOW).get(VISITS)).isBetween(NOW, at(-60_000));
    }

    @Test
    void aPartitionThatDoesNotExistHasNoTime() {
        visits.record(0, ago(9_000));

        assertThat(times.find(Map.of(VISITS, 0L, new TopicPartition("gone", 0), 5L), NOW))
                .containsOnlyKeys(VISITS);
    }

    @Test
    void whatWasLearnedOfDeletedRecordsIsNoLongerBelieved() {
        visits.record(0, ago(5_000)).record(1, ago(9_000)).record(2, ago(8_000));
        times.find(Map.of(VISITS, 2L), NOW);
        visits.deleteBefore(1);

        assertThat(times.find(Map.of(VISITS, 2L, LABS, 0L), NOW)).containsKey(VISITS);
        assertThat(times.find(Map.of(VISITS, 1L), NOW)).isEqualTo(Map.of(VISITS, at(9_000)));
    }

    @Property
    void timesInOrderAreFoundExactly(@ForAll("gaps") List<Long> gaps, @ForAll long seed) {
        FakePartition partition = inOrder(gaps);
        long target = Math.floorMod(seed, partition.end());
        OffsetTimes fresh = new OffsetTimes(questions -> Map.of(VISITS, answer(partition, questions)), topic -> false);

        assertThat(fresh.find(Map.of(VISITS, target), NOW))
                .isEqualTo(Map.of(VISITS, Instant.ofEpochMilli(partition.runningTime(target))));
        assertThat(partition.questions()).isLessThan(64);
    }

    /** Knowing an earlier offset must not spoil the answer about a later one. */
    @Property
    void anAdvanceIsFoundExactly(@ForAll("gaps") List<Long> gaps, @ForAll long from, @ForAll long to) {
        FakePartition partition = inOrder(gaps);
        long earlier = Math.floorMod(from, partition.end());
        long later = Math.floorMod(to, partition.end());
        OffsetTimes fresh = new OffsetTimes(questions -> Map.of(VISITS, answer(partition, questions)), topic -> false);
        fresh.find(Map.of(VISITS, earlier), NOW);

        assertThat(fresh.find(Map.of(VISITS, later), NOW))
                .isEqualTo(Map.of(VISITS, Instant.ofEpochMilli(partition.runningTime(later))));
    }

    /** Each offset is there with one chance in three: the times are in order, so the next record is what counts. */
    @Property
    void behindHolesTheNextRecordIsFound(@ForAll("gaps") List<Long> gaps, @ForAll long seed) {
        FakePartition partition = new FakePartition();
        inOrder(gaps).times().forEach((offset, time) -> partition.record(offset * 3 + time % 3, time));
        long target = Math.floorMod(seed, partition.end());
        OffsetTimes fresh = new OffsetTimes(questions -> Map.of(VISITS, answer(partition, questions)), topic -> true);

        Instant found = fresh.find(Map.of(VISITS, target), NOW).get(VISITS);
        assertThat(found).isEqualTo(Instant.ofEpochMilli(partition.runningTime(target)));
    }

    @Provide
    static Arbitrary<List<Long>> gaps() {
        Arbitrary<Long> gap = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, Arbitraries.longs().between(1, 5)),
                net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(1, 100_000_000)));
        return Combinators.combine(
                        gap.list().ofMinSize(1).ofMaxSize(40),
                        Arbitraries.longs().between(1, 1000))
                .as((list, last) -> {
                    list.set(0, last);
                    return list;
                });
    }

    private static FakePartition inOrder(List<Long> gaps) {
        FakePartition partition = new FakePartition();
        long age = 0;
        for (int i = 0; i < gaps.size(); i++) {
            age += gaps.get(i);
            partition.record(gaps.size() - 1 - i, MILLIS - age);
        }
        return partition;
    }

    private Map<TopicPartition, Found> answer(Map<TopicPartition, Long> questions) {
        calls++;
        Map<TopicPartition, Found> answers = new HashMap<>();
        questions.forEach((partition, time) -> {
            if (partition.equals(VISITS)) {
                answers.put(partition, visits.firstFrom(time));
            } else if (partition.equals(LABS)) {
                answers.put(partition, labs.firstFrom(time));
            }
        });
        return answers;
    }

    private static Found answer(FakePartition partition, Map<TopicPartition, Long> questions) {
        return partition.firstFrom(questions.getOrDefault(VISITS, 0L));
    }

    private static long ago(long millis) {
        return MILLIS - millis;
    }

    private static Instant at(long millis) {
        return NOW.minusMillis(millis);
    }
}
