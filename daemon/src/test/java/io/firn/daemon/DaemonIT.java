package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole daemon in this JVM; the test that takes the broker away comes last. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DaemonIT {
    @TempDir
    private static Path directory;

    private static RunningLake running;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningLake(directory);
        running.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void smallFilesAreCompactedWithoutAnybodyAsking() throws Exception {
        Table table = running.lake().create("demo.compacted");
        for (int i = 0; i < 8; i++) {
            running.lake().append(table, i * 100L, 100);
        }
        Eventually.holds("a compaction that succeeded", () -> !compactions("demo.compacted")
                .isEmpty());

        JsonNode run = compactions("demo.compacted").get(0);
        Set<String> fields = new HashSet<>();
        run.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .contains(
                        "id",
                        "table",
                        "operation",
                        "outcome",
                        "started",
                        "finished",
                        "filesBefore",
                        "filesAfter",
                        "bytesRewritten",
                        "reason");
        assertThat(run.get("filesBefore").asLong()).isGreaterThanOrEqualTo(5);
        assertThat(run.get("filesAfter").asLong()).isEqualTo(1);
        assertThat(Instant.parse(run.get("finished").asText()))
                .isAfter(Instant.parse(run.get("started").asText()));
        assertThat(running.json("/api/v1/runs/" + run.get("id").asText())
                        .get("table")
                        .asText())
                .isEqualTo("demo.compacted");
        assertThat(running.firn("runs", run.get("id").asText()).out()).contains("compaction (threshold)");

        JsonNode shown = running.firnJson("show", "demo.compacted", "--json");
        assertThat(shown.get("records").asLong()).isEqualTo(800);
        assertThat(shown.get("dataFiles").asLong()).isLessThan(8);
        assertThat(shown.get("columns").get(0).get("name").asText()).isEqualTo("id");
        assertThat(shown.get("writers").get(0).get("writer").asText()).isEqualTo("job-1");
        for (String field : List.of("table", "smallFiles", "deleteFiles", "snapshots", "lastCommit")) {
            assertThat(shown.has(field)).as(field).isTrue();
        }
        Eventually.holds(
                "metrics of the run", () -> running.get("/metrics").body().contains("firn_maintenance_runs_total"));
        assertThat(running.get("/metrics").body()).contains("firn_table_files{", "firn_heartbeat_timestamp_seconds");
        Eventually.holds("how the table stands", () -> metrics()
                .contains("firn_quarantined_files{catalog=\"firn\",table=\"demo.compacted\"} 0"));
    }

    @Test
    void requestsOfIcebergsS3FilesAreCounted() throws Exception {
        HttpServer storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        storage.start();
        try (S3FileIO files = new S3FileIO()) {
            files.initialize(Map.of(
                    "s3.endpoint", "http://127.0.0.1:" + storage.getAddress().getPort(),
                    "s3.path-style-access", "true",
                    "s3.access-key-id", "any",
                    "s3.secret-access-key", "any",
                    "client.region", "eu-central-1",
                    "http-client.type", "urlconnection"));
            assertThat(files.newInputFile("s3://lake/patient-17").exists()).isFalse();
        } finally {
            storage.stop(0);
        }

        assertThat(metrics())
                .contains("firn_storage_requests_total{operation=\"HeadObject\",status=\"4xx\"} 1")
                .doesNotContain("patient-17");
    }

    @Test
    void anUpsertTableShowsTheRowsThatAReaderSees() throws Exception {
        Table table = running.lake().create("demo.upserted");
        running.lake().upsert(table, 0, 100);
        running.lake().upsert(table, 50, 100);
        JsonNode shown = running.firnJson("show", "demo.upserted", "--json");
        assertThat(shown.get("records").asLong()).isEqualTo(150);
        assertThat(shown.get("recordsExact").asBoolean()).isTrue();
        JsonNode tables = running.firnJson("tables", "--json");
        assertThat(tables.isArray()).isTrue();
        assertThat(tables.findValuesAsText("table")).contains("demo.upserted");
        assertThat(tables.get(0).has("columns")).isFalse();
    }

    @Test
    void thePlanGivesAReasonForEveryOperation() throws Exception {
        running.lake().create("demo.planned");
        JsonNode plan = running.firnJson("plan", "demo.planned", "--json");
        assertThat(plan.findValuesAsText("operation"))
                .containsExactlyInAnyOrder(
                        "compaction", "snapshot-expiry", "delete-file-rewrite", "manifest-rewrite", "orphan-removal");
        assertThat(plan.findValuesAsText("reason")).noneMatch(String::isBlank);
        assertThat(plan.get(0).get("next").isNull()).isFalse();
        assertThat(running.firn("plan").out()).contains("TABLE", "demo.planned");
        assertThat(running.get("/api/v1/plan?table=no.such").statusCode()).isEqualTo(404);
    }

    @Test
    void aRunThatIsAskedForIsWaitedFor() throws Exception {
        Table table = running.lake().create("demo.asked");
        for (int i = 0; i < 3; i++) {
            running.lake().append(table, i * 10L, 10);
        }
        assertThat(running.firn("run", "compact", "demo.asked", "--dry-run").out())
                .contains("yes");
        JsonNode run = running.firnJson("run", "compact", "demo.asked", "--json");
        assertThat(run.get("outcome").asText()).isEqualTo("succeeded");
        assertThat(run.get("trigger").asText()).isEqualTo("request");
        assertThat(run.get("filesBefore").asLong()).isEqualTo(3);
        assertThat(run.get("progress").get("rowsDone").asLong()).isEqualTo(30);
        assertThat(run.get("progress").get("rowsTotal").asLong()).isEqualTo(30);
        assertThat(run.get("progress").get("secondsLeft").isNull()).isTrue();

        CommandLineRun unknown = running.firn("run", "defragment", "demo.asked");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("Cannot find operation 'defragment': known are compaction");
        assertThat(running.firn("run", "compact", "no.such").exitCode()).isEqualTo(2);
        CommandLineRun refused =
                CommandLineRun.of(Map.of("FIRN_ADDRESS", running.address().toString()), "run", "compact", "demo.asked");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("does not carry the daemon's token");
    }

    @Test
    void aRunOfAnotherReplicaShowsHowFarItIs() throws Exception {
        String id = "3e0c6f10-0000-4000-8000-000000000002";
        running.runElsewhere(id, "demo.elsewhere");

        JsonNode run = running.json("/api/v1/runs?table=demo.elsewhere").get(0);
        assertThat(run.get("progress").get("rowsDone").asLong()).isEqualTo(1_200_000);
        assertThat(run.get("progress").get("rowsTotal").asLong()).isEqualTo(2_900_000);
        assertThat(run.get("progress").get("secondsLeft").asLong()).isBetween(0L, 83L);
        assertThat(running.json("/api/v1/overview").get("running").findValuesAsText("id"))
                .contains(id);
        assertThat(running.firn("runs", "demo.elsewhere").out()).containsPattern("42 % 1\\.2M rows, \\d+ s left");
        assertThat(running.firn("runs", id).out())
                .containsPattern("42 % at \\S+: 5 of 12 files, 41\\.0 KB of 97\\.7 KB, 1,200,000 of 2,900,000 rows, ");
    }

    @Test
    void aReaderIsRegisteredShownAndRemovedByCommand() throws Exception {
        Table table = running.lake().create("demo.streamed");
        running.lake().append(table, 0, 10);
        String snapshot = String.valueOf(table.currentSnapshot().snapshotId());
        String[] register = {"consumers", "demo.streamed", "--register", "nightly etl", "--snapshot", snapshot};
        assertThat(running.firn("consumers", "demo.streamed").out()).contains("No streaming reader of demo.streamed");

        assertThat(running.firn(register).out())
                .isEqualToIgnoringNewLines("Registered: nightly etl has read demo.streamed up to snapshot " + snapshot);
        assertThat(running.firn("consumers", "demo.streamed").out()).contains("CONSUMER", "nightly etl", snapshot);
        String gauge = "firn_consumers{catalog=\"firn\",table=\"demo.streamed\"} ";
        Eventually.holds("it is counted", () -> metrics().contains(gauge + "1"));

        CommandLineRun refused =
                CommandLineRun.of(Map.of("FIRN_ADDRESS", running.address().toString()), register);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("does not carry the daemon's token");
        CommandLineRun wrong = running.firn("consumers", "demo.streamed", "--register", "etl", "--snapshot", "7");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("the table has no snapshot 7");

        JsonNode removed = running.firnJson("consumers", "demo.streamed", "--remove", "nightly etl", "--json");
        assertThat(removed.get("name").asText()).isEqualTo("nightly etl");
        assertThat(running.firnJson("consumers", "demo.streamed", "--json")).isEmpty();
        assertThat(running.firn("consumers", "demo.streamed", "--remove", "nightly etl")
                        .exitCode())
                .isEqualTo(2);
        Eventually.holds("it is not counted any more", () -> metrics().contains(gauge + "0"));
    }

    @Test
    void aDroppedTableVanishes() throws Exception {
        Table table = running.lake().create("demo.dropped");
        running.lake().append(table, 0, 10);
        Eventually.holds("its metrics", () -> metrics().contains("table=\"demo.dropped\""));
        running.lake().drop("demo.dropped");
        Eventually.holds("no metrics", () -> !metrics().contains("table=\"demo.dropped\""));
        assertThat(running.json("/api/v1/overview").get("tables").findValuesAsText("table"))
                .doesNotContain("demo.dropped");
        CommandLineRun shown = running.firn("show", "demo.dropped");
        assertThat(shown.exitCode()).isEqualTo(2);
        assertThat(shown.err()).contains("Cannot find table 'demo.dropped'");
    }

    @Test
    void linesAreSentAsTheyAre() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", running.kafka()))) {
            admin.createTopics(List.of(new NewTopic("sent", 1, (short) 1)))
                    .all()
                    .get();
        }
        Path file = directory.resolve("lines.ndjson");
        Files.writeString(file, "{\"id\": 1, \"x\": \"é\"}\n{oops\n\n{\"id\":  2}\r\n", StandardCharsets.UTF_8);
        CommandLineRun sent = running.firn("send", "sent", file.toString(), "--key", "id", "--rate", "1000");
        assertThat(sent.exitCode()).isZero();
        assertThat(sent.out()).startsWith("Sent 3 records to sent in ");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", running.kafka()), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("sent", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> records = new java.util.ArrayList<>();
            Eventually.holds("three records", () -> {
                for (ConsumerRecord<String, String> record : consumer.poll(java.time.Duration.ofMillis(200))) {
                    records.add(record.key() + " " + record.value());
                }
                return records.size() >= 3;
            });
            assertThat(records)
                    .containsExactly("{\"id\":1} {\"id\": 1, \"x\": \"é\"}", "null {oops", "{\"id\":2} {\"id\":  2}");
        }
        CommandLineRun missing = running.firn("send", "nowhere", file.toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("Cannot send to nowhere: no such topic. Known topics: sent");
    }

    @Test
    void everyEndpointAnswers() throws Exception {
        assertThat(running.json("/health/live").get("live").asBoolean()).isTrue();
        assertThat(new TreeSet<>(running.json("/health/ready").get("components").findValuesAsText("name")))
                .containsExactly("catalog", "database", "kafka", "tables");
        assertThat(running.json("/api/v1/lag").isArray()).isTrue();
        assertThat(running.json("/api/v1/runs").isArray()).isTrue();
        assertThat(running.get("/api/v1/runs?limit=0").statusCode()).isEqualTo(400);
        assertThat(running.get("/api/v1/runs/none").statusCode()).isEqualTo(404);
        assertThat(running.get("/api/v1/requests/none").statusCode()).isEqualTo(404);
        assertThat(running.json("/api/v1/overview").get("maintenanceEnabled").asBoolean())
                .isTrue();
        assertThat(running.get("/").body()).contains("<title>Firn</title>");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aBrokerThatIsGoneIsNamedUntilItIsBack() throws Exception {
        running.stopBroker();
        Eventually.holds(
                "kafka is named",
                () -> running.get("/health/ready").body().contains("{\"name\":\"kafka\",\"ok\":false"));
        assertThat(running.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(running.get("/api/v1/tables").statusCode()).isEqualTo(200);
        running.startBrokerAgain();
        running.awaitReady();
    }

    private static String metrics() throws Exception {
        return running.get("/metrics").body();
    }

    private static List<JsonNode> compactions(String table) throws Exception {
        List<JsonNode> runs = new java.util.ArrayList<>();
        for (JsonNode run : running.json("/api/v1/runs?table=" + table)) {
            if (run.get("operation").asText().equals("compaction")
                    && run.get("outcome").asText().equals("succeeded")) {
                runs.add(run);
            }
        }
        return runs;
    }
}
