package io.firn.quality.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.quality.FakeLake;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

class CauseTest {
    @Test
    void offsetsThatAreTooManyEndBehindAWholeRange() throws Exception {
        try (FakeLake lake = new FakeLake()) {
            Table table = lake.create("labs");
            lake.append(
                    table,
                    IntStream.range(10, 70)
                            .mapToObj(partition -> FakeLake.file(table, 1)
                                    .offsets("clinical-laboratory", partition, 1_000_000_000L, 1_000_000_099L)
                                    .build())
                            .toArray(DataFile[]::new));

            assertThat(Cause.of(lake.facts(table)).offsets())
                    .hasSizeBetween(1_900, 2_010)
                    .matches("(clinical-laboratory\\[\\d{2}] 1000000000\\.\\.1000000099, )+\\.\\.\\.");
        }
    }
}
