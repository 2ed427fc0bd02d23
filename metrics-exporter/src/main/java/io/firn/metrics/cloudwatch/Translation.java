package io.firn.metrics.cloudwatch;

import io.firn.metrics.cloudwatch.Datum.Unit;
import java.util.List;

/**
 * How a series is told to CloudWatch, by its name alone. A time becomes an age, because an alarm of CloudWatch compares with a
 * fixed number and has no {@code time()}; a counter becomes what was added since the last publication, because CloudWatch
 * adds up and has no {@code rate()}.
 *
 * @param totals what is worth knowing of all tables together
 */
record Translation(String name, Unit unit, Reading reading, List<Total> totals) {
    private static final String COUNTER = "_total";
    private static final String TIME = "_timestamp_seconds";

    /** What becomes of a value. */
    enum Reading {
        AS_IS,
        AGE,
        ADDED
    }

    Translation {
        totals = List.copyOf(totals);
    }

    static Translation of(String series) {
        if (series.endsWith(COUNTER)) {
            String name = series.substring(0, series.length() - COUNTER.length());
            return new Translation(name, amount(name), Reading.ADDED, List.of(Total.SUM));
        }
        if (series.endsWith(TIME)) {
            String name = series.substring(0, series.length() - TIME.length()) + "_age_seconds";
            return new Translation(name, Unit.SECONDS, Reading.AGE, List.of(Total.MAX));
        }
        if (series.endsWith("_headroom_seconds")) {
            return new Translation(series, Unit.SECONDS, Reading.AS_IS, List.of(Total.MIN));
        }
        if (series.contains("_seconds")) {
            return new Translation(series, Unit.SECONDS, Reading.AS_IS, List.of(Total.MAX));
        }
        if (series.endsWith("_check_status") || series.endsWith("_ratio") || series.endsWith("_id")) {
            return new Translation(series, Unit.NONE, Reading.AS_IS, List.of(Total.MAX));
        }
        if (series.contains("_consecutive_")) {
            return new Translation(series, Unit.COUNT, Reading.AS_IS, List.of(Total.MAX));
        }
        return new Translation(series, amount(series), Reading.AS_IS, List.of(Total.SUM, Total.MAX));
    }

    private static Unit amount(String name) {
        return name.contains("_bytes") ? Unit.BYTES : Unit.COUNT;
    }
}
