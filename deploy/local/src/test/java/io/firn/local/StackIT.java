package io.firn.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole product, as an operator has it: several processes, real Kafka, Flink and SQLite. */
class StackIT {
    /** Long enough for a machine that is busy with other things; an idle one needs a tenth of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int MALFORMED_OF_A_DOMAIN = 4;
    private static final long MALFORMED = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void everyRecordLandsOnceThoughThePipelineIsKilledAndLinesAreSentTwice() throws Exception {
        Path config = Files.writeString(directory.resolve("firn.yaml"), configuration());
        List<ProcessHandle> processes = new ArrayList<>();
        String[] options = {"--no-generator", "--config", config.toString()};
        String kafka;
        try (RunningStack stack = RunningStack.up(directory.resolve("stack"), options)) {
            kafka = stack.kafka();
            try (KafkaProducer<byte[], byte[]> producer = producer(stack)) {
                sendAll(producer, MALFORMED_OF_A_DOMAIN);
                RunningStack.await("the first rows", PATIENCE, () -> hasFiles(stack));
                ProcessHandle pipeline = stack.process("pipeline");
                pipeline.destroyForcibly();
                sendAll(producer, 0);
            }

            Map<String, Long> expected = new TreeMap<>();
            for (SdtmDomain domain : SdtmDomain.values()) {
                expected.put(domain.table(), (long) domain.rows());
            }
            RunningStack.await("all rows", PATIENCE, () -> rows(stack).equals(expected) && isIdle(stack));
            assertThat(deadLetters(stack)).isEqualTo(MALFORMED);

            RunningStack.await("compaction", PATIENCE, () -> !rewrites(stack).isEmpty());
            RunningStack.await("expiry", PATIENCE, () -> succeeded(stack, "snapshot-expiry"));
            assertThat(rowsRead(stack, expected.keySet())).isEqualTo(expected);
            assertThat(rewrites(stack))
                    .as("compactions of what Flink wrote, its equality deletes among it")
                    .allSatisfy(reason -> assertThat(reason).endsWith(", columnar"));

            for (String name : List.of("broker", "pipeline", "daemon", "supervisor")) {
                processes.add(stack.process(name));
            }
            assertThat(stack.stop(Duration.ofSeconds(15))).isZero();
            assertThat(stack.pids()).isEmpty();
        }
        assertThat(processes).hasSize(4).noneMatch(ProcessHandle::isAlive);
        theNextStartGoesOnAndLeavesNothingWhenItsSupervisorIsKilled(kafka, options);
    }

    private void theNextStartGoesOnAndLeavesNothingWhenItsSupervisorIsKilled(String kafka, String... options)
            throws Exception {
        List<CompletableFuture<ProcessHandle>> ends = new ArrayList<>();
        List<String> children = new ArrayList<>(List.of("broker", "pipeline", "daemon"));
        List<String> monitored = new ArrayList<>(RunningStack.withPrometheus());
        if (!monitored.isEmpty()) {
            children.addAll(List.of("prometheus", "alertmanager"));
        }
        monitored.addAll(List.of(options));
        try (RunningStack again = RunningStack.up(directory.resolve("stack"), monitored.toArray(String[]::new))) {
            assertThat(again.kafka()).isEqualTo(kafka);
            assertThat(deadLetters(again)).isEqualTo(MALFORMED);
            for (String name : children) {
                ends.add(again.process(name).onExit());
            }
            again.process("supervisor").destroyForcibly();
            for (CompletableFuture<ProcessHandle> end : ends) {
                end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static String configuration() {
        StringBuilder streams = new StringBuilder();
        for (SdtmDomain domain : SdtmDomain.values()) {
            streams.append("    - {topic: %s, table: %s, key: [%s], mode: upsert, columns: evolve}%n"
                    .formatted(domain.topic(), domain.table(), domain.key()));
        }
        return """
                pipeline:
                  checkpoint-interval: 2s
                  streams:
                %smaintenance:
                  policies:
                    - match: "clinical.*"
                      compaction: {min-input-files: 3}
                      snapshots: {keep-for: 10s, keep-at-least: 1}
                """.formatted(streams);
    }

    /** Every line, with some that no table can take between them; returns when the broker has them. */
    private static void sendAll(KafkaProducer<byte[], byte[]> producer, int malformedOfADomain) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (SdtmDomain domain : SdtmDomain.values()) {
            List<String> records = domain.records();
            assertThat(records).hasSize(domain.rows());
            for (int i = 0; i < records.size(); i++) {
                if (i < malformedOfADomain) {
                    sent.add(producer.send(record(domain, "{\"STUDYID\": broken " + i)));
                }
                sent.add(producer.send(record(domain, records.get(i))));
            }
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    private static ProducerRecord<byte[], byte[]> record(SdtmDomain domain, String line) {
        return new ProducerRecord<>(domain.topic(), line.getBytes(StandardCharsets.UTF_8));
    }

    private static KafkaProducer<byte[], byte[]> producer(RunningStack stack) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static boolean hasFiles(RunningStack stack) throws Exception {
        return stack.get("/api/v1/tables").findValues("dataFiles").stream().anyMatch(files -> files.asLong() > 0);
    }

    /** Rows by table, as the daemon counts them; none where it answers with a problem, such as being too busy. */
    private static Map<String, Long> rows(RunningStack stack) throws Exception {
        Map<String, Long> rows = new TreeMap<>();
        JsonNode tables = stack.get("/api/v1/tables");
        if (!tables.isArray()) {
            System.out.println("No tables: " + tables);
            return rows;
        }
        for (JsonNode table : tables) {
            rows.put(table.get("table").asText(), table.get("records").asLong());
        }
        return rows;
    }

    /** Rows by table, as somebody else's reader finds them. */
    private static Map<String, Long> rowsRead(RunningStack stack, Set<String> tables) throws Exception {
        Map<String, Long> rows = new TreeMap<>();
        Catalog catalog = LandedOffsets.catalog(stack.directory());
        for (String table : tables) {
            try (CloseableIterable<Record> records = IcebergGenerics.read(
                            catalog.loadTable(TableIdentifier.parse(table)))
                    .build()) {
                rows.put(
                        table,
                        StreamSupport.stream(records.spliterator(), false).count());
            }
        }
        ((Closeable) catalog).close();
        return rows;
    }

    /** Whether both jobs have read all there is; the mark of an aborted transaction may count as a record. */
    private static boolean isIdle(RunningStack stack) throws Exception {
        JsonNode lag = stack.get("/api/v1/lag");
        List<Long> records = new ArrayList<>();
        lag.findValues("records").forEach(each -> records.add(each.asLong()));
        return !records.isEmpty() && records.stream().allMatch(each -> each <= 1);
    }

    private static boolean succeeded(RunningStack stack, String operation) throws Exception {
        return !reasons(stack, operation).isEmpty();
    }

    /** What compactions say of themselves that did more than drop delete files that apply to nothing. */
    private static List<String> rewrites(RunningStack stack) throws Exception {
        return reasons(stack, "compaction").stream()
                .filter(reason -> reason.contains("groups committed"))
                .toList();
    }

    /** Of the runs that succeeded. */
    private static List<String> reasons(RunningStack stack, String operation) throws Exception {
        List<String> reasons = new ArrayList<>();
        for (JsonNode run : stack.get("/api/v1/runs?limit=1000")) {
            if (run.get("operation").asText().equals(operation)
                    && run.get("outcome").asText().equals("succeeded")) {
                reasons.add(run.get("reason").asText());
            }
        }
        return reasons;
    }

    private static long deadLetters(RunningStack stack) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", stack.kafka());
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        long letters = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (SdtmDomain domain : SdtmDomain.values()) {
                consumer.partitionsFor(domain.topic() + ".dead-letter")
                        .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each)
                            < Optional.ofNullable(ends.get(each)).orElseThrow())) {
                letters += consumer.poll(Duration.ofMillis(500)).count();
            }
        }
        return letters;
    }
}
