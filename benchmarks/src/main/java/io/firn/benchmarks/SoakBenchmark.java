package io.firn.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.StreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Kills a random process of a stack that generates events and is maintained eagerly, again and again; then, with {@code
 * --minutes} left out, on the same stack without a generator, compares every table with what the generator has sent.
 */
public final class SoakBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** A commit whose answer was lost counts as absent only after ten minutes. */
    private static final Duration PATIENCE_WITH_UNKNOWN = Duration.ofMinutes(12);

    private static final Duration POLL = Duration.ofSeconds(2);
    private static final List<String> VICTIMS = List.of("broker", "daemon", "generator", "pipeline");
    private static final ObjectMapper JSON = new ObjectMapper();

    private SoakBenchmark() {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments =
                    Arguments.parse(words, Set.of("dir", "supervisor", "minutes", "kill-every-seconds", "seed"));
            Path directory = arguments.path("dir");
            Stack stack = Stack.await(directory, arguments.positive("supervisor"));
            if (arguments.values().containsKey("minutes")) {
                kill(stack, arguments);
                return true;
            }
            return compare(stack);
        }));
    }

    private static void kill(Stack stack, Arguments arguments) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(arguments.positive("minutes")));
        Duration pause = Duration.ofSeconds(arguments.positive("kill-every-seconds"));
        Random random = new Random(arguments.positive("seed"));
        Map<String, Integer> kills = new TreeMap<>();
        while (Instant.now().plus(pause).isBefore(end)) {
            Thread.sleep(pause.toMillis());
            String victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
            ProcessHandle process = stack.processes().get(victim);
            if (process == null) {
                System.out.printf("%s  %s is down already%n", Instant.now(), victim);
            } else {
                process.destroyForcibly();
                kills.merge(victim, 1, Integer::sum);
                System.out.printf("%s  killed %s%n", Instant.now(), victim);
            }
        }
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), end).toMillis()));
        System.out.println("Killed: " + kills);
        System.out.println(Machine.describe());
    }

    private static boolean compare(Stack stack) throws InterruptedException {
        Map<String, Long> expected = expected(stack);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> found;
        try (Closing catalog = new Closing(Catalogs.open(stack.config().catalog()))) {
            do {
                Thread.sleep(POLL.toMillis());
                found = rows(catalog.catalog(), expected.keySet());
            } while (!found.equals(expected) && System.nanoTime() < deadline);
            // Maintenance goes on meanwhile: what it does now must not change a row either.
            Thread.sleep(POLL.multipliedBy(5).toMillis());
            found = rows(catalog.catalog(), expected.keySet());
        }
        for (Map.Entry<String, Long> table : expected.entrySet()) {
            System.out.printf(
                    "%-24s %,10d rows expected, %,10d found%n",
                    table.getKey(), table.getValue(), found.get(table.getKey()));
        }
        return allDecided(stack) && found.equals(expected);
    }

    private static Map<String, Long> expected(Stack stack) {
        Path file = stack.directory().resolve("generator.json");
        try {
            JsonNode topics = JSON.readTree(file.toFile()).path("topics");
            Map<String, Long> rows = new TreeMap<>();
            for (StreamConfig stream : stack.config().pipeline().streams()) {
                rows.put(
                        stream.table(), topics.path(stream.topic()).path("rows").asLong());
            }
            return rows;
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot read what was sent: " + file + ": " + e.getMessage());
        }
    }

    private static Map<String, Long> rows(Catalog catalog, Set<String> tables) {
        Map<String, Long> rows = new TreeMap<>();
        for (String name : tables) {
            Table table = catalog.loadTable(TableIdentifier.parse(name));
            long count = 0;
            try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
                for (Record record : records) {
                    count += record == null ? 0 : 1;
                }
            } catch (IOException e) {
                throw new BenchmarkFailure("Cannot read " + name + ": " + e.getMessage());
            }
            rows.put(name, count);
        }
        return rows;
    }

    /** Waits for runs whose outcome is not known yet, and prints all by operation and outcome. */
    private static boolean allDecided(Stack stack) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_WITH_UNKNOWN.toNanos();
        Map<String, Map<String, Integer>> outcomes = outcomes(stack);
        while (isOpen(outcomes) && System.nanoTime() < deadline) {
            Thread.sleep(POLL.toMillis());
            outcomes = outcomes(stack);
        }
        outcomes.forEach((operation, counts) -> System.out.printf("%-24s %s%n", operation, counts));
        return !isOpen(outcomes);
    }

    private static boolean isOpen(Map<String, Map<String, Integer>> outcomes) {
        return outcomes.values().stream().anyMatch(counts -> counts.containsKey("unknown"));
    }

    private static Map<String, Map<String, Integer>> outcomes(Stack stack) {
        JsonNode runs = stack.get("/api/v1/runs?limit=10000")
                .orElseThrow(() -> new BenchmarkFailure("Cannot read the runs: the daemon does not answer"));
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (JsonNode run : runs) {
            counts.computeIfAbsent(run.path("operation").asText(), any -> new TreeMap<>())
                    .merge(run.path("outcome").asText(), 1, Integer::sum);
        }
        return counts;
    }

    private record Closing(Catalog catalog) implements AutoCloseable {
        @Override
        public void close() {
            if (catalog instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new BenchmarkFailure("Cannot close the catalog: " + e.getMessage());
                }
            }
        }
    }
}
