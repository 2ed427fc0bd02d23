package io.firn.maintenance.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** What maintenance runs on: groups of files, the columns of a merge, and the renewal of leases. None keeps the process alive. */
record MaintenanceThreads(ExecutorService rewrites, ExecutorService columns, ScheduledExecutorService renewals)
        implements AutoCloseable {

    /** @param concurrency operations that run at the same time */
    static MaintenanceThreads start(int concurrency) {
        return new MaintenanceThreads(
                Executors.newFixedThreadPool(concurrency, daemons("firn-rewrite-")),
                Executors.newFixedThreadPool(concurrency, daemons("firn-column-")),
                Executors.newSingleThreadScheduledExecutor(daemons("firn-lease-")));
    }

    @Override
    public void close() {
        rewrites.shutdown(); // Not shutdownNow: a run waits for what it has submitted.
        columns.shutdown();
        renewals.shutdownNow();
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
