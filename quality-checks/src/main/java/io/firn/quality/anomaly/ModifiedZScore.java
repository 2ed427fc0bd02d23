package io.firn.quality.anomaly;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Iglewicz and Hoaglin's modified z-score, 0.6745 (x - median) / MAD, against points of the same hour of the week over six
 * weeks; where there are fewer than four, of the same hour of the day; where there are fewer still, against all. Hours are
 * UTC: where summer time shifts the traffic by an hour, the weeks before the change stay as they were. MAD, the median of
 * the distances from the median, is taken for 5 % of the median at least, and for an absolute minimum.
 */
public final class ModifiedZScore {
    public static final Duration WINDOW = Duration.ofDays(42);
    private static final double NORMAL = 0.6745;
    private static final int LEAST_POINTS = 4;
    private static final double LEAST_SHARE = 0.05;

    private final Duration training;
    private final double leastDeviation;

    /**
     * @param training how far back the points must reach
     * @param leastDeviation MAD's minimum, in units of the metric
     */
    public ModifiedZScore(Duration training, double leastDeviation) {
        this.training = training;
        this.leastDeviation = leastDeviation;
    }

    /** @return empty where it is unknown: the point says nothing, or there is too little to compare it with */
    public Optional<Score> of(Point point, List<Point> earlier) {
        Optional<Double> value = point.value();
        List<Point> known = earlier.stream()
                .filter(other -> other.trains()
                        && other.start().isBefore(point.start())
                        && !other.start().isBefore(point.start().minus(WINDOW)))
                .toList();
        boolean reachesBack = known.stream()
                .anyMatch(other -> !other.start().isAfter(point.start().minus(training)));
        if (value.isEmpty() || point.leftOut() || !reachesBack) {
            return Optional.empty();
        }
        OffsetDateTime now = utc(point.start());
        DayOfWeek day = now.getDayOfWeek();
        int hour = now.getHour();
        for (Basis basis : Basis.values()) {
            double[] values = values(known, start -> switch (basis) {
                case HOUR_OF_WEEK -> utc(start).getHour() == hour && utc(start).getDayOfWeek() == day;
                case HOUR_OF_DAY -> utc(start).getHour() == hour;
                case ALL -> true;
            });
            if (values.length >= LEAST_POINTS) {
                return Optional.of(score(value.get(), values, basis));
            }
        }
        return Optional.empty();
    }

    private Score score(double value, double[] values, Basis basis) {
        double median = median(values);
        double[] distances =
                Arrays.stream(values).map(other -> Math.abs(other - median)).toArray();
        double floor = Math.max(LEAST_SHARE * Math.abs(median), leastDeviation);
        double deviation = Math.max(median(distances), floor);
        double distance = Math.abs(value - median);
        double score = deviation == 0 ? (distance == 0 ? 0 : Double.MAX_VALUE) : NORMAL * distance / deviation;
        return new Score(score, median == 0 ? 1 : value / median, basis, values.length);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] values(List<Point> points, Predicate<Instant> chosen) {
        return points.stream()
                .filter(point -> chosen.test(point.start()))
                .mapToDouble(point -> point.total() / point.weight())
                .toArray();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
