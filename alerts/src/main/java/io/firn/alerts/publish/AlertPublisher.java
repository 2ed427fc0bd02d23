package io.firn.alerts.publish;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Keeps what the daemon finds in its database and has every receiver told: when it begins, again while it is so where the
 * receiver forgets, and when it ends. What is told is told at least once, by one replica at a time.
 */
public final class AlertPublisher implements AutoCloseable {
    private final Outbox outbox;
    private final List<Receiver> receivers;
    private final List<Courier> couriers;
    private final BooleanSupplier turn;
    private final Clock clock;
    private boolean adopted;

    /**
     * Creates the tables of the outbox if they are missing.
     *
     * @param turn whether this process is the one of several that keeps and tells
     * @param attempts is told how each attempt to tell a receiver ended
     */
    public AlertPublisher(
            DataSource database,
            String catalog,
            List<Receiver> receivers,
            BooleanSupplier turn,
            BiConsumer<String, Answer> attempts,
            Clock clock) {
        this.receivers = List.copyOf(receivers);
        this.outbox = new Outbox(
                database, catalog, receivers.stream().map(Receiver::name).toList());
        this.couriers = receivers.stream()
                .map(receiver -> new Courier(receiver, outbox, turn, attempts, clock))
                .toList();
        this.turn = turn;
        this.clock = clock;
    }

    /**
     * Keeps what is seen. Does nothing where it is another replica's turn.
     *
     * @param seen by source; what a source sees no more has ended, and of a source that is not among them nothing is known
     * @throws IllegalStateException if the database cannot be asked
     */
    public synchronized void see(Map<String, List<Finding>> seen) {
        if (!turn.getAsBoolean()) {
            adopted = false;
            return;
        }
        if (!adopted) {
            outbox.adopt(clock.instant());
            adopted = true;
        }
        outbox.see(seen, clock.instant());
    }

    /** For each receiver what tells it: to be run again and again, each by one thread at a time. */
    public List<Runnable> couriers() {
        return List.copyOf(couriers);
    }

    /** Open ones first, then those that ended within the last day, the newest first; the same on every replica. */
    public List<Told> findings() {
        Instant from = clock.instant().minus(Outbox.KEPT);
        return outbox.findings().stream()
                .filter(told -> told.ended().map(from::isBefore).orElse(true))
                .toList();
    }

    /** By receiver, since when something waits for it; not of those for which nothing does. */
    public Map<String, Instant> undelivered() {
        return outbox.undelivered();
    }

    @Override
    public void close() {
        receivers.forEach(Receiver::close);
    }
}
