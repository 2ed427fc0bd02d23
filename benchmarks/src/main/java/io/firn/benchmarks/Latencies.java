package io.firn.benchmarks;

import java.time.Duration;
import java.util.Arrays;

/** Latencies in milliseconds, ascending. */
@SuppressWarnings("ArrayRecordComponent") // Millions of them.
record Latencies(long[] millis) {
    Latencies {
        if (millis.length == 0) {
            throw new BenchmarkFailure("Cannot measure: no event of the measured time arrived");
        }
        millis = millis.clone();
        Arrays.sort(millis);
    }

    /** The smallest latency that at least {@code percent} of all events did not exceed (nearest rank). */
    Duration percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * millis.length);
        return Duration.ofMillis(millis[Math.max(rank, 1) - 1]);
    }

    int count() {
        return millis.length;
    }

    String describe(Duration interval) {
        StringBuilder text = new StringBuilder("           seconds  checkpoint intervals\n");
        row(text, "p50", percentile(50), interval);
        row(text, "p95", percentile(95), interval);
        row(text, "p99", percentile(99), interval);
        row(text, "max", percentile(100), interval);
        return text.toString();
    }

    private static void row(StringBuilder text, String name, Duration latency, Duration interval) {
        text.append("  %s  %12.3f  %20.2f%n"
                .formatted(name, latency.toMillis() / 1000.0, (double) latency.toMillis() / interval.toMillis()));
    }
}
