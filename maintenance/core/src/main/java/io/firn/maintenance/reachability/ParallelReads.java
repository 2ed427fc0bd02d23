package io.firn.maintenance.reachability;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Reads many things at once; one that cannot be read ends them all. */
public final class ParallelReads {
    private ParallelReads() {}

    /** The results in the order of the tasks. None of the executor's threads may be waiting for this call. */
    public static <T> List<T> all(Collection<Callable<T>> tasks, ExecutorService threads) {
        List<Future<T>> running = new ArrayList<>();
        try {
            tasks.forEach(task -> running.add(threads.submit(task)));
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot read what a table reaches", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the reading of what a table reaches was interrupted");
        } finally {
            running.forEach(task -> task.cancel(true));
        }
    }
}
