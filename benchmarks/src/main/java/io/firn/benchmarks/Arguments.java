package io.firn.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code --name value} pairs as the scripts pass them on. */
public record Arguments(Map<String, String> values) {
    public Arguments {
        values = Map.copyOf(values);
    }

    /** @throws IllegalArgumentException if a name is not one of {@code known} or has no value */
    public static Arguments parse(String[] words, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            String name = words[i].startsWith("--") ? words[i].substring(2) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Cannot read option " + words[i] + ": it is none of " + known);
            }
            if (i + 1 == words.length) {
                throw new IllegalArgumentException("Cannot read option " + words[i] + ": it has no value");
            }
            values.put(name, words[i + 1]);
        }
        return new Arguments(values);
    }

    public long positive(String name) {
        String text = text(name);
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the same words.
        }
        throw new IllegalArgumentException("Cannot read option --" + name + ": '" + text + "' is no positive number");
    }

    public double positiveDecimal(String name) {
        String text = text(name);
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && number < Double.POSITIVE_INFINITY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the same words.
        }
        throw new IllegalArgumentException("Cannot read option --" + name + ": '" + text + "' is no positive number");
    }

    public Path path(String name) {
        return Path.of(text(name));
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Cannot start: option --" + name + " is missing");
        }
        return value;
    }
}
