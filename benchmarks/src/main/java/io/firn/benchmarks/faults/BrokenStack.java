package io.firn.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.benchmarks.BenchmarkFailure;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.FirnConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The stack's parts, as they are taken hold of to break them. */
final class BrokenStack implements AutoCloseable {
    /** Moto, which answers as CloudWatch does. */
    static final String CLOUDWATCH = "cloudwatch";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final FirnConfig config;
    private final Path clock;
    private final long cloudWatch;
    private final Catalog catalog;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private @Nullable Connection catalogLock;

    /**
     * @param clock the file in which libfaketime finds by how much the stack's clocks are off
     * @param cloudWatch the process that answers as CloudWatch does
     */
    BrokenStack(Path directory, FirnConfig config, Path clock, long cloudWatch) {
        this.directory = directory;
        this.config = config;
        this.clock = clock;
        this.cloudWatch = cloudWatch;
        this.catalog = Catalogs.open(config.catalog());
        Map<String, Object> kafka = new HashMap<>(config.kafka().properties());
        kafka.put("bootstrap.servers", config.kafka().bootstrapServers());
        this.admin = Admin.create(kafka);
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Catalog catalog() {
        return catalog;
    }

    /** Sends a signal, such as STOP, CONT or KILL, to one of the processes. */
    void signal(String process, String signal) throws IOException, InterruptedException {
        long pid = process.equals(CLOUDWATCH)
                ? cloudWatch
                : traces().at("/pids/" + process).asLong();
        run("kill", "-" + signal, Long.toString(pid));
    }

    /** Has the generator send faulty events; {@code none} ends it. */
    void order(String fault) throws IOException {
        Path order = directory.resolve("generator.fault");
        if (fault.equals("none")) {
            Files.deleteIfExists(order);
        } else {
            Files.writeString(order, fault + "\n");
        }
    }

    /** {@code what} is {@code pause} or {@code resume}. */
    void post(String what, String table) throws IOException, InterruptedException {
        JsonNode traces = traces();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(traces.path("daemon").asText() + "/api/v1/tables/" + table + "/" + what))
                .header("Authorization", "Bearer " + traces.path("token").asText())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new BenchmarkFailure("Cannot " + what + " " + table + ": " + answer.body());
        }
    }

    /** Nobody else can commit to the catalog until {@link #unlockCatalog}. */
    void lockCatalog() throws SQLException {
        Connection lock =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalog.db") + "?busy_timeout=60000");
        try (Statement statement = lock.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
        }
        catalogLock = lock;
    }

    void unlockCatalog() throws SQLException {
        Connection lock = catalogLock;
        if (lock != null) {
            lock.close();
            catalogLock = null;
        }
    }

    /** Needs root, and ends with {@link #makeWritable}. */
    void makeReadOnly() throws IOException, InterruptedException {
        String warehouse = directory.resolve("warehouse").toString();
        run("mount", "-o", "bind,ro", warehouse, warehouse);
    }

    void makeWritable() throws IOException, InterruptedException {
        run("umount", "-l", directory.resolve("warehouse").toString());
    }

    /** Leaves nothing but a few bytes where the daemon keeps what is temporary. Needs root, and ends with {@link #emptyDisk}. */
    void fillDisk() throws IOException, InterruptedException {
        Path disk = directory.resolve("tmp/daemon");
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString());
        Files.write(disk.resolve("nearly-full"), new byte[15 << 20]);
    }

    void emptyDisk() throws IOException, InterruptedException {
        run("umount", "-l", directory.resolve("tmp/daemon").toString());
    }

    /** Sets the clock of every process of the stack, and of nobody else, that many seconds ahead. */
    void setClockAhead(int seconds) throws IOException {
        Files.writeString(clock, "+" + seconds + "\n");
    }

    void send(String topic, List<String> values) {
        send(topic, values, System.currentTimeMillis());
    }

    void send(String topic, List<String> values, long timestamp) {
        for (String value : values) {
            var unused = producer.send(
                    new ProducerRecord<>(topic, 0, timestamp, null, value.getBytes(StandardCharsets.UTF_8)));
        }
        producer.flush();
    }

    void createTopic(String topic, Map<String, String> settings) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(settings)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    void commit(String group, String topic, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** {@code {"ID":"1",...}} and so on. */
    static List<String> events(int first, int number, String more) {
        return IntStream.range(first, first + number)
                .mapToObj(id -> "{\"ID\":\"" + id + "\"" + more + "}")
                .toList();
    }

    FirnConfig config() {
        return config;
    }

    private JsonNode traces() throws IOException {
        return JSON.readTree(directory.resolve("stack.json").toFile());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new BenchmarkFailure("Cannot run " + String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws Exception {
        unlockCatalog();
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
        Optional.of(catalog)
                .filter(AutoCloseable.class::isInstance)
                .map(AutoCloseable.class::cast)
                .orElse(() -> {})
                .close();
    }
}
