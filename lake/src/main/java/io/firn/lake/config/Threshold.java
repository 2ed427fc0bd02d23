package io.firn.lake.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a check's value must be. Durations are seconds.
 *
 * @param fail what it must be lest the check fail
 * @param warn what it must be lest it warn
 */
public record Threshold(Bounds fail, Optional<Bounds> warn) {
    /** Nothing may break the check. */
    public static final Threshold ZERO = new Threshold(
            new Bounds(Optional.of(0.0), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty());

    public static Threshold below(double limit) {
        return new Threshold(
                new Bounds(Optional.empty(), Optional.of(limit), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    /** Conditions that hold together, at least one of them; the words are Soda's. */
    public record Bounds(
            Optional<Double> mustBe,
            Optional<Double> mustBeLessThan,
            Optional<Double> mustBeLessThanOrEqual,
            Optional<Double> mustBeGreaterThan,
            Optional<Double> mustBeGreaterThanOrEqual) {
        public Bounds {
            if (mustBe.isEmpty()
                    && mustBeLessThan.isEmpty()
                    && mustBeLessThanOrEqual.isEmpty()
                    && mustBeGreaterThan.isEmpty()
                    && mustBeGreaterThanOrEqual.isEmpty()) {
                throw new IllegalArgumentException("Cannot use threshold: it says nothing");
            }
        }

        public boolean accept(double value) {
            return mustBe.map(bound -> value == bound).orElse(true)
                    && mustBeLessThan.map(bound -> value < bound).orElse(true)
                    && mustBeLessThanOrEqual.map(bound -> value <= bound).orElse(true)
                    && mustBeGreaterThan.map(bound -> value > bound).orElse(true)
                    && mustBeGreaterThanOrEqual.map(bound -> value >= bound).orElse(true);
        }

        /** For a sentence: {@code must be less than 5}. */
        public String words() {
            List<String> words = new ArrayList<>();
            mustBe.ifPresent(bound -> words.add("must be " + number(bound)));
            mustBeLessThan.ifPresent(bound -> words.add("must be less than " + number(bound)));
            mustBeLessThanOrEqual.ifPresent(bound -> words.add("must be at most " + number(bound)));
            mustBeGreaterThan.ifPresent(bound -> words.add("must be greater than " + number(bound)));
            mustBeGreaterThanOrEqual.ifPresent(bound -> words.add("must be at least " + number(bound)));
            return String.join(" and ", words);
        }
    }

    /** Without a fraction where there is none, else with up to four digits. */
    public static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.valueOf((long) value);
        }
        return String.format(Locale.ROOT, "%.4f", value).replaceFirst("0+$", "");
    }
}
