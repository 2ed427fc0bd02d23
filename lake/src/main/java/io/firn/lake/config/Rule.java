package io.firn.lake.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a value must satisfy beyond its type. A null passes every rule: {@code required} is what forbids it. */
public sealed interface Rule {
    /** Both ends are allowed; an absent end is open. */
    record Range(Optional<BigDecimal> min, Optional<BigDecimal> max) implements Rule {}

    /** The whole value must match. */
    record Matches(Pattern pattern) implements Rule {}

    record OneOf(List<String> values) implements Rule {
        public OneOf {
            values = List.copyOf(values);
        }
    }
}
