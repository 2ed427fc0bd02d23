package io.firn.maintenance.run;

import io.firn.maintenance.engine.CommitGate;
import io.firn.maintenance.engine.Failures;
import io.firn.maintenance.engine.LeaseLostException;
import io.firn.maintenance.engine.Progress;
import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Leases;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that is renewed while a run goes on, asked for before each commit as is a cancellation, and given back at the end.
 * With each renewal the ledger learns how far the run is.
 */
final class HeldLease implements CommitGate, AutoCloseable {
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);

    private final Leases leases;
    private final Lease lease;
    private final Cancellation cancellation;
    private final Progress progress = new Progress();
    private final ScheduledFuture<?> renewal;

    HeldLease(Leases leases, Lease lease, Cancellation cancellation, ScheduledExecutorService renewals) {
        this.leases = leases;
        this.lease = lease;
        this.cancellation = cancellation;
        long period = RENEWAL.toMillis();
        this.renewal = renewals.scheduleAtFixedRate(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        try {
            if (!leases.renew(lease, TIME_TO_LIVE, progress::at)) {
                LOG.warn("Cannot renew the lease of {}: it has ended", lease.table());
            }
            cancellation.look();
        } catch (RuntimeException e) {
            // The next renewal may work; the check before the commit decides.
            LOG.warn("Cannot renew the lease of {}: {}", lease.table(), Failures.describe(e));
        }
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** Of the run that holds it. */
    Progress progress() {
        return progress;
    }

    @Override
    public void check() {
        cancellation.check();
        if (!leases.renew(lease, TIME_TO_LIVE)) {
            throw new LeaseLostException(lease.table());
        }
    }

    @Override
    public void close() {
        renewal.cancel(false);
        leases.release(lease);
    }
}
