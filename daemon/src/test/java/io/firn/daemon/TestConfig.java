package io.firn.daemon;

import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import java.nio.file.Path;
import java.util.List;

/** A whole configuration for a small lake, with everything that waits waiting briefly. */
public final class TestConfig {
    public static final String TOKEN = "test-token";

    private TestConfig() {}

    public static FirnConfig of(CatalogConfig catalog, String kafka, Path directory) {
        return of(yaml(catalog, kafka, directory, 0));
    }

    public static FirnConfig of(String yaml) {
        return ConfigLoader.load(List.of(new ConfigSource("firn.yaml", yaml)), name -> null);
    }

    public static String yaml(CatalogConfig catalog, String kafka, Path directory, int port) {
        StringBuilder yaml = new StringBuilder("catalog:\n  name: firn\n  properties:\n");
        catalog.properties().forEach((key, value) -> yaml.append("    ")
                .append(key)
                .append(": \"")
                .append(value)
                .append("\"\n"));
        return yaml + """
                kafka: {bootstrap-servers: "%s"}
                pipeline:
                  streams:
                    - {topic: demo.events, table: demo.events, columns: evolve}
                quality:
                  shown-columns:
                    - {table: demo.incident, columns: [id]}
                  checks:
                    - {table: demo.incident, name: small-ids, type: range, column: id, max: 99}
                    - {table: demo.incident, name: even-ids, type: failed_rows, expression: "id %% 2 = 1 and id > 100"}
                maintenance:
                  poll-interval: 1s
                  concurrency: 2
                  policies:
                    - match: "*"
                      compaction: {min-input-files: 5, cron: "0 0 3 * * ?"}
                      snapshots: {keep-for: 10s, keep-at-least: 3}
                    - match: "*.orphaned"
                      orphans: {scans-apart: 0ms, max-fraction: 0.5}
                daemon:
                  port: %d
                  token: %s
                  lag-interval: 500ms
                  database: {url: "jdbc:h2:file:%s;WRITE_DELAY=0"}
                """.formatted(kafka, port, TOKEN, directory.resolve("daemon"));
    }
}
