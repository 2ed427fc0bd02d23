package io.firn.local.stack;

import io.firn.lake.config.ConfigSource;
import java.util.Optional;
import java.util.Set;

/** The lowest layer of configuration: a stack of this machine whose tables are looked after eagerly. */
final class EmbeddedLayer {
    static final String CATALOG_NAME = "firn";

    private EmbeddedLayer() {}

    /** Everything but what the operator brings himself. */
    static ConfigSource of(
            StackDirectory directory, int kafkaPort, int daemonPort, Optional<String> token, Set<Part> own) {
        StringBuilder yaml = new StringBuilder();
        if (!own.contains(Part.CATALOG)) {
            yaml.append("""
                    catalog:
                      name: %s
                      properties:
                        type: jdbc
                        uri: "jdbc:sqlite:%s?journal_mode=WAL&busy_timeout=30000&transaction_mode=IMMEDIATE"
                        jdbc.schema-version: V1
                        warehouse: "file:%s"
                    """.formatted(
                            CATALOG_NAME,
                            quoted(directory.catalogDatabase().toString()),
                            quoted(directory.warehouse().toString())));
        }
        if (!own.contains(Part.BROKER)) {
            yaml.append("kafka:\n  bootstrap-servers: \"127.0.0.1:%d\"\n".formatted(kafkaPort));
        }
        yaml.append("""
                pipeline:
                  checkpoint-interval: 5s
                  checkpoint-directory: "%s"
                  parallelism: 1
                maintenance:
                  poll-interval: 2s
                  concurrency: 1
                  defaults:
                    compaction: {min-input-files: 5, target-file-size: 128MB}
                    snapshots: {keep-for: 2m, keep-at-least: 3}
                daemon:
                  port: %d
                  database: {url: "jdbc:h2:file:%s;WRITE_DELAY=0"}
                  lag-interval: 5s
                """.formatted(
                        quoted(directory.checkpoints().toUri().toString()),
                        daemonPort,
                        quoted(directory.daemonDatabase().toString())));
        token.ifPresent(secret -> yaml.append("  token: \"%s\"\n".formatted(secret)));
        return new ConfigSource("(embedded default)", yaml.toString());
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
