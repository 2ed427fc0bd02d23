package io.firn.local.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorIT {
    private static final int RATE = 2_000;

    @TempDir
    Path directory;

    @Test
    void whatTheBrokerHasIsCountedAndNotSentAgainAfterACrash() throws Exception {
        Path file = directory.resolve("generator.json");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                TrialTopics.prepare(admin);
            }
            run(broker, file);
            GeneratorState first = GeneratorState.read(file, 42);
            // As if the process had died before it wrote anything down.
            GeneratorState.beginning(42).write(file);
            run(broker, file);

            GeneratorState second = GeneratorState.read(file, 42);
            assertThat(second.position()).isGreaterThan(first.position());
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
                for (TrialTopic topic : TrialTopic.values()) {
                    TopicPartition partition = new TopicPartition(topic.topic(), 0);
                    long sent = second.topics().get(topic.topic()).sent();
                    assertThat(consumer.endOffsets(List.of(partition)))
                            .as(topic.topic())
                            .containsEntry(partition, sent);
                }
            }
        }
    }

    @Test
    void recordsOfAFaultAreLabelledWithTheirOffsets() throws Exception {
        Path file = directory.resolve("generator.json");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                TrialTopics.prepare(admin);
            }
            FaultFile.beside(file).write(FaultOrder.parse("new-field"));
            run(broker, file);
            run(broker, file);
            FaultFile.beside(file).clear();
            run(broker, file);

            InjectedFault fault = GeneratorState.read(file, 42).faults().get(0);
            assertThat(fault.goesOn()).isFalse();
            List<Long> offsets = new ArrayList<>();
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
                TopicPartition partition = new TopicPartition("trial.adverse-events", 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                        if (new String(record.value(), StandardCharsets.UTF_8).contains("AEOUT")) {
                            offsets.add(record.offset());
                        }
                    });
                }
            }
            assertThat(offsets).hasSizeGreaterThan(5);
            assertThat(fault.touched())
                    .containsOnly(Map.entry(
                            "trial.adverse-events/0",
                            new OffsetSpan(offsets.get(0), offsets.get(offsets.size() - 1), offsets.size())));
        }
    }

    /** Until it has sent something for the first time. */
    private static void run(EmbeddedBroker broker, Path file) throws Exception {
        SentPositions sent;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            sent = SentPositions.read(consumer);
        }
        List<String> begun = new ArrayList<>();
        CountDownLatch stop = new CountDownLatch(1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            GeneratorState before = GeneratorState.read(file, 42);
            FaultWatch faults = new FaultWatch(FaultFile.beside(file), begun::add);
            Clock fast = new FastClock(Duration.ofMillis(400));
            new Generator(producer, sent, before, file, faults, RATE, new Season(Duration.ZERO), fast).run(stop, () -> {
                begun.add("begun");
                stop.countDown();
            });
        }
        assertThat(begun).contains("begun");
    }

    private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedBroker broker) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
