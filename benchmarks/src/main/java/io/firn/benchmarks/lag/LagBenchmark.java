package io.firn.benchmarks.lag;

import io.firn.benchmarks.Arguments;
import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Exit;
import io.firn.benchmarks.Machine;
import io.firn.benchmarks.Medians;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.LagConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.metrics.lag.GroupLag;
import io.firn.metrics.lag.LagCollector;
import io.firn.metrics.lag.LagView;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Rounds of lag over many groups and partitions, in records and seconds, beside asking for one group after the other, in
 * records only. Both must find exactly the records that were planted; Firn's ages may be off by a second or 6 %.
 */
public final class LagBenchmark {
    private static final String FIRN = "Firn";
    private static final String PEER = "One group a time";
    private static final String FIRN_CLIENT = "firn-lag";
    private static final String PEER_CLIENT = "one-group-at-a-time";
    private static final double AGE_OFF = 0.06;
    private static final long AGE_OFF_MILLIS = 1_100;
    private static final int MOST_SERIES = 10_000;

    private LagBenchmark() {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments =
                    Arguments.parse(words, Set.of("dir", "broker", "groups", "topics", "partitions", "rounds"));
            Path directory = arguments.path("dir");
            try (BrokerProcess broker = BrokerProcess.start(arguments.path("broker"), directory.resolve("broker"))) {
                return compare(arguments, broker);
            } catch (IOException | ExecutionException e) {
                throw new BenchmarkFailure("Cannot measure: " + e);
            }
        }));
    }

    private static boolean compare(Arguments arguments, BrokerProcess broker)
            throws IOException, ExecutionException, InterruptedException {
        int groups = Math.toIntExact(arguments.positive("groups"));
        int topics = Math.toIntExact(arguments.positive("topics"));
        int partitions = Math.toIntExact(arguments.positive("partitions"));
        try (Admin admin = admin(broker, "plant");
                Admin peer = admin(broker, PEER_CLIENT);
                LagCollector collector = collector(broker)) {
            PlantedLag planted = new PlantedLag(admin, broker.bootstrapServers(), groups, topics, partitions);
            long start = System.nanoTime();
            planted.plant(Instant.now());
            System.out.printf(
                    Locale.ROOT,
                    "%,d groups, each with %,d partitions of %d topics; planted in %d s.%n",
                    groups,
                    planted.partitions().size(),
                    topics,
                    (System.nanoTime() - start) / 1_000_000_000);
            Map<String, List<Measured>> measured = new LinkedHashMap<>();
            for (long round = 0; round < arguments.positive("rounds"); round++) {
                if (round > 0) {
                    planted.goOn(Instant.now());
                }
                for (Measured one :
                        List.of(firn(collector, broker, planted, groups), peer(peer, broker, planted, groups))) {
                    System.out.println(one);
                    measured.computeIfAbsent(one.candidate(), any -> new ArrayList<>())
                            .add(one);
                }
            }
            measured.forEach(LagBenchmark::describe);
            System.gc();
            System.out.printf(
                    Locale.ROOT,
                    "Heap in use by all of this: %d MB; the broker's peak: %,d MB resident.%n",
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                    broker.peakMegabytes());
            System.out.println(Machine.describe());
            Measured last = measured.getOrDefault(FIRN, List.of())
                    .get(measured.getOrDefault(FIRN, List.of()).size() - 1);
            return last.unknown() == 0
                    && measured.values().stream().flatMap(List::stream).allMatch(one -> one.wrong() == 0);
        }
    }

    private static Measured firn(LagCollector collector, BrokerProcess broker, PlantedLag planted, int groups) {
        Measured.Round<LagView> round = Measured.measure(FIRN, FIRN_CLIENT, broker, collector::collect);
        LagView view = round.found();
        int wrong = 0;
        int unknown = 0;
        for (GroupLag lag : view.groups()) {
            int group = Integer.parseInt(lag.group().substring(PlantedLag.GROUPS.length()));
            PlantedLag.Expected expected = planted.expected(group, lag.topic(), view.takenAt());
            boolean isRight = lag.records() == expected.records()
                    && lag.age()
                            .map(age -> isNear(age.toMillis(), expected.ageMillis()))
                            .orElse(true);
            wrong += isRight ? 0 : 1;
            unknown += lag.age().isEmpty() ? 1 : 0;
        }
        long topics = planted.partitions().stream()
                .map(partition -> partition.topic())
                .distinct()
                .count();
        wrong += Math.abs(Math.toIntExact(groups * topics) - view.groups().size());
        return round.measured().judged(wrong, unknown);
    }

    private static boolean isNear(long found, long expected) {
        return Math.abs(found - expected) <= Math.max(AGE_OFF_MILLIS, (long) (expected * AGE_OFF));
    }

    private static Measured peer(Admin admin, BrokerProcess broker, PlantedLag planted, int groups) {
        Measured.Round<Map<String, Long>> round =
                Measured.measure(PEER, PEER_CLIENT, broker, () -> new OneGroupAtATime(admin).collect(groups));
        int wrong = 0;
        for (int group = 0; group < groups; group++) {
            wrong += round.found().getOrDefault(PlantedLag.name(group), -1L) == planted.records(group) ? 0 : 1;
        }
        return round.measured().judged(wrong, 0);
    }

    private static void describe(String name, List<Measured> rounds) {
        List<Measured> warm = rounds.size() > 1 ? rounds.subList(1, rounds.size()) : rounds;
        System.out.printf(
                Locale.ROOT,
                "%-18s first round %.2f s; medians of the others: %.2f s, CPU %.2f s and the broker's %.2f s, %,d requests%n",
                name,
                rounds.get(0).millis() / 1e3,
                Medians.of(warm, Measured::millis) / 1e3,
                Medians.of(warm, Measured::cpuMillis) / 1e3,
                Medians.of(warm, Measured::brokerCpuMillis) / 1e3,
                Medians.of(warm, Measured::requests));
    }

    private static LagCollector collector(BrokerProcess broker) {
        return new LagCollector(
                new KafkaConfig(broker.bootstrapServers(), Map.of()),
                new PipelineConfig(
                        "none",
                        Duration.ofSeconds(10),
                        URI.create("file:/unused"),
                        1,
                        DataSize.megabytes(1),
                        100,
                        Map.of(),
                        List.of()),
                new LagConfig(Duration.ofSeconds(10), List.of(PlantedLag.GROUPS + "*")),
                Duration.ofSeconds(60),
                MOST_SERIES,
                Clock.systemUTC(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> true);
    }

    private static Admin admin(BrokerProcess broker, String clientId) {
        return Admin.create(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "client.id",
                clientId,
                "request.timeout.ms",
                "120000",
                "default.api.timeout.ms",
                "240000"));
    }
}
