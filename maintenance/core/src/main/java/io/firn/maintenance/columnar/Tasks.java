package io.firn.maintenance.columnar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/** Work that other threads do meanwhile, its results taken in order. Once closed, none of it goes on. For one thread. */
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

    void submit(Task<T> task) {
        try {
            running.add(threads.submit(() -> {
                if (isStopped()) {
                    throw new CancellationException("the run was interrupted");
                }
                return task.run(this::isStopped);
            }));
        } catch (RejectedExecutionException e) {
            throw new CancellationException("the threads have been stopped");
        }
    }

    private boolean isStopped() {
        return closed || stopped.getAsBoolean();
    }

    /** The result of the oldest that has not been asked for; throws what that threw. */
    T next() {
        Future<T> next = running.remove();
        try {
            return next.get();
        } catch (InterruptedException e) {
            running.addFirst(next);
            Thread.currentThread().interrupt();
            throw new CancellationException("the run was interrupted");
        } catch (ExecutionException e) {
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
