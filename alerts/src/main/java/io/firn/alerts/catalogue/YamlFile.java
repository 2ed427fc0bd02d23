package io.firn.alerts.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A mapping of a YAML file in which every value is text, a mapping or a list. What nobody asked for is a mistake. */
final class YamlFile {
    private final String where;
    private final Map<?, ?> entries;
    private final Set<String> asked = new LinkedHashSet<>();

    private YamlFile(String where, Map<?, ?> entries) {
        this.where = where;
        this.entries = entries;
    }

    static YamlFile resource(String name) {
        try (InputStream text = YamlFile.class.getResourceAsStream("/io/firn/alerts/" + name)) {
            if (text == null) {
                throw new IllegalStateException("Cannot read " + name + ": it is not in the jar");
            }
            return of(name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + ": " + e.getMessage(), e);
        }
    }

    static YamlFile of(String name, String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Object top = new Load(settings).loadFromString(text);
            return new YamlFile(name, top == null ? Map.of() : mapping(name, top));
        } catch (YamlEngineException e) {
            throw new CatalogueException(List.of("Cannot read " + name + ": " + e.getMessage()));
        }
    }

    /** Every value, each a mapping. */
    Map<String, YamlFile> mappings() {
        Map<String, YamlFile> mappings = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            String path = where + ": " + name;
            mappings.put(String.valueOf(name), new YamlFile(path, mapping(path, value)));
        });
        return mappings;
    }

    /** Every value, each a single one. */
    Map<String, String> scalars() {
        Map<String, String> scalars = new LinkedHashMap<>();
        entries.keySet().forEach(name -> scalars.put(String.valueOf(name), text(String.valueOf(name))));
        return scalars;
    }

    List<YamlFile> list(String key) {
        asked.add(key);
        Object value = entries.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw problem(key, "it is no list");
        }
        return items.stream()
                .map(item -> new YamlFile(where + ": " + key, mapping(where + ": " + key, item)))
                .toList();
    }

    List<String> texts(String key) {
        asked.add(key);
        return entries.get(key) instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** A mapping of names to text; empty where it is absent. */
    Map<String, String> properties(String key) {
        asked.add(key);
        Object value = entries.get(key);
        return value == null ? Map.of() : new YamlFile(where + ": " + key, mapping(where, value)).scalars();
    }

    String text(String key) {
        return optional(key).orElseThrow(() -> problem(key, "it is missing"));
    }

    Optional<String> optional(String key) {
        asked.add(key);
        Object value = entries.get(key);
        if (value instanceof Map || value instanceof List) {
            throw problem(key, "it is no single value");
        }
        return Optional.ofNullable(value).map(Object::toString).map(String::strip);
    }

    void rejectOthers() {
        entries.keySet().forEach(key -> {
            if (!asked.contains(String.valueOf(key))) {
                throw problem(String.valueOf(key), "nobody knows it");
            }
        });
    }

    private CatalogueException problem(String key, String reason) {
        return new CatalogueException(List.of("Cannot use " + key + " of " + where + ": " + reason));
    }

    private static Map<?, ?> mapping(String where, Object value) {
        if (value instanceof Map<?, ?> mapping) {
            return mapping;
        }
        throw new CatalogueException(List.of("Cannot read " + where + ": expected a mapping"));
    }
}
