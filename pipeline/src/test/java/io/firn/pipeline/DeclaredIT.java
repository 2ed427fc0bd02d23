package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.pipeline.record.Headers;
import io.firn.pipeline.start.Pipeline;
import io.firn.pipeline.testing.SharedBroker;
import io.firn.pipeline.testing.TestLake;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DeclaredIT {
    private static final String DECLARED = "{topic: declared, table: n.declared, key: [id], mode: upsert,"
            + " partition: [\"bucket(4, id)\"], event-time: at, columns: ["
            + "{name: id, type: long}, {name: at, type: timestamptz, required: true}, {name: day, type: date},"
            + " {name: pulse, type: int, range: {min: 1, max: 300}}, {name: code, type: string, pattern: \"[A-Z]+\"},"
            + " {name: arm, type: string, one-of: [A, B]}, {name: amount, type: \"decimal(8,2)\"},"
            + " {name: tags, type: \"list<string>\"}, {name: at_site, type: \"struct<name: string, no: int>\"}]}";
    private static final String FULL = "{\"id\":%d,\"at\":\"2024-05-01T10:00:00Z\",\"day\":\"2024-05-01\",\"pulse\":%d,"
            + "\"code\":\"OK\",\"arm\":\"A\",\"amount\":12.5,\"tags\":[\"x\",\"y\"],\"at_site\":{\"name\":\"s\",\"no\":7}}";

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path directory;

    @Test
    void declaredColumnsAreEnforcedAndARemovedStreamIsCarriedOnBesideANewOne() throws Exception {
        TestLake lake = new TestLake(BROKER.bootstrapServers(), directory, "declared", DECLARED);
        try (Pipeline pipeline = lake.start()) {
            lake.send(
                    "declared",
                    List.of(
                            FULL.formatted(1, 60),
                            FULL.formatted(2, 70),
                            FULL.formatted(1, 61),
                            FULL.formatted(3, 0),
                            "{\"id\":4}",
                            "{\"at\":\"2024-05-01T10:00:00Z\"}",
                            "{\"id\":5,\"at\":\"2024-05-01T10:00:00Z\",\"code\":\"lower\"}",
                            "{\"id\":6,\"at\":\"2024-05-01T10:00:00Z\",\"arm\":\"C\"}",
                            "{\"id\":7,\"at\":\"2024-05-01T10:00:00Z\",\"amount\":1.234}",
                            "{\"id\":8,\"at\":\"2024-05-01T10:00:00Z\",\"unheard\":1}",
                            "{\"id\":9,\"at\":\"2024-05-01T10:00:00Z\",\"day\":\"2024-05\"}"));
            List<Record> rows = lake.awaitRows("n.declared", 2);
            assertThat(rows).hasSize(2);
            Record first = rows.stream()
                    .filter(row -> row.getField("id").equals(1L))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.getField("pulse")).isEqualTo(61);
            assertThat(first.getField("day")).isEqualTo(LocalDate.of(2024, 5, 1));
            assertThat(first.getField("tags")).isEqualTo(List.of("x", "y"));
            assertThat(lake.table("n.declared").properties()).containsEntry("firn.event-time-column", "at");
            assertThat(lake.awaitCommitted("declared.dead-letter", 8).stream()
                            .map(letter -> TestLake.header(letter, Headers.REASON)))
                    .containsExactlyInAnyOrder(
                            "RULE_BROKEN",
                            "MISSING_FIELD",
                            "MISSING_KEY",
                            "RULE_BROKEN",
                            "RULE_BROKEN",
                            "NUMBER_NOT_EXACT",
                            "UNKNOWN_FIELD",
                            "WRONG_TYPE");
        }
        TestLake later = new TestLake(
                BROKER.bootstrapServers(),
                directory,
                "declared",
                "{topic: declared.new, table: n.new, key: [], mode: append, columns: evolve}");
        try (Pipeline pipeline = later.start()) {
            later.send("declared.new", List.of("{\"a\":1}", "{\"a\":2}"));
            later.send("declared", List.of(FULL.formatted(3, 99)));
            assertThat(later.awaitRows("n.new", 2)).hasSize(2);
            assertThat(later.awaitRows("n.declared", 3)).hasSize(3);
            assertThat(later.table("n.declared").currentSnapshot().summary()).containsKey("firn.pipeline-lineage");
        }
    }
}
