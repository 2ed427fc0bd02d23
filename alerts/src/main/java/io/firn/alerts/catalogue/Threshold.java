package io.firn.alerts.catalogue;

import io.firn.lake.config.DataSize;
import io.firn.lake.config.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One value of the alerts that an operator may change.
 *
 * @param value as it is written, such as {@code 15m} or {@code 0.01}
 * @param least what a scaled duration never goes below, because nobody measures more often
 * @param most what a duration may not be longer than: CloudWatch's longest period, where an alarm sums up over it
 */
public record Threshold(
        String name, String value, Unit unit, Optional<Duration> least, Optional<Duration> most, String meaning) {
    /** What a value is. */
    public enum Unit {
        DURATION("a duration such as 30s, 15m, 6h or 3d"),
        SIZE("a size such as 64MB"),
        COUNT("a whole number of at least 0"),
        RATIO("a number from 0 to 1"),
        FACTOR("a number above 0"),
        TEXT("text without quotes, line breaks or backslashes");

        private final String expected;

        Unit(String expected) {
            this.expected = expected;
        }

        static Unit parse(String text) {
            return Arrays.stream(values())
                    .filter(unit -> unit.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Cannot read unit '" + text + "': it is one of "
                            + Arrays.stream(values())
                                    .map(unit -> unit.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }
    }

    public Threshold {
        if (!isWellFormed(value, unit)) {
            throw new IllegalArgumentException(
                    "Cannot set threshold " + name + ": '" + value + "' is not " + unit.expected);
        }
        most.filter(longest -> Durations.parse(value).compareTo(longest) > 0).ifPresent(longest -> {
            throw new IllegalArgumentException("Cannot set threshold " + name + ": " + value + " is longer than "
                    + Durations.format(longest) + ", the longest period of a CloudWatch alarm");
        });
    }

    /** Its number: seconds of a duration, bytes of a size. */
    public double number() {
        return switch (unit) {
            case DURATION -> duration().toMillis() / 1000.0;
            case SIZE -> (double) DataSize.parse(value).bytes();
            case COUNT, RATIO, FACTOR -> Double.parseDouble(value);
            case TEXT -> throw new IllegalStateException("Cannot compare with threshold " + name + ": it is text");
        };
    }

    public Duration duration() {
        if (unit != Unit.DURATION) {
            throw new IllegalStateException("Cannot wait for threshold " + name + ": it is no duration");
        }
        return Durations.parse(value);
    }

    Threshold with(String other) {
        return new Threshold(name, other, unit, least, most, meaning);
    }

    /** A duration times the factor, in whole seconds, and not below what makes sense; anything else as it is. */
    Threshold scaled(double factor) {
        if (unit != Unit.DURATION) {
            return this;
        }
        long seconds = (long) Math.ceil(number() * factor);
        Duration bound = least.orElse(Duration.ZERO);
        Duration scaled = Duration.ofSeconds(Math.min(seconds, (long) Math.ceil(number())));
        return with(Durations.format(factor < 1 && scaled.compareTo(bound) < 0 ? min(bound, duration()) : scaled));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static boolean isWellFormed(String value, Unit unit) {
        try {
            return switch (unit) {
                case DURATION -> !Durations.parse(value).isNegative();
                case SIZE -> DataSize.parse(value).bytes() >= 0;
                case COUNT -> Long.parseLong(value) >= 0;
                case RATIO -> Double.parseDouble(value) >= 0 && Double.parseDouble(value) <= 1;
                case FACTOR -> Double.parseDouble(value) > 0 && Double.isFinite(Double.parseDouble(value));
                case TEXT -> value.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\' || c == '\'');
            };
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
