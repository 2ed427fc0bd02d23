package io.firn.daemon.slo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A periodic task that goes on after an error: a scheduler would drop it, and nobody would hear of that. */
public record SteadyTask(String name, Runnable task) implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyTask.class);

    @Override
    public void run() {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("Cannot {}; it is tried again", name, e);
        }
    }
}
