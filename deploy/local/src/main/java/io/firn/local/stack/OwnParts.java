package io.firn.local.stack;

import io.firn.lake.config.ConfigSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Which parts the operator's configuration brings itself, so that nothing of the embedded ones mixes with them. */
final class OwnParts {
    private OwnParts() {}

    static Set<Part> in(List<ConfigSource> sources) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (ConfigSource source : sources) {
            Object tree = tree(source);
            for (Part part : Part.values()) {
                if (has(tree, part.section(), part.key())) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    /** Whether the operator's token is known by its hash, so that a token of ours would be one too many. */
    static boolean haveTokenHash(List<ConfigSource> sources) {
        return sources.stream().anyMatch(source -> has(tree(source), "daemon", "token-hash"));
    }

    private static boolean has(Object tree, String section, String key) {
        return tree instanceof Map<?, ?> top && top.get(section) instanceof Map<?, ?> map && map.containsKey(key);
    }

    private static Object tree(ConfigSource source) {
        try {
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(source.text());
            return tree == null ? Map.of() : tree;
        } catch (YamlEngineException e) {
            // The loader reports it, with its line.
            return Map.of();
        }
    }
}
