package io.firn.metrics.self;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void theRoomOfADirectoryIsThatOfItsDiskEvenBeforeItIsMade(@TempDir Path made) throws IOException {
        new DiskMetrics(registry, Map.of("database", made, "temporary", made.resolve("not/yet/made"))).look();

        double size = Files.getFileStore(made).getTotalSpace();
        assertThat(value("firn_disk_size_bytes", "database")).isEqualTo(size);
        assertThat(value("firn_disk_size_bytes", "temporary")).isEqualTo(size);
        assertThat(value("firn_disk_free_bytes", "database")).isBetween(0.0, size);
        assertThat(value("firn_disk_free_bytes", "temporary")).isBetween(0.0, size);
    }

    @Test
    void noPathIsShown(@TempDir Path made) {
        new DiskMetrics(registry, Map.of("database", made)).look();

        assertThat(registry.scrape()).contains("firn_disk_free_bytes").doesNotContain(made.toString());
    }

    private Double value(String series, String directory) {
        return Scrape.of(registry).value(series, "{directory=" + directory + "}");
    }
}
