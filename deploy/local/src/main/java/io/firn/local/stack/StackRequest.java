package io.firn.local.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the operator asked for.
 *
 * @param configurations his files, the later ones override the earlier
 * @param rate events a second; 0 for no generator
 * @param day in which the rate goes up and down once; zero for a steady rate
 * @param monitoring what watches the stack, where that is wanted
 */
public record StackRequest(
        StackDirectory directory,
        List<Path> configurations,
        int rate,
        Duration day,
        Optional<MonitoringSetup> monitoring) {
    public StackRequest {
        configurations = List.copyOf(configurations);
        if (rate < 0) {
            throw new IllegalArgumentException("Cannot generate " + rate + " events a second");
        }
    }

    boolean wantsGenerator() {
        return rate > 0;
    }
}
