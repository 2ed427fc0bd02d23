package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.Provenance;
import io.firn.pipeline.record.Headers;
import io.firn.pipeline.start.Pipeline;
import io.firn.pipeline.testing.SharedBroker;
import io.firn.pipeline.testing.TestLake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AppendAndUpsertIT {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path directory;

    @Test
    void appendKeepsEveryRecordAndUpsertTheNewestOfEachKeyWhileBadOnesAreDeadLetters() throws Exception {
        TestLake lake = new TestLake(
                BROKER.bootstrapServers(),
                directory,
                "exact",
                "{topic: exact.append, table: a.append, key: [id], mode: append, columns: evolve}",
                "{topic: exact.upsert, table: a.upsert, key: [site, id], mode: upsert, columns: evolve}");
        try (Pipeline pipeline = lake.start()) {
            List<byte[]> records = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                records.add(
                        utf8("{\"id\":" + i + ",\"name\":\"n" + i + "\",\"dose\":" + (i % 2 == 0 ? "1" : "0.5") + "}"));
                records.add(records.get(records.size() - 1));
            }
            for (int i = 0; i < 20; i++) {
                records.add(37 * i, bad(i));
            }
            lake.sendBytes("exact.append", records);
            lake.send(
                    "exact.upsert",
                    IntStream.range(0, 900)
                            .mapToObj(i -> "{\"site\":\"s\",\"id\":" + (i % 300) + ",\"version\":" + i
                                    + (i % 400 == 399 ? ",\"new_" + i + "\":true}" : "}"))
                            .toList());

            List<Record> appended = lake.awaitRows("a.append", 1000);
            assertThat(appended).hasSize(1000);
            assertThat(appended.stream().map(AppendAndUpsertIT::offset)).doesNotHaveDuplicates();
            assertThat(appended.stream().filter(row -> row.getField("dose").equals(0.5)))
                    .hasSize(500);

            List<ConsumerRecord<byte[], byte[]>> letters = lake.awaitCommitted("exact.append.dead-letter", 20);
            assertThat(letters).hasSize(20);
            assertThat(letters).allSatisfy(letter -> {
                assertThat(TestLake.header(letter, Headers.TOPIC)).isEqualTo("exact.append");
                assertThat(TestLake.header(letter, Headers.REASON)).isNotEmpty();
            });
            assertThat(letters.stream()
                            .collect(Collectors.groupingBy(
                                    letter -> TestLake.header(letter, Headers.REASON), Collectors.counting())))
                    .containsAllEntriesOf(
                            Map.of("MALFORMED_JSON", 8L, "TOO_LARGE", 4L, "EMPTY_RECORD", 4L, "NOT_UTF8", 4L));

            List<Record> upserted = lake.awaitRows("a.upsert", 300);
            Map<Object, Object> newest = upserted.stream()
                    .collect(Collectors.toMap(row -> row.getField("id"), row -> row.getField("version")));
            io.firn.pipeline.testing.Await.until(
                    () -> lake.rows("a.upsert").stream().allMatch(row -> ((Double) row.getField("version")) >= 600),
                    () -> "old versions are left in " + newest);
            assertThat(lake.rows("a.upsert")).hasSize(300);
        }
    }

    private static byte[] bad(int i) {
        return switch (i % 5) {
            case 0 -> utf8("{\"id\":");
            case 1 -> utf8("{\"id\":1,\"name\":\"" + "x".repeat(300_000) + "\"}");
            case 2 -> null;
            case 3 -> new byte[] {'{', '"', (byte) 0xff, '"', '}'};
            default -> utf8("{\"id\":1}{\"id\":2}");
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String offset(Record row) {
        Record origin = (Record) row.getField(Provenance.COLUMN);
        return origin.getField(Provenance.PARTITION) + ":" + origin.getField(Provenance.OFFSET);
    }
}
