package io.firn.maintenance.columnar;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** Work that other threads do meanwhile. Once closed, none of it goes on. For one thread. */
final class Tasks<T> implements AutoCloseable {
    private final ExecutorService threads;
    private final BooleanSupplier stopped;
    private final Deque<Future<T>> running = new ArrayDeque<>();
    private volatile boolean closed;

    /** A part of the work; ends early once what it is given says so. */
    interface Task<T> {
        T run(BooleanSupplier stopped);
    }

    Tasks(ExecutorService threads, BooleanSupplier stopped) {
        this.threads = threads;
        this.stopped = stopped;
    }

    /** Takes a result, which may be written. */
    interface Sink<T> {
        void take(int ordinal, T result) throws IOException;
    }

    /** Makes the work of each ordinal from 0 on, and adds as many before their turn as {@code ahead} says. */
    static <T> void inOrder(
            int count,
            int ahead,
            ExecutorService threads,
            BooleanSupplier stopped,
            IntFunction<Task<T>> task,
            Sink<T> results)
            throws IOException {
        try (Tasks<T> tasks = new Tasks<>(threads, stopped)) {
            int submitted = 0;
            for (int i = 0; i < count; i++) {
                for (; submitted < Math.min(count, i + ahead); submitted++) {
                    tasks.submit(task.apply(submitted));
                }
                results.take(i, tasks.next());
            }
        }
    }

    /** Adds some work whose result is asked for in turn. */
    void submit(Task<T> task) {
        running.add(submitted(task));
    }

    /** Adds some work whose result is asked for by what is returned. */
    Future<T> start(Task<T> task) {
        Future<T> submitted = submitted(task);
        running.add(submitted);
        return submitted;
    }

    private Future<T> submitted(Task<T> task) {
        try {
            return threads.submit(() -> {
                if (isStopped()) {
                    throw new CancellationException("the run was interrupted");
                }
                return task.run(this::isStopped);
            });
        } catch (RejectedExecutionException e) {
            throw new CancellationException("the threads have been stopped");
        }
    }

    private boolean isStopped() {
        return closed || stopped.getAsBoolean();
    }

    /** Whether the results of all that have not been asked for are there. */
    boolean areDone() {
        return running.stream().allMatch(Future::isDone);
    }

    /** The result of the oldest that has not been asked for; throws what that threw. */
    T next() {
        return result(running.element());
    }

    /** The result of one that has not been asked for; throws what it threw. */
    T result(Future<T> submitted) {
        try {
            T result = submitted.get();
            running.removeIf(other -> other == submitted);
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the run was interrupted");
        } catch (ExecutionException e) {
            running.removeIf(other -> other == submitted);
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("Cannot happen: a task throws nothing that is checked", e);
        }
    }

    /** Waits for what runs: it holds memory that others may be waiting for. */
    @Override
    public void close() {
        closed = true;
        boolean isInterrupted = Thread.interrupted();
        while (!running.isEmpty()) {
            try {
                running.element().get();
                running.remove();
            } catch (InterruptedException e) {
                isInterrupted = true;
            } catch (ExecutionException e) {
                running.remove(); // Something else has failed before, or it was told to end.
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
