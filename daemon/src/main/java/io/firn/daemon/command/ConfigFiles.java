package io.firn.daemon.command;

import io.firn.daemon.schedule.CronTimes;
import io.firn.lake.config.ConfigException;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Configuration files as layers of one configuration. */
final class ConfigFiles {
    /** What stands in for the catalog that {@code firn up} adds below a configuration without one. */
    private static final ConfigSource EMBEDDED_CATALOG =
            new ConfigSource("embedded catalog", "catalog: {name: firn, properties: {type: jdbc}}");

    private ConfigFiles() {}

    /** @throws ConfigException naming every file that cannot be read */
    static Layers read(List<Path> files) {
        List<ConfigSource> sources = new ArrayList<>();
        List<Problem> unreadable = new ArrayList<>();
        for (Path file : files) {
            try {
                sources.add(ConfigSource.file(file));
            } catch (ConfigException e) {
                unreadable.addAll(e.problems());
            }
        }
        if (!unreadable.isEmpty()) {
            throw new ConfigException(unreadable);
        }
        return new Layers(sources);
    }

    /** Later ones override earlier ones. */
    record Layers(List<ConfigSource> sources) {
        Layers {
            sources = List.copyOf(sources);
        }

        /** @throws ConfigException with every problem */
        FirnConfig load(Terminal terminal) {
            FirnConfig config = ConfigLoader.load(sources, terminal.environment());
            CronTimes.check(config.maintenance());
            return config;
        }

        /** The same for layers that are to lie over the embedded stack's own. */
        FirnConfig loadOverEmbeddedCatalog(Terminal terminal) {
            List<ConfigSource> all = new ArrayList<>(List.of(EMBEDDED_CATALOG));
            all.addAll(sources);
            return new Layers(all).load(terminal);
        }

        /** Whether the only thing wrong, if anything is, is not that there is no catalog. */
        boolean haveCatalog(Terminal terminal) {
            try {
                ConfigLoader.load(sources, terminal.environment());
                return true;
            } catch (ConfigException withoutEmbedded) {
                return !isOnlyMissingCatalog(withoutEmbedded, terminal);
            }
        }

        private boolean isOnlyMissingCatalog(ConfigException withoutEmbedded, Terminal terminal) {
            List<ConfigSource> all = new ArrayList<>(List.of(EMBEDDED_CATALOG));
            all.addAll(sources);
            try {
                ConfigLoader.load(all, terminal.environment());
                return true;
            } catch (ConfigException withEmbedded) {
                return withEmbedded.problems().size()
                        < withoutEmbedded.problems().size();
            }
        }
    }
}
