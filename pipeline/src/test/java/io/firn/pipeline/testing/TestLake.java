package io.firn.pipeline.testing;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import io.firn.pipeline.start.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A catalog, a warehouse and a checkpoint directory of a test's own, on the shared broker. */
public final class TestLake {
    private final String bootstrapServers;
    private final Path directory;
    private final String name;
    private final String streams;
    private Catalog catalog;

    /** @param streams YAML flow mappings, one a line */
    public TestLake(String bootstrapServers, Path directory, String name, String... streams) {
        this.bootstrapServers = bootstrapServers;
        this.directory = directory;
        this.name = name;
        this.streams = String.join("\n", List.of(streams))
                .indent(0)
                .lines()
                .map(line -> "    - " + line)
                .collect(Collectors.joining("\n"));
    }

    public String yaml() {
        return """
            catalog:
              name: firn
              properties:
                type: jdbc
                uri: "jdbc:sqlite:%1$s/catalog.db?journal_mode=WAL&busy_timeout=1000&transaction_mode=IMMEDIATE"
                jdbc.schema-version: V1
                warehouse: "file:%1$s/warehouse"
            kafka:
              bootstrap-servers: "%2$s"
            pipeline:
              name: %3$s
              checkpoint-interval: 1s
              checkpoint-directory: "file:%1$s/checkpoints"
              parallelism: 1
              max-record-size: 200KB
              max-columns: 60
              streams:
            %4$s
            """.formatted(directory, bootstrapServers, name, streams);
    }

    public FirnConfig config() {
        return ConfigLoader.load(List.of(new ConfigSource("test.yaml", yaml())), variable -> null);
    }

    /** A running pipeline; both jobs run when this returns. */
    public Pipeline start() throws InterruptedException {
        return start("");
    }

    /** A running pipeline with a fail point. */
    public Pipeline start(String failPoint) throws InterruptedException {
        Pipeline pipeline = Pipeline.start(config(), failPoint, Clock.systemUTC());
        pipeline.awaitReady();
        return pipeline;
    }

    public void send(String topic, List<String> values) {
        sendBytes(
                topic,
                values.stream()
                        .map(value -> value.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    public void sendBytes(String topic, List<byte[]> values) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", "5", "max.request.size", String.valueOf(20 << 20));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            values.forEach(value -> sent.add(producer.send(new ProducerRecord<>(topic, null, value))));
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Cannot send to " + topic, e);
        }
    }

    public synchronized Catalog catalog() {
        if (catalog == null) {
            catalog = Catalogs.open(config().catalog());
        }
        return catalog;
    }

    public Table table(String table) {
        return catalog().loadTable(TableIdentifier.parse(table));
    }

    public List<Record> rows(String table) {
        Table loaded = table(table);
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> scan = IcebergGenerics.read(loaded).build()) {
            scan.forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** Waits until the table has so many rows. */
    public List<Record> awaitRows(String table, int count) {
        Await.until(
                () -> rows(table).size() >= count,
                () -> table + " has " + rows(table).size() + " of " + count + " rows");
        return rows(table);
    }

    /** Everything committed in the topic. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < end.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    public List<ConsumerRecord<byte[], byte[]>> awaitCommitted(String topic, int count) {
        Await.until(
                () -> committed(topic).size() >= count,
                () -> topic + " has " + committed(topic).size() + " of " + count);
        return committed(topic);
    }

    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
