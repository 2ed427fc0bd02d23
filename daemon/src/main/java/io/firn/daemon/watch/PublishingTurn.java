package io.firn.daemon.watch;

import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Leases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which of several replicas shows what all of them know, so that nothing is there twice: the one that holds a lease in their
 * database. The others know the same and go on when the lease ends. While the database does not answer it stays as it was:
 * nobody else can take the lease then.
 */
public final class PublishingTurn implements AutoCloseable {
    /** In the place of a table's name, which has a namespace. */
    public static final String LEASE = "metrics";

    private final Leases leases;
    private final String catalog;
    private final String replica;
    private final Duration timeToLive;
    private final Clock clock;
    private Optional<Lease> lease = Optional.empty();
    private Instant nextAsked = Instant.MIN;
    private volatile Instant until = Instant.MIN;

    /** @param replica a name that no other process has */
    public PublishingTurn(Leases leases, String catalog, String replica, Duration timeToLive, Clock clock) {
        this.leases = leases;
        this.catalog = catalog;
        this.replica = replica;
        this.timeToLive = timeToLive;
        this.clock = clock;
    }

    /** Whether this replica shows them now; asks nobody. */
    public boolean isMine() {
        return clock.instant().isBefore(until);
    }

    /** Takes or lengthens the lease, three times within its time to live at most. To be called often. */
    public synchronized void keep() {
        Instant now = clock.instant();
        if (now.isBefore(nextAsked)) {
            return;
        }
        nextAsked = now.plus(timeToLive.dividedBy(3));
        try {
            lease = lease.filter(held -> leases.renew(held, timeToLive))
                    .or(() -> leases.acquire(catalog, LEASE, replica, timeToLive));
        } catch (RuntimeException e) {
            // The database is watched elsewhere.
        }
        until = lease.isPresent() ? now.plus(timeToLive) : Instant.MIN;
    }

    /** Lets another replica go on at once. */
    @Override
    public synchronized void close() {
        until = Instant.MIN;
        lease.ifPresent(leases::release);
        lease = Optional.empty();
    }
}
