package io.firn.lake.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whose Kafka lag is measured, and how often. The pipeline's own groups always are.
 *
 * @param groups globs of further consumer groups: {@code *} stands for any text, {@code ?} for one character
 */
public record LagConfig(Duration interval, List<String> groups) {
    public LagConfig {
        groups = List.copyOf(groups);
    }

    /** Matches the groups that one of the globs does; matches nothing where there is none. */
    public Pattern pattern() {
        return Pattern.compile(groups.stream().map(LagConfig::expression).collect(Collectors.joining("|")));
    }

    private static String expression(String glob) {
        return glob.chars()
                .mapToObj(character -> switch (character) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(character));
                })
                .collect(Collectors.joining());
    }
}
