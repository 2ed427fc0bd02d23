package io.firn.maintenance.policy;

import io.firn.lake.config.DataSize;
import io.firn.lake.config.Durations;
import io.firn.lake.config.Origin;
import io.firn.lake.config.PolicyConfig;
import io.firn.lake.config.TableOverrides;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What applies to one table, most specific first; remembers which layer each value that was asked for came from. */
final class PolicyLayers {
    /** Who said it. */
    enum Kind {
        TABLE,
        POLICY,
        DEFAULTS
    }

    /** @param number of a policy in the order of the file, from 1 */
    record Layer(PolicyConfig policy, Kind kind, int number) {
        String source(String key) {
            Optional<Origin> origin = Optional.ofNullable(policy.origins().get(key));
            String place = origin.map(found -> " (" + found + ")").orElse("");
            return switch (kind) {
                case TABLE -> "table property " + TableOverrides.PREFIX + key;
                case POLICY -> "policy " + number + " (match '" + policy.match() + "')" + place;
                case DEFAULTS -> origin.isPresent() ? "maintenance.defaults" + place : "built-in default";
            };
        }
    }

    private final List<Layer> mostSpecificFirst;
    private final List<Explanation.Value> values = new ArrayList<>();

    PolicyLayers(List<Layer> mostSpecificFirst) {
        this.mostSpecificFirst = List.copyOf(mostSpecificFirst);
    }

    <T> T value(String key, Function<PolicyConfig, Optional<T>> field) {
        return optional(key, field)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot find a policy's value: maintenance.defaults lacks " + key));
    }

    <T> Optional<T> optional(String key, Function<PolicyConfig, Optional<T>> field) {
        for (Layer layer : mostSpecificFirst) {
            Optional<T> value = field.apply(layer.policy());
            if (value.isPresent()) {
                values.add(new Explanation.Value(key, text(value.get()), layer.source(key)));
                return value;
            }
        }
        values.add(new Explanation.Value(key, "none", "built-in default"));
        return Optional.empty();
    }

    /** The most specific list that is not empty. */
    List<String> list(String key, Function<PolicyConfig, List<String>> field) {
        return optional(key, policy -> Optional.of(field.apply(policy)).filter(list -> !list.isEmpty()))
                .orElse(List.of());
    }

    List<Explanation.Value> values() {
        return values;
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        if (value instanceof DataSize size) {
            return size.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof List<?> list) {
            return String.join(", ", list.stream().map(String::valueOf).toList());
        }
        return String.valueOf(value);
    }
}
