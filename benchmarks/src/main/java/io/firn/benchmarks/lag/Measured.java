package io.firn.benchmarks.lag;

import io.firn.benchmarks.BenchmarkFailure;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * One round of one candidate.
 *
 * @param requests that its admin client has sent
 * @param wrong answers that are not what was planted
 * @param unknown ages that were not known yet
 */
record Measured(
        String candidate, long millis, long cpuMillis, long brokerCpuMillis, long requests, int wrong, int unknown) {

    /** What was found, before it is compared. */
    record Round<T>(Measured measured, T found) {}

    static <T> Round<T> measure(String candidate, String clientId, BrokerProcess broker, Callable<T> round) {
        try {
            long requests = requests(clientId);
            long cpu = ownCpuMillis();
            long brokerCpu = broker.cpuMillis();
            long start = System.nanoTime();
            T found = round.call();
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new Round<>(
                    new Measured(
                            candidate,
                            millis,
                            ownCpuMillis() - cpu,
                            broker.cpuMillis() - brokerCpu,
                            requests(clientId) - requests,
                            0,
                            0),
                    found);
        } catch (Exception e) {
            throw new BenchmarkFailure("Cannot measure " + candidate + ": " + e);
        }
    }

    Measured judged(int wrongAnswers, int unknownAges) {
        return new Measured(candidate, millis, cpuMillis, brokerCpuMillis, requests, wrongAnswers, unknownAges);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-18s %6.2f s, CPU %6.2f s and the broker's %6.2f s, %,5d requests, %d wrong, %d ages not known yet",
                candidate,
                millis / 1e3,
                cpuMillis / 1e3,
                brokerCpuMillis / 1e3,
                requests,
                wrong,
                unknown);
    }

    private static long ownCpuMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1_000_000
                : 0;
    }

    /** Kafka's clients count them. 0 before the client is there. */
    private static long requests(String clientId) throws JMException {
        ObjectName name = new ObjectName("kafka.admin.client:type=admin-client-metrics,client-id=" + clientId);
        if (!ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
            return 0;
        }
        return ((Number) ManagementFactory.getPlatformMBeanServer().getAttribute(name, "request-total")).longValue();
    }
}
