package io.firn.local.supervise;

import java.time.Duration;
import java.util.List;

/**
 * A process to run.
 *
 * @param stopWithin how long it may take to end after SIGTERM before it is killed
 */
public record ChildSpec(String name, List<String> command, Readiness readiness, Duration stopWithin) {
    public ChildSpec {
        command = List.copyOf(command);
    }
}
