package io.firn.quality.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firn.lake.config.CheckKind.Anomaly;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ModifiedZScoreTest {
    /** A Monday. */
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private static final ModifiedZScore SCORE = new ModifiedZScore(Duration.ZERO, 0);

    @Test
    void isTheFormulaOfIglewiczAndHoaglin() {
        List<Point> weeks = weeks(10, 20, 30, 40, 50);

        Score score = SCORE.of(point(NOW, 60), weeks).orElseThrow();

        // Median 30, distances 20 10 0 10 20, so MAD 10.
        assertThat(score.value()).isCloseTo(0.6745 * 30 / 10, within(1e-12));
        assertThat(score.basis()).isEqualTo(Basis.HOUR_OF_WEEK);
        assertThat(score.points()).isEqualTo(5);
        assertThat(score.ratio()).isEqualTo(2);
    }

    @Test
    void fourPointsOfTheSameHourOfTheWeekAreEnoughAndThreeAreNot() {
        assertThat(SCORE.of(point(NOW, 60), weeks(10, 20, 30, 40)).orElseThrow().basis())
                .isEqualTo(Basis.HOUR_OF_WEEK);
        assertThat(SCORE.of(point(NOW, 60), weeks(10, 20, 30))).isEmpty();
    }

    @Test
    void fallsBackToTheHourOfTheDayAndThenToAll() {
        List<Point> days = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            days.add(point(NOW.minus(Duration.ofDays(i)), 100));
        }
        assertThat(SCORE.of(point(NOW, 100), days).orElseThrow().basis()).isEqualTo(Basis.HOUR_OF_DAY);

        List<Point> hours = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            hours.add(point(NOW.minus(Duration.ofHours(i)), 100));
        }
        assertThat(SCORE.of(point(NOW, 100), hours).orElseThrow().basis()).isEqualTo(Basis.ALL);
    }

    @Test
    void nothingIsUnusualBeforeThePointsReachBackFarEnough() {
        ModifiedZScore cautious = new ModifiedZScore(Duration.ofDays(28), 0);

        assertThat(cautious.of(point(NOW, 60), weeks(10, 20, 30))).isEmpty();
        assertThat(cautious.of(point(NOW, 60), weeks(10, 20, 30, 40))).isPresent();
    }

    @Test
    void pointsOlderThanSixWeeksDoNotCount() {
        assertThat(SCORE.of(point(NOW, 60), weeks(1, 1, 1, 1, 1, 1, 99, 99))
                        .orElseThrow()
                        .points())
                .isEqualTo(6);
    }

    @Test
    void theDeviationIsNeverTakenForLessThanFivePercentOfTheMedianOrTheMinimum() {
        List<Point> steady = weeks(100, 100, 100, 100);
        assertThat(SCORE.of(point(NOW, 110), steady).orElseThrow().value()).isCloseTo(0.6745 * 10 / 5, within(1e-12));
        assertThat(new ModifiedZScore(Duration.ZERO, 20)
                        .of(point(NOW, 110), steady)
                        .orElseThrow()
                        .value())
                .isCloseTo(0.6745 * 10 / 20, within(1e-12));
    }

    @Test
    void flaggedAndLeftOutPointsDoNotTrain() {
        List<Point> points = new ArrayList<>(weeks(100, 100, 100, 100));
        points.set(0, points.get(0).flagged(true));
        assertThat(SCORE.of(point(NOW, 100), points)).isEmpty();

        points.set(0, new Point(points.get(0).start(), 100, 1, false, true));
        assertThat(SCORE.of(point(NOW, 100), points)).isEmpty();
    }

    @Test
    void aPointThatSaysNothingIsNotJudged() {
        assertThat(SCORE.of(new Point(NOW, 0, 0, false, false), weeks(1, 1, 1, 1)))
                .isEmpty();
        assertThat(SCORE.of(new Point(NOW, 5, 1, false, true), weeks(1, 1, 1, 1)))
                .isEmpty();
    }

    @Test
    void hoursAreUtcWhateverTheClocksAroundDo() {
        // Central Europe changes its clocks on 29 March 2026: the same local hour is another one of UTC.
        Instant after = Instant.parse("2026-03-30T09:00:00Z");
        List<Point> before = new ArrayList<>();
        for (int week = 1; week <= 4; week++) {
            before.add(point(after.minus(Duration.ofDays(7L * week)), 100));
        }

        assertThat(SCORE.of(point(after, 100), before).orElseThrow().basis()).isEqualTo(Basis.HOUR_OF_WEEK);
        assertThat(SCORE.of(point(after.minus(Duration.ofHours(1)), 100), before)
                        .orElseThrow()
                        .basis())
                .isEqualTo(Basis.ALL);
    }

    @Property(tries = 200)
    void neitherOrderNorUnitOfThePointsMatters(
            @ForAll @Size(min = 4, max = 6) List<@DoubleRange(min = 1, max = 1000) Double> values,
            @ForAll @DoubleRange(min = 1, max = 1000) double value,
            @ForAll @DoubleRange(min = 0.1, max = 50) double unit,
            @ForAll long seed) {
        double[] plain = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] scaled = values.stream().mapToDouble(one -> one * unit).toArray();
        List<Point> shuffled = new ArrayList<>(weeks(scaled));
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(SCORE.of(point(NOW, value * unit), shuffled).orElseThrow().value())
                .isCloseTo(
                        SCORE.of(point(NOW, value), weeks(plain)).orElseThrow().value(), within(1e-6));
    }

    @Property(tries = 200)
    void nothingWithinAQuarterOfTheMedianIsUnusual(
            @ForAll @IntRange(min = 10, max = 1_000_000) int median,
            @ForAll @DoubleRange(min = 0.75, max = 1.25) double share) {
        assertThat(SCORE.of(point(NOW, median * share), weeks(median, median, median, median))
                        .orElseThrow()
                        .value())
                .matches(Anomaly.USUAL.fail()::accept);
    }

    /** Of the same hour of the week, the newest first. */
    private static List<Point> weeks(double... values) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(point(NOW.minus(Duration.ofDays(7L * (i + 1))), values[i]));
        }
        return points;
    }

    private static Point point(Instant start, double value) {
        return new Point(start, value, 1, false, false);
    }
}
