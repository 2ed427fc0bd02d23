package io.firn.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code --name value} pairs as the scripts pass them on. */
record Arguments(Map<String, String> values) {

    /** @throws IllegalArgumentException if a name is not one of {@code known} or has no value */
    static Arguments parse(String[] words, Set<String> known) {
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
        return new Arguments(Map.copyOf(values));
    }

    long positive(String name) {
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

    Path path(String name) {
        return Path.of(text(name));
    }

    private String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Cannot start: option --" + name + " is missing");
        }
        return value;
    }
}
