package io.firn.benchmarks;

import io.firn.lake.catalog.Catalogs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Measures how long an event takes from being sent to Kafka to being in a snapshot that the catalog shows, on a running
 * stack whose configuration has the stream {@code benchmark.latency}. Events of the warm-up count as rows but not as
 * latencies.
 */
public final class LatencyBenchmark {
    private static final String TOPIC = "benchmark.latency";
    private static final TableIdentifier TABLE = TableIdentifier.of("benchmark", "latency");
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Stack stack;
    private final long rate;
    private final Duration warmUp;
    private final Duration measured;

    private LatencyBenchmark(Stack stack, long rate, Duration warmUp, Duration measured) {
        this.stack = stack;
        this.rate = rate;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments =
                    Arguments.parse(words, Set.of("dir", "supervisor", "rate", "warm-up-seconds", "seconds"));
            LatencyBenchmark benchmark = new LatencyBenchmark(
                    Stack.await(arguments.path("dir"), arguments.positive("supervisor")),
                    arguments.positive("rate"),
                    Duration.ofSeconds(arguments.positive("warm-up-seconds")),
                    Duration.ofSeconds(arguments.positive("seconds")));
            return benchmark.run();
        }));
    }

    private boolean run() throws InterruptedException {
        Catalog catalog = Catalogs.open(stack.config().catalog());
        try (CommitFollower follower = new CommitFollower(catalog, TABLE);
                EventSender sender = new EventSender(stack.config().kafka(), TOPIC, PARTITIONS)) {
            follower.start();
            System.out.println(Machine.describe());
            System.out.printf(
                    "Sending %,d events/s for %d s, after %d s of warm-up.%n",
                    rate, measured.toSeconds(), warmUp.toSeconds());
            Instant measuredFrom = send(sender, follower);
            Map<Integer, Long> acknowledged = sender.finish();
            if (follower.await(sender.sent(), PATIENCE).isEmpty()) {
                System.out.printf("No new row for %d s.%n", PATIENCE.toSeconds());
            }
            return report(catalog, follower, measuredFrom, new Arrivals(acknowledged));
        }
    }

    /** The warm-up begins with the first commit: before it the pipeline may still be starting. */
    private Instant send(EventSender sender, CommitFollower follower) {
        long start = System.nanoTime();
        long index = 0;
        while (follower.commits().isEmpty()) {
            sender.sendAtRate(index++, rate, start);
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new BenchmarkFailure(
                        "Cannot measure: no commit to " + TABLE + " within " + PATIENCE.toSeconds() + " s");
            }
        }
        long warmUpEnds = index + rate * warmUp.toSeconds();
        while (index < warmUpEnds) {
            sender.sendAtRate(index++, rate, start);
        }
        Instant measuredFrom = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long end = index + rate * measured.toSeconds();
        while (index < end) {
            sender.sendAtRate(index++, rate, start);
        }
        return measuredFrom;
    }

    private boolean report(Catalog catalog, CommitFollower follower, Instant measuredFrom, Arrivals arrivals) {
        Landed landed = new Landed(catalog.loadTable(TABLE));
        LongStream.Builder millis = LongStream.builder();
        for (Commit commit : follower.commits()) {
            if (!commit.isReplace()) {
                landed.addedBy(commit, row -> {
                    if (!row.sent().isBefore(measuredFrom)) {
                        millis.add(Duration.between(row.sent(), commit.seen()).toMillis());
                    }
                });
            }
        }
        landed.all(arrivals::add);

        Latencies latencies = new Latencies(millis.build().toArray());
        Duration interval = stack.config().pipeline().checkpointInterval();
        boolean within = latencies.percentile(99).compareTo(interval.multipliedBy(2)) <= 0;
        System.out.printf(
                "Event to queryable, %,d events, checkpoint interval %.1f s, seen by a reader that asks every %d ms:%n",
                latencies.count(), interval.toMillis() / 1000.0, CommitFollower.POLL.toMillis());
        System.out.print(latencies.describe(interval));
        System.out.println("p99 within 2 checkpoint intervals: " + (within ? "yes" : "NO"));
        System.out.println(Machine.describe());
        System.out.println("Rows: " + arrivals.describe());
        return arrivals.areComplete();
    }
}
