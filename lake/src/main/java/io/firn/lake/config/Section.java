package io.firn.lake.config;

import io.firn.lake.config.Tree.Entry;
import io.firn.lake.config.Tree.Mapping;
import io.firn.lake.config.Tree.Scalar;
import io.firn.lake.config.Tree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One mapping of the configuration. Its accessors read, check and document a key in one line; what is wrong is noted
 * and replaced by the default, so that reading goes on. A key that was never asked for is unknown.
 */
final class Section {
    private final String path;
    private final Mapping mapping;
    private final ConfigReading reading;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Section> children = new ArrayList<>();

    Section(String path, Mapping mapping, ConfigReading reading) {
        this.path = path;
        this.mapping = mapping;
        this.reading = reading;
    }

    /** A value with a default, written as it would be in the file. */
    <T> T value(String key, Kind<T> kind, String fallback, String description) {
        document(key, kind.expected(), "`" + fallback + "`", description);
        return scalar(key, kind).orElseGet(() -> kind.parse().apply(fallback));
    }

    <T> Optional<T> optional(String key, Kind<T> kind, String whenAbsent, String description) {
        document(key, kind.expected(), whenAbsent, description);
        return scalar(key, kind);
    }

    /** A value that must be there; an empty one that is noted as a problem stands for it. */
    String required(String key, Kind<String> kind, String description) {
        document(key, kind.expected(), "required", description);
        if (find(key).isEmpty()) {
            reading.problems().add(mapping.origin(), "Cannot use " + describe(path) + ": '" + key + "' is missing");
        }
        return scalar(key, kind).orElse("");
    }

    /** Every item of a list that could be read, with where it is written. */
    <T> List<Located<T>> list(String key, Kind<T> kind, String description) {
        document(key, "list, each " + kind.expected(), "none", description);
        List<Located<T>> values = new ArrayList<>();
        for (Tree item : items(key, "a list")) {
            reading.scalar(child(key) + "[]", item, kind)
                    .ifPresent(value -> values.add(new Located<>(item.origin(), value)));
        }
        return values;
    }

    /** A free mapping of names to text. */
    Map<String, String> properties(String key, String description) {
        document(key, "mapping of names to text", "none", description);
        Map<String, String> values = new LinkedHashMap<>();
        find(key).ifPresent(tree -> {
            if (tree instanceof Mapping properties) {
                properties.entries().forEach((name, entry) -> reading.scalar(
                                child(key) + "." + name, entry.value(), Kind.PROPERTY)
                        .ifPresent(value -> values.put(name, value)));
            } else {
                mismatch(key, "a mapping", tree);
            }
        });
        return values;
    }

    /** A mapping inside this one; an empty one where it is absent. */
    Section section(String key) {
        known.add(key);
        Mapping empty = new Mapping(mapping.origin(), Map.of());
        Mapping inner = find(key)
                .map(tree -> {
                    if (tree instanceof Mapping found) {
                        return found;
                    }
                    mismatch(key, "a mapping", tree);
                    return empty;
                })
                .orElse(empty);
        return adopt(new Section(child(key), inner, reading));
    }

    /** A list of mappings; one empty mapping while the reference is written. */
    List<Section> sections(String key, String expected) {
        known.add(key);
        if (reading.isDescribing()) {
            return List.of(adopt(new Section(child(key) + "[]", mapping, reading)));
        }
        List<Section> sections = new ArrayList<>();
        for (Tree item : items(key, expected)) {
            if (item instanceof Mapping found) {
                sections.add(adopt(new Section(child(key) + "[]", found, reading)));
            } else {
                reading.problems()
                        .add(
                                item.origin(),
                                "Cannot use " + child(key) + "[]: expected a mapping, found " + item.noun());
            }
        }
        return sections;
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    boolean hasEmptyList(String key) {
        return find(key).orElse(null) instanceof Sequence sequence
                && sequence.items().isEmpty();
    }

    /** Whether the key holds the one word given, which makes it a form of its own. */
    boolean says(String key, String word) {
        return find(key).orElse(null) instanceof Scalar scalar && scalar.text().equals(word);
    }

    boolean isDescribing() {
        return reading.isDescribing();
    }

    void document(String key, String type, String fallback, String description) {
        known.add(key);
        reading.reference().add(new ConfigReference.Entry(child(key), type, fallback, description));
    }

    /** Notes a problem of this section's value, or of the section where the value is absent. */
    void problem(String key, String message) {
        reading.problems().add(find(key).map(Tree::origin).orElse(mapping.origin()), message);
    }

    void problem(Origin origin, String message) {
        reading.problems().add(origin, message);
    }

    /** Where each value below this section is written, by its path from here; lists count as one value. */
    Map<String, Origin> origins() {
        Map<String, Origin> origins = new LinkedHashMap<>();
        origins("", mapping, origins);
        return origins;
    }

    private static void origins(String path, Mapping mapping, Map<String, Origin> origins) {
        mapping.entries().forEach((key, entry) -> {
            if (entry.value() instanceof Mapping inner) {
                origins(path + key + ".", inner, origins);
            } else if (!(entry.value() instanceof Scalar scalar && scalar.isNull())) {
                origins.put(path + key, entry.value().origin());
            }
        });
    }

    Origin origin(String key) {
        return find(key).map(Tree::origin).orElse(mapping.origin());
    }

    /** Reports the keys that nobody asked for, here and below. */
    void rejectUnknownKeys() {
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String hint = NearestKey.to(key, known)
                        .map(nearest -> "did you mean '" + nearest + "'?")
                        .orElse("the keys of " + describe(path) + " are " + String.join(", ", known));
                reading.problems().add(entry.keyOrigin(), "unknown key '" + key + "'; " + hint);
            }
        });
        children.forEach(Section::rejectUnknownKeys);
    }

    private <T> Optional<T> scalar(String key, Kind<T> kind) {
        return find(key).flatMap(tree -> reading.scalar(child(key), tree, kind));
    }

    private List<Tree> items(String key, String expected) {
        Optional<Tree> found = find(key);
        if (found.isPresent() && found.get() instanceof Sequence sequence) {
            return sequence.items();
        }
        found.ifPresent(tree -> mismatch(key, expected, tree));
        return List.of();
    }

    private Optional<Tree> find(String key) {
        Entry entry = mapping.entries().get(key);
        if (entry == null || (entry.value() instanceof Scalar scalar && scalar.isNull())) {
            return Optional.empty();
        }
        return Optional.of(entry.value());
    }

    private void mismatch(String key, String expected, Tree found) {
        reading.problems()
                .add(found.origin(), "Cannot use " + child(key) + ": expected " + expected + ", found " + found.noun());
    }

    private Section adopt(Section child) {
        children.add(child);
        return child;
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String describe(String path) {
        return path.isEmpty() ? "the configuration" : path;
    }
}
