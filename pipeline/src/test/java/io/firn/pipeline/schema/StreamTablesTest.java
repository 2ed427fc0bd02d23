package io.firn.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.ColumnConfig;
import io.firn.lake.config.Provenance;
import io.firn.lake.config.StreamConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.MetricsModes;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

class StreamTablesTest {
    @Test
    void aWideTableKeepsTheStatisticsOfItsProvenance() throws IOException {
        List<ColumnConfig> columns = IntStream.range(0, 150)
                .mapToObj(i -> new ColumnConfig("f" + i, "long", false, List.of()))
                .toList();
        StreamConfig stream = new StreamConfig(
                "topic",
                "wide.table",
                List.of(),
                StreamConfig.Mode.APPEND,
                new StreamConfig.Declared(columns),
                List.of(),
                Optional.empty(),
                Map.of());
        try (InMemoryCatalog catalog = new InMemoryCatalog()) {
            catalog.initialize("test", Map.of());
            MetricsConfig metrics = MetricsConfig.forTable(new StreamTables(catalog).prepare(new StreamTable(stream)));
            assertThat(metrics.columnMode("f149")).isEqualTo(MetricsModes.None.get());
            assertThat(Provenance.paths()).hasSize(4).allSatisfy(path -> assertThat(metrics.columnMode(path))
                    .isEqualTo(MetricsModes.Full.get()));
        }
    }
}
