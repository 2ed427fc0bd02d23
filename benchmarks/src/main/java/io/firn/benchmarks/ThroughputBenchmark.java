package io.firn.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.lake.catalog.Catalogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Measures how fast the pipeline works off a full topic. {@code --events N} fills it, on a stack that does not read it
 * yet; without that option, on a stack started anew with the stream {@code benchmark.throughput}, the time until all of
 * them are in the table is taken.
 */
public final class ThroughputBenchmark {
    private static final String TOPIC = "benchmark.throughput";
    private static final TableIdentifier TABLE = TableIdentifier.of("benchmark", "throughput");
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was sent, kept in a file between the two stacks. */
    record Sent(Map<Integer, Long> partitions, long bytes) {
        long events() {
            return partitions.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private ThroughputBenchmark() {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments = Arguments.parse(words, Set.of("dir", "supervisor", "events"));
            Path directory = arguments.path("dir");
            Stack stack = Stack.await(directory, arguments.positive("supervisor"));
            Path file = directory.resolve("sent.json");
            try {
                if (arguments.values().containsKey("events")) {
                    JSON.writeValue(file.toFile(), fill(stack, arguments.positive("events")));
                    return true;
                }
                return measure(stack, JSON.readValue(file.toFile(), Sent.class));
            } catch (IOException e) {
                throw new BenchmarkFailure("Cannot use " + file + ": " + e);
            }
        }));
    }

    private static Sent fill(Stack stack, long events) throws InterruptedException {
        try (EventSender sender = new EventSender(stack.config().kafka(), TOPIC, PARTITIONS)) {
            for (long i = 0; i < events; i++) {
                sender.send();
            }
            Sent sent = new Sent(sender.finish(), sender.bytes());
            System.out.printf(
                    "Sent %,d events of %d bytes on average to %d partitions.%n",
                    sent.events(), sent.bytes() / sent.events(), PARTITIONS);
            return sent;
        }
    }

    private static boolean measure(Stack stack, Sent sent) throws InterruptedException {
        ProcessHandle pipeline = stack.pipeline();
        Instant started = pipeline.info().startInstant().orElseThrow();
        Catalog catalog = Catalogs.open(stack.config().catalog());
        try (CommitFollower follower = new CommitFollower(catalog, TABLE)) {
            follower.start();
            boolean arrived = follower.await(sent.events(), PATIENCE).isPresent();
            Duration cpu = pipeline.info().totalCpuDuration().orElse(Duration.ZERO);
            boolean restarted = !stack.pipeline().equals(pipeline);

            if (arrived) {
                Commit last = follower.firstWith(sent.events()).orElseThrow();
                Commit first = follower.firstWith(1).orElseThrow();
                rate(
                        "from the start of the pipeline's JVM",
                        sent,
                        sent.events(),
                        Duration.between(started, last.seen()));
                rate(
                        "from the first commit with rows to the last",
                        sent,
                        sent.events() - first.totalRecords(),
                        Duration.between(first.seen(), last.seen()));
                System.out.printf(
                        "  CPU of the pipeline's JVM: %.1f s, %.1f us an event%n",
                        cpu.toMillis() / 1e3, cpu.toNanos() / 1e3 / sent.events());
            } else {
                System.out.printf("No new row for %d s.%n", PATIENCE.toSeconds());
            }
            if (restarted) {
                System.out.println("The pipeline was restarted meanwhile: the figures are not its own.");
            }
            System.out.println(Machine.describe());
            Arrivals arrivals = new Arrivals(sent.partitions());
            new Landed(catalog.loadTable(TABLE)).all(arrivals::add);
            System.out.println("Rows: " + arrivals.describe());
            return arrivals.areComplete() && !restarted;
        }
    }

    private static void rate(String from, Sent sent, long rows, Duration time) {
        double seconds = Math.max(1, time.toMillis()) / 1000.0;
        double megabytes = (double) sent.bytes() / sent.events() * rows / 1e6;
        System.out.printf(
                "  %,.0f rows/s, %.1f MB/s: %,d rows in %.1f s, %s%n",
                rows / seconds, megabytes / seconds, rows, seconds, from);
    }
}
