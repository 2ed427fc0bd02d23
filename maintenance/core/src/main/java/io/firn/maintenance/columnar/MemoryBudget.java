package io.firn.maintenance.columnar;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/** Bytes that all merges of this process may hold at the same time; who wants more than is left waits. */
public final class MemoryBudget {
    private static final long UNIT = 1 << 12;
    private static final int PAGES = 16;
    private static final long LEAST_PAGE_BYTES = 1 << 20;

    private final int units;
    private final Semaphore left;

    public MemoryBudget(long bytes) {
        this.units = Math.max(1, (int) Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.left = new Semaphore(units, true);
    }

    /** At most so many bytes and at most half of the heap: the other half is for everybody else. */
    public static MemoryBudget ofThisProcess(long most) {
        return new MemoryBudget(Math.min(most, Runtime.getRuntime().maxMemory() / 2));
    }

    long bytes() {
        return units * UNIT;
    }

    /**
     * The most that a page may have, uncompressed. A thread holds one as it is read, decoded, encoded and compressed, in arrays
     * that double when they grow: with two threads that is the other half of the heap in the worst case.
     */
    int pageBytes() {
        return (int) Math.min(1 << 30, Math.max(LEAST_PAGE_BYTES, bytes() / PAGES));
    }

    /** Bytes that were taken, until it is closed. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until so many bytes are free; all of them if it is more than all. */
    Reservation reserve(long wanted) {
        int some = (int) Math.min(units, wanted / UNIT + 1);
        try {
            left.acquire(some);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the run was interrupted");
        }
        return () -> left.release(some);
    }

    /** The same if they are free now. */
    Optional<Reservation> tryReserve(long wanted) {
        int some = (int) Math.min(units, wanted / UNIT + 1);
        return left.tryAcquire(some) ? Optional.of(() -> left.release(some)) : Optional.empty();
    }
}
