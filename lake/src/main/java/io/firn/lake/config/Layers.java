package io.firn.lake.config;

import io.firn.lake.config.Tree.Entry;
import io.firn.lake.config.Tree.Mapping;
import io.firn.lake.config.Tree.Scalar;
import io.firn.lake.config.Tree.Sequence;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts one layer over another: mappings merge, a scalar or a list replaces, and the lists that teams add to,
 * {@code pipeline.streams}, {@code maintenance.policies} and those of {@code quality}, add up.
 */
final class Layers {
    private static final String STREAMS = "pipeline.streams";
    private static final Set<String> ADDED_UP =
            Set.of("maintenance.policies", "quality.checks", "quality.shown-columns", "quality.off");

    private final Function<Scalar, Optional<String>> resolved;

    /** @param resolved the text of a scalar after interpolation, empty if that fails */
    Layers(Function<Scalar, Optional<String>> resolved) {
        this.resolved = resolved;
    }

    Mapping merge(Mapping earlier, Mapping later) {
        return merge("", earlier, later);
    }

    private Mapping merge(String path, Mapping earlier, Mapping later) {
        Map<String, Entry> entries = new LinkedHashMap<>(earlier.entries());
        later.entries().forEach((key, entry) -> {
            String at = path.isEmpty() ? key : path + "." + key;
            entries.merge(
                    key, entry, (below, above) -> new Entry(above.keyOrigin(), over(at, below.value(), above.value())));
        });
        return new Mapping(later.origin(), entries);
    }

    private Tree over(String path, Tree earlier, Tree later) {
        if (later instanceof Scalar scalar && scalar.isNull()) {
            return earlier;
        }
        if (earlier instanceof Mapping below && later instanceof Mapping above) {
            return merge(path, below, above);
        }
        if (earlier instanceof Sequence below && later instanceof Sequence above) {
            if (path.equals(STREAMS)) {
                return withoutTopicsOf(above, below).plus(above);
            }
            return ADDED_UP.contains(path) ? below.plus(above) : above;
        }
        return later;
    }

    private Sequence withoutTopicsOf(Sequence above, Sequence below) {
        Set<String> topics = new HashSet<>();
        above.items().forEach(stream -> topic(stream).ifPresent(topics::add));
        List<Tree> kept = below.items().stream()
                .filter(stream -> topic(stream).filter(topics::contains).isEmpty())
                .toList();
        return new Sequence(below.origin(), kept);
    }

    private Optional<String> topic(Tree stream) {
        if (stream instanceof Mapping mapping) {
            Entry entry = mapping.entries().get("topic");
            if (entry != null && entry.value() instanceof Scalar scalar) {
                return resolved.apply(scalar);
            }
        }
        return Optional.empty();
    }
}
