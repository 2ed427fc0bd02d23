package io.firn.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps that were started, each with a name, to be stopped in reverse. One that fails to stop does not keep the others. */
final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Deque<Step> started = new ArrayDeque<>();

    private record Step(String name, AutoCloseable stop) {}

    /** Remembers how to stop what has just been started. */
    synchronized <T extends AutoCloseable> T started(String name, T step) {
        LOG.debug("Started {}", name);
        started.push(new Step(name, step));
        return step;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked")
    public synchronized void close() {
        while (!started.isEmpty()) {
            Step step = started.pop();
            try {
                step.stop().close();
                LOG.debug("Stopped {}", step.name());
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                LOG.warn("Cannot stop {}: {}", step.name(), e.getMessage());
            }
        }
    }
}
