package io.firn.local.stack;

import java.nio.file.Path;
import java.util.List;

/**
 * What the operator asked for.
 *
 * @param configurations his files, the later ones override the earlier
 * @param rate events a second; 0 for no generator
 */
public record StackRequest(StackDirectory directory, List<Path> configurations, int rate) {
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
