package io.firn.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.FirnConfig;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.ledger.RunProgress;
import io.firn.maintenance.ledger.RunProgress.Amount;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A daemon on a real catalog, database and broker, and how to talk to it. */
final class RunningLake implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final SmallLake lake;
    private final Daemon daemon;
    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedBroker broker;

    RunningLake(Path directory) throws IOException {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(directory.resolve("kafka"));
        this.lake = new SmallLake(directory);
        this.daemon =
                Daemon.start(TestConfig.of(lake.config(), broker.bootstrapServers(), directory), Clock.systemUTC());
    }

    SmallLake lake() {
        return lake;
    }

    URI address() {
        return daemon.address();
    }

    String kafka() {
        return broker.bootstrapServers();
    }

    /** The topics of the configured stream, and its table with rows of all the records in it. */
    void land(int records) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", kafka());
        try (Admin admin = Admin.create(kafka);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(Stream.of("demo.events", "demo.events.valid", "demo.events.dead-letter")
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("demo.events", "{}")).get();
            }
        }
        lake.createLanded("demo.events", "demo.events", records);
    }

    void stopBroker() {
        broker.close();
    }

    void startBrokerAgain() throws IOException {
        broker = EmbeddedBroker.start(directory.resolve("kafka"), broker.port());
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    CommandLineRun firn(String... arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put("FIRN_ADDRESS", address().toString());
        environment.put("FIRN_KAFKA", kafka());
        environment.put("FIRN_TOKEN", TestConfig.TOKEN);
        return CommandLineRun.of(environment, arguments);
    }

    JsonNode firnJson(String... arguments) throws IOException {
        CommandLineRun run = firn(arguments);
        if (run.exitCode() != 0) {
            throw new AssertionError("exit " + run.exitCode() + ": " + run.err());
        }
        return JSON.readTree(run.out());
    }

    /** A run of another replica: begun a minute ago, 42 % done by now, its lease held. */
    void runElsewhere(String id, String table) {
        Instant now = Instant.now();
        RunProgress progress =
                new RunProgress(now, new Amount(5, 12), new Amount(42_000, 100_000), new Amount(1_200_000, 2_900_000));
        FirnConfig config = TestConfig.of(lake.config(), kafka(), directory);
        try (DaemonDatabase database = DaemonDatabase.open(config)) {
            Ledger ledger = new Ledger(database.source(), Clock.systemUTC());
            ledger.leases().acquire("firn", table, id, Duration.ofHours(1));
            ledger.add(new Run(
                    id,
                    "firn",
                    table,
                    Operation.COMPACTION,
                    Trigger.REQUEST,
                    Outcome.RUNNING,
                    "asked for",
                    now.minusSeconds(60),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(progress)));
        }
    }

    void awaitReady() throws Exception {
        Eventually.holds("ready", () -> get("/health/ready").statusCode() == 200);
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        lake.close();
        broker.close();
    }
}
