package io.firn.daemon.schedule;

import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations that wait and run: a few tables at a time, one operation of a table at a time, in the order in which they
 * came. Work that waits or runs already is not taken a second time.
 */
public final class RunQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);
    private static final int TICKETS_KEPT = 1_000;
    private static final Duration LAST_CHANCE = Duration.ofSeconds(6);

    private final Execution execution;
    private final Clock clock;
    private final ExecutorService executor;
    private final Map<TableIdentifier, Deque<Work>> waiting = new HashMap<>();
    private final Map<TableIdentifier, Work> running = new HashMap<>();
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    /** Runs an operation to its end. */
    @FunctionalInterface
    public interface Execution {
        Run run(TableIdentifier table, Operation operation, Trigger trigger);
    }

    private record Work(String ticket, TableIdentifier table, Operation operation, Trigger trigger) {}

    public RunQueue(int concurrency, Execution execution, Clock clock) {
        this.execution = execution;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(
                concurrency, work -> new Thread(work, "maintenance-" + number.incrementAndGet()));
    }

    /** Whether anything of the table waits or runs. */
    public synchronized boolean isBusy(TableIdentifier table) {
        return running.containsKey(table) || waiting.containsKey(table);
    }

    /** Takes an operation, or says where the same one that waits or runs already has got to. */
    public synchronized Ticket offer(TableIdentifier table, Operation operation, Trigger trigger) {
        Optional<Work> same = find(table, operation);
        if (same.isPresent()) {
            return tickets.getOrDefault(same.get().ticket(), ticket(same.get(), Ticket.State.QUEUED));
        }
        Work work = new Work(UUID.randomUUID().toString(), table, operation, trigger);
        Ticket ticket = ticket(work, Ticket.State.QUEUED);
        tickets.put(ticket.id(), ticket);
        forgetOldTickets();
        waiting.computeIfAbsent(table, any -> new ArrayDeque<>()).add(work);
        startNext(table);
        return ticket;
    }

    public synchronized Optional<Ticket> ticket(String id) {
        return Optional.ofNullable(tickets.get(id));
    }

    /** Takes nothing more, waits a moment for what runs, then interrupts it: the next start resolves it. */
    @Override
    public void close() {
        synchronized (this) {
            waiting.clear();
        }
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_CHANCE.toSeconds(), TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Work> find(TableIdentifier table, Operation operation) {
        Work now = running.get(table);
        if (now != null && now.operation() == operation) {
            return Optional.of(now);
        }
        return waiting.getOrDefault(table, new ArrayDeque<>()).stream()
                .filter(work -> work.operation() == operation)
                .findFirst();
    }

    private synchronized void startNext(TableIdentifier table) {
        Deque<Work> queue = waiting.get(table);
        if (running.containsKey(table) || queue == null) {
            return;
        }
        Work next = queue.remove();
        if (queue.isEmpty()) {
            waiting.remove(table);
        }
        running.put(table, next);
        try {
            executor.execute(() -> execute(next));
        } catch (RejectedExecutionException e) {
            // The daemon is stopping.
            running.remove(table);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // One table's failure must not end the thread that serves the others.
    private void execute(Work work) {
        set(ticket(work, Ticket.State.RUNNING));
        Ticket end;
        try {
            Run run = execution.run(work.table(), work.operation(), work.trigger());
            end = ticket(work, Ticket.State.FINISHED).with(run);
        } catch (RuntimeException e) {
            if (executor.isShutdown()) {
                LOG.warn(
                        "{} of {} is cut off by the stop; the next start finds out what became of it",
                        work.operation().id(),
                        work.table());
            } else {
                LOG.error("Cannot run {} on {}", work.operation().id(), work.table(), e);
            }
            end = ticket(work, Ticket.State.FINISHED);
        }
        synchronized (this) {
            set(end);
            running.remove(work.table());
            startNext(work.table());
        }
    }

    private synchronized void set(Ticket ticket) {
        tickets.put(ticket.id(), ticket);
    }

    private Ticket ticket(Work work, Ticket.State state) {
        Ticket known = tickets.get(work.ticket());
        Instant requested = known == null ? clock.instant() : known.requested();
        return new Ticket(work.ticket(), work.table(), work.operation(), state, requested, Optional.empty());
    }

    private void forgetOldTickets() {
        var oldest = tickets.values().iterator();
        while (tickets.size() > TICKETS_KEPT && oldest.hasNext()) {
            if (oldest.next().state() == Ticket.State.FINISHED) {
                oldest.remove();
            }
        }
    }
}
