package io.firn.daemon.view;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Wording {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private static final String[] THOUSANDS = {"", "K", "M", "B", "T"};

    private Wording() {}

    /** {@code 0 B}, {@code 1.4 MB}, {@code 128 MB}: binary units, three digits at most. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 99.95 || value == Math.rint(value) ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 950}, {@code 12.3K}, {@code 1.2M}, then {@code B} and {@code T}: three digits. */
    public static String about(long number) {
        double value = number;
        int unit = 0;
        while (value >= 999.5 && unit < THOUSANDS.length - 1) {
            value /= 1000;
            unit++;
        }
        String format = value >= 99.95 || value == Math.rint(value) ? "%.0f%s" : "%.1f%s";
        return String.format(Locale.ROOT, format, value, THOUSANDS[unit]);
    }

    /** {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 9 d}: one unit, rounded down. */
    public static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /** A constant's name as JSON and people see it: {@code RUNNING_LATE} is {@code running-late}. */
    public static String constant(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
