package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.pipeline.testing.ChildPipeline;
import io.firn.pipeline.testing.SharedBroker;
import io.firn.pipeline.testing.TestLake;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class KillIT {
    private static final int ROUNDS = 2;
    private static final int CHUNK = 3000;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path directory;

    @Test
    void killedPipelineGoesOnWithoutLossOrDuplicate() throws Exception {
        TestLake lake = new TestLake(
                BROKER.bootstrapServers(),
                directory,
                "killed",
                "{topic: killed.append, table: k.append, key: [id], mode: append, columns: evolve}",
                "{topic: killed.upsert, table: k.upsert, key: [id], mode: upsert, columns: evolve}");
        for (int round = 0; round < ROUNDS; round++) {
            try (ChildPipeline pipeline = ChildPipeline.start(lake.yaml(), directory)) {
                pipeline.awaitReady();
                lake.send("killed.append", appended(round));
                lake.send("killed.upsert", upserted(round));
                lake.awaitRows("k.append", round * CHUNK + 1);
                pipeline.kill();
            }
        }
        try (ChildPipeline pipeline = ChildPipeline.start(lake.yaml(), directory)) {
            List<Record> rows = lake.awaitRows("k.append", ROUNDS * CHUNK);
            assertThat(rows).hasSize(ROUNDS * CHUNK);
            Set<Object> ids = rows.stream().map(row -> row.getField("id")).collect(Collectors.toSet());
            assertThat(ids).hasSize(ROUNDS * CHUNK);
            assertThat(lake.awaitCommitted("killed.append.dead-letter", ROUNDS * 10))
                    .hasSize(ROUNDS * 10);
            lake.send("killed.upsert", List.of("{\"id\":-1,\"version\":0}"));
            List<Record> newest = lake.awaitRows("k.upsert", 501);
            assertThat(newest).hasSize(501);
            assertThat(newest.stream().filter(row -> !row.getField("id").equals(-1L)))
                    .allSatisfy(row ->
                            assertThat((Double) row.getField("version")).isGreaterThanOrEqualTo(ROUNDS * CHUNK - 500));
            assertThat(pipeline.log()).contains("goes on from checkpoint");
        }
    }

    private static List<String> appended(int round) {
        return IntStream.range(round * CHUNK, (round + 1) * CHUNK)
                .boxed()
                .flatMap(i -> i % 300 == 0
                        ? List.of("{\"id\":" + i + ",\"v\":1}", "{\"id\":" + i + ",broken").stream()
                        : List.of("{\"id\":" + i + ",\"v\":" + i + ".5,\"n" + (i / 1000) + "\":\"x\"}").stream())
                .toList();
    }

    private static List<String> upserted(int round) {
        return IntStream.range(round * CHUNK, (round + 1) * CHUNK)
                .mapToObj(i -> "{\"id\":" + (i % 500) + ",\"version\":" + i + ",\"c" + (i / 700) + "\":true}")
                .toList();
    }
}
