package io.firn.metrics.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples are ten seconds apart; a window needs fifty. */
class WindowRulesTest {
    private static final WindowRules RULES = new WindowRules(50_000);

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            caught up,                                0 10 20 30 40 50,      10 20 30 40 50 50,      -1, OK
            reads as fast as it comes,                0 10 20 30 40 50,      20 30 45 50 60 70,      -1, OK
            catches up,                               0 20 40 60 80 100,     200 205 210 215 220 225,-1, OK
            lag grows all the time,                   0 10 20 30 40 50,      20 35 50 65 80 95,      -1, WARN
            lag stays all the time,                   0 10 20 30 40 50,      20 30 40 50 60 70,      -1, WARN
            lag fell once,                            0 10 20 30 40 50,      20 35 50 45 80 95,      -1, OK
            was caught up within the window,          0 10 20 30 40 50,      0 35 50 65 80 95,       -1, OK
            never moves while others do,              7 7 7 7 7 7,           20 30 40 50 60 70,      -1, STALL
            never moves and nothing comes,            7 7 7 7 7 7,           20 20 20 20 20 20,      -1, STALL
            never moved in the window,                7 7 7 7 7 7,           20 30 40 50 60 70,       0, STOP
            stopped in the first half,                0 5 9 9 9 9,           20 30 40 50 60 70,       2, STOP
            stopped in the second half,               0 5 9 12 12 12,        20 30 40 50 60 70,       3, WARN
            stopped at the end of what there was,     0 10 20 20 20 20,      10 20 20 20 60 70,       2, OK
            idle until something came,                20 20 20 20 20 20,     20 20 20 20 20 25,       0, OK
            silent long after something came,         20 20 20 20 20 20,     25 25 25 25 25 25,       0, STOP
            went back,                                50 60 70 10 12 14,     80 80 80 80 80 80,      -1, REWIND
            went back and recovered,                  50 60 70 10 50 71,     80 85 90 95 100 105,    -1, OK
            went back and came to where it was,       50 60 70 10 50 70,     80 85 90 95 100 105,    -1, OK
            went back and fell silent,                50 10 10 10 10 10,     80 80 80 80 80 80,       1, STOP
            went back from the end,                   80 80 80 10 12 14,     80 80 80 80 80 80,      -1, REWIND
            one commit in a long time just now,       0 0 0 0 0 50,          90 90 90 90 90 95,      -1, OK
            """)
    void theRulesOfBurrow(String name, String positions, String ends, int lastHeard, GroupStatus expected) {
        assertThat(RULES.judge(window(numbers(positions), numbers(ends), lastHeard)))
                .isEqualTo(expected);
    }

    @Test
    void tooShortAWindowIsUnknownUnlessNothingWaits() {
        assertThat(RULES.judge(window(new long[] {0, 0, 0, 0, 0}, new long[] {9, 9, 9, 9, 9}, 0)))
                .isEqualTo(GroupStatus.UNKNOWN);
        assertThat(RULES.judge(window(new long[] {9}, new long[] {9}, 0))).isEqualTo(GroupStatus.OK);
    }

    @Test
    void theWorstIsTheOneThatCommitsNothing() {
        assertThat(GroupStatus.WARN.worse(GroupStatus.STOP)).isEqualTo(GroupStatus.STOP);
        assertThat(GroupStatus.STALL.worse(GroupStatus.UNKNOWN)).isEqualTo(GroupStatus.STALL);
        assertThat(GroupStatus.OK.worse(GroupStatus.UNKNOWN)).isEqualTo(GroupStatus.UNKNOWN);
    }

    @Property
    void whoHasNothingWaitingIsFine(@ForAll @Size(6) List<@LongRange(min = 0, max = 9) Long> positions) {
        long[] all = array(positions);
        long[] ends = LongStream.of(all).map(position -> position + 3).toArray();
        ends[5] = all[5];

        assertThat(RULES.judge(window(all, ends, 0))).isEqualTo(GroupStatus.OK);
    }

    @Property
    void whoAlwaysAdvancesHasNeitherStoppedNorStalledNorGoneBack(
            @ForAll @Size(6) List<@LongRange(min = 1, max = 9) Long> steps,
            @ForAll @Size(6) List<@LongRange(min = 0, max = 9) Long> produced) {
        assertThat(RULES.judge(window(sums(steps), plus(sums(produced), 20), -1)))
                .isIn(GroupStatus.OK, GroupStatus.WARN);
    }

    @Property
    void offsetsDoNotMatterOnlyTheirDifferences(
            @ForAll @Size(6) List<@LongRange(min = 0, max = 20) Long> positions,
            @ForAll @Size(6) List<@LongRange(min = 0, max = 20) Long> ends,
            @ForAll @IntRange(min = -1, max = 5) int lastHeard,
            @ForAll @LongRange(min = 0, max = 1L << 50) long by) {
        assertThat(RULES.judge(window(plus(array(positions), by), plus(array(ends), by), lastHeard)))
                .isEqualTo(RULES.judge(window(array(positions), array(ends), lastHeard)));
    }

    /** Flink commits at checkpoints: whatever the phase, lag goes up and down, and nobody is alarmed. */
    @Property
    void whoCommitsEverythingAtEachCheckpointIsFine(
            @ForAll @Size(6) List<@LongRange(min = 0, max = 100) Long> produced,
            @ForAll @Size(6) List<@LongRange(min = 0, max = 100) Long> late) {
        long[] ends = plus(sums(produced), 1000);
        long[] positions = new long[ends.length];
        for (int i = 0; i < ends.length; i++) {
            long before = i == 0 ? 0 : ends[i - 1];
            positions[i] = Math.max(before, ends[i] - late.get(i));
        }
        assertThat(RULES.judge(window(positions, ends, -1)))
                .isIn(GroupStatus.OK, neverFalls(positions, ends) ? GroupStatus.WARN : GroupStatus.OK);
    }

    private static boolean neverFalls(long[] positions, long[] ends) {
        for (int i = 1; i < ends.length; i++) {
            if (ends[i] - positions[i] < ends[i - 1] - positions[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** @param lastHeard the sample before which the group last committed, 0 for never, -1 for always */
    private static Window window(long[] positions, long[] ends, int lastHeard) {
        Window window = new Window(positions.length);
        for (int i = 0; i < positions.length; i++) {
            boolean heard = i > 0 && (lastHeard < 0 || i <= lastHeard);
            window.add(10_000L * i, positions[i], ends[i], heard);
        }
        return window;
    }

    private static long[] numbers(String text) {
        return LongStream.of(array(List.of(text.trim().split(" ")).stream()
                        .map(Long::valueOf)
                        .toList()))
                .toArray();
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] sums(List<Long> steps) {
        long[] sums = array(steps);
        for (int i = 1; i < sums.length; i++) {
            sums[i] += sums[i - 1];
        }
        return sums;
    }

    private static long[] plus(long[] numbers, long by) {
        return LongStream.of(numbers).map(number -> number + by).toArray();
    }
}
