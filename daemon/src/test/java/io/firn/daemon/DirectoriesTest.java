package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectoriesTest {
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    @Test
    void whatIsOnThisHostIsNamedByWhatItIsFor() {
        assertThat(directories("""
                catalog: {name: lake, properties: {type: jdbc, uri: "jdbc:sqlite:/lake/catalog.db", warehouse: "file:///lake/warehouse"}}
                pipeline: {checkpoint-directory: /lake/checkpoints}
                daemon: {database: {url: "jdbc:h2:file:/lake/daemon/ledger;WRITE_DELAY=0"}, cache-directory: /lake/cache}
                """))
                .isEqualTo(Map.of(
                        "temporary", TEMPORARY,
                        "database", Path.of("/lake/daemon"),
                        "cache", Path.of("/lake/cache"),
                        "warehouse", Path.of("/lake/warehouse"),
                        "checkpoints", Path.of("/lake/checkpoints")));
    }

    @Test
    void whatIsElsewhereIsNot() {
        assertThat(directories("""
                catalog: {name: lake, properties: {type: glue, warehouse: "s3://bucket/warehouse"}}
                pipeline: {checkpoint-directory: "s3://bucket/checkpoints"}
                daemon: {database: {url: "jdbc:postgresql://db/firn"}}
                """)).isEqualTo(Map.of("temporary", TEMPORARY));
    }

    private static Map<String, Path> directories(String yaml) {
        return Directories.of(ConfigLoader.load(List.of(new ConfigSource("test", yaml)), name -> null));
    }
}
