package io.firn.quality.reconciliation;

import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.PipelineConfig;
import java.nio.file.Path;
import java.util.List;

/** Configurations of one stream {@code raw} into {@code demo.events}. */
final class Configs {
    private Configs() {}

    static PipelineConfig pipeline(String mode) {
        return of("raw", mode, "localhost:1", Path.of("."), "").pipeline();
    }

    static FirnConfig of(String topic, String mode, String kafka, Path directory, String reconciliation) {
        String yaml = """
                catalog:
                  name: firn
                  properties:
                    type: jdbc
                    uri: "jdbc:sqlite:%s?journal_mode=WAL&busy_timeout=30000&transaction_mode=IMMEDIATE"
                    jdbc.schema-version: V1
                    warehouse: "file://%s"
                kafka: {bootstrap-servers: "%s"}
                pipeline:
                  name: %s
                  streams:
                    - {topic: %s, table: demo.events, columns: evolve, mode: %s, key: [id]}
                quality:
                  reconciliation: {%s}
                """.formatted(
                        directory.resolve("catalog.db"),
                        directory.resolve("warehouse"),
                        kafka,
                        topic,
                        topic,
                        mode,
                        reconciliation);
        return ConfigLoader.load(List.of(new ConfigSource("firn.yaml", yaml)), name -> null);
    }
}
