package io.firn.local.generator;

import io.firn.lake.config.Durations;
import java.time.Duration;
import java.util.Optional;

/** A fault that somebody wants, until he takes the order back or for so long; written {@code null-burst 30s}. */
public record FaultOrder(Fault fault, Optional<Duration> lasts) {
    /** @throws IllegalArgumentException where the text is something else */
    public static FaultOrder parse(String text) {
        String[] words = text.strip().split("\\s+", -1);
        if (words.length > 2) {
            throw new IllegalArgumentException(
                    "Cannot inject '" + text.strip() + "': expected a fault and for how long, such as null-burst 30s");
        }
        return new FaultOrder(
                Fault.named(words[0]), words.length < 2 ? Optional.empty() : Optional.of(Durations.parse(words[1])));
    }

    @Override
    public String toString() {
        return fault.text() + lasts.map(time -> " " + Durations.format(time)).orElse("");
    }
}
