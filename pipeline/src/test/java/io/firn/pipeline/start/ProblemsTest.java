package io.firn.pipeline.start;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.pipeline.testing.TestLake;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void allProblemsOfAllStreamsAreReportedAtOnce() {
        TestLake lake = new TestLake(
                "127.0.0.1:1",
                Path.of("x"),
                "wrong",
                "{topic: a, table: n.a, key: [id], mode: append, columns: evolve, partition: [\"days(at)\"]}",
                "{topic: b, table: n.b, key: [x], mode: append, columns: evolve, partition: [\"hours(x)\"]}");
        assertThatThrownBy(() -> Problems.require(
                        ConfigLoader.load(List.of(new ConfigSource("x", lake.yaml())), variable -> null)
                                .pipeline()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("topic 'a': partition days(at) needs a declared column")
                .hasMessageContaining("topic 'b': partition hours(x) needs a declared column");
    }
}
