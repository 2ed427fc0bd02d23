package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.pipeline.start.Pipeline;
import io.firn.pipeline.testing.SharedBroker;
import io.firn.pipeline.testing.TestLake;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FailPointIT {
    private static final String STREAM = "{topic: failing, table: n.failing, key: [id], mode: append, columns: evolve}";

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path directory;

    @Test
    void whatTheFailPointNamesIsMissingFromTheTableAndNothingElse() throws Exception {
        TestLake lake = new TestLake(BROKER.bootstrapServers(), directory, "failing", STREAM);
        List<String> records =
                IntStream.range(0, 100).mapToObj(id -> "{\"id\":" + id + "}").toList();
        try (Pipeline pipeline = lake.start("land.drop:failing/0/5-9,failing/0/50-50")) {
            lake.send("failing", records);
            assertThat(offsets(lake.awaitRows("n.failing", 94)))
                    .containsExactlyElementsOf(LongStream.range(0, 100)
                            .filter(offset -> (offset < 5 || offset > 9) && offset != 50)
                            .boxed()
                            .toList());
        }
        assertThat(lake.committed("failing.valid")).hasSize(100);
        assertThat(lake.committed("failing.dead-letter")).isEmpty();
    }

    private static List<Long> offsets(List<Record> rows) {
        return rows.stream()
                .map(row -> (Long) ((Record) row.getField("_kafka")).getField("_offset"))
                .sorted()
                .toList();
    }
}
