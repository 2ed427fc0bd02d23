package io.firn.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Locale;

/** What ran besides a benchmark decides what its figures are worth. */
public final class Machine {
    private Machine() {}

    /** The load average counts this benchmark too: about the number of busy threads, over the last minute. */
    public static String describe() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "Machine: %d cores, load average %.1f.",
                system.getAvailableProcessors(),
                system.getSystemLoadAverage());
    }
}
