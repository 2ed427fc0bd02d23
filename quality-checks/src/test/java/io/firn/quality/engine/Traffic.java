package io.firn.quality.engine;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;

/** Rows that clinics send: many by day, few by night and at weekends, and never exactly the same number. */
final class Traffic {
    private static final double ROWS_AN_HOUR = 6_000;
    private static final double NOISE = 0.04;

    private final long seed;

    Traffic(long seed) {
        this.seed = seed;
    }

    /** In the hour of {@code time}, each hour with a noise of its own. */
    double rowsAnHour(Instant time) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        double season = 1 + 0.8 * Math.sin(Math.PI * (utc.getHour() - 8) / 12);
        boolean weekend = utc.getDayOfWeek() == DayOfWeek.SATURDAY || utc.getDayOfWeek() == DayOfWeek.SUNDAY;
        Random random = new Random(seed ^ (time.getEpochSecond() / 3600 * 0x9E3779B97F4A7C15L));
        random.nextGaussian();
        return ROWS_AN_HOUR * season * (weekend ? 0.3 : 1) * Math.exp(NOISE * random.nextGaussian());
    }

    /** In one minute of it. */
    long rowsAMinute(Instant time) {
        double mean = rowsAnHour(time) / 60;
        Random random = new Random(seed ^ (time.getEpochSecond() / 60 * 0xC2B2AE3D27D4EB4FL));
        random.nextGaussian();
        return Math.max(1, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
}
