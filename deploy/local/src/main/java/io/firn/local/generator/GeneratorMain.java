package io.firn.local.generator;

import io.firn.lake.config.Durations;
import io.firn.lake.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends made-up events of clinical trials to Kafka until it is told to stop, and goes on where it was when started again,
 * without sending an event twice. Sends faulty ones on order, see {@link FaultFile}. Prints {@code READY} once the broker
 * has taken the first ones.
 */
@Command(name = "generator", mixinStandardHelpOptions = true, description = "Sends made-up clinical-trial events.")
public final class GeneratorMain implements Callable<Integer> {
    private static final long STOP_WITHIN_MILLIS = 1_800;

    @Option(names = "--kafka", required = true, description = "Kafka's address.")
    private String kafka = "";

    @Option(names = "--state", required = true, description = "The file that says how far it is.")
    private Path state = Path.of("generator.json");

    @Option(names = "--rate", defaultValue = "200", description = "Events a second.")
    private int rate;

    @Option(
            names = "--day",
            defaultValue = "0s",
            description = "The rate goes up and down, as by day and night, once in so long: 24h, 10m. 0s: it does not.")
    private Duration day = Duration.ZERO;

    @Option(names = "--seed", defaultValue = "42", description = "Which sequence of events, when it begins anew.")
    private long seed;

    private final CountDownLatch stop = new CountDownLatch(1);

    private GeneratorMain() {}

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        GeneratorMain generator = new GeneratorMain();
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> generator.stop(main), "generator-stop"));
        int code = new CommandLine(generator)
                .registerConverter(Duration.class, Durations::parse)
                .execute(arguments);
        if (generator.stop.getCount() > 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException, IOException {
        GeneratorState before = GeneratorState.read(state, seed);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            TrialTopics.prepare(admin);
        }
        SentPositions sent;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "enable.auto.commit", false, "enable.metrics.push", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            sent = SentPositions.read(consumer);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka,
                        "compression.type",
                        "lz4",
                        "linger.ms",
                        5,
                        "buffer.memory",
                        8L << 20,
                        // A broker that is away is waited for.
                        "delivery.timeout.ms",
                        Integer.MAX_VALUE,
                        "max.block.ms",
                        Integer.MAX_VALUE),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            FaultWatch faults = new FaultWatch(FaultFile.beside(state), System.out::println);
            Season season = new Season(day);
            new Generator(producer, sent, before, state, faults, rate, season, Clock.systemUTC())
                    .run(stop, () -> System.out.println("READY"));
        }
        return 0;
    }

    private void stop(Thread main) {
        stop.countDown();
        try {
            main.join(STOP_WITHIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
