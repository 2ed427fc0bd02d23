package io.firn.maintenance.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.ledger.RunProgress.Amount;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeldLeaseTest {
    private final AdjustableClock clock = new AdjustableClock();
    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:held-lease", "", "");
    private final Ledger ledger = new Ledger(pool, clock);
    private final HandTurned renewals = new HandTurned();

    /** Does what is scheduled when the test says so. */
    private static final class HandTurned extends ScheduledThreadPoolExecutor {
        private final List<Runnable> scheduled = new ArrayList<>();

        HandTurned() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
            scheduled.add(task);
            return super.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
        }
    }

    @AfterEach
    void close() {
        renewals.shutdownNow();
        pool.dispose();
    }

    @Test
    void eachRenewalTellsTheLedgerHowFarTheRunIs() {
        Run run = new RunRecord("run", "firn", "ns.t", Operation.COMPACTION, Trigger.REQUEST, clock.instant())
                .running("because", Optional.empty());
        ledger.add(run);
        Lease lease = ledger.leases()
                .acquire("firn", "ns.t", "run", HeldLease.TIME_TO_LIVE)
                .orElseThrow();
        try (HeldLease held =
                new HeldLease(ledger.leases(), lease, new Cancellation("run", ledger.cancellations()), renewals)) {
            renewals.scheduled.forEach(Runnable::run);
            assertThat(ledger.run("run").orElseThrow().progress())
                    .as("nobody knows yet how much there is to do")
                    .isEmpty();
            held.progress().expect(2, 200, 20);
            held.progress().done(1, 100, 10);
            clock.advance(Duration.ofSeconds(45));
            renewals.scheduled.forEach(Runnable::run);
            assertThat(ledger.run("run").orElseThrow().progress()).hasValueSatisfying(progress -> {
                assertThat(progress.at()).isAfter(run.started().plusSeconds(44));
                assertThat(progress.files()).isEqualTo(new Amount(1, 2));
                assertThat(progress.bytes()).isEqualTo(new Amount(100, 200));
                assertThat(progress.rows()).isEqualTo(new Amount(10, 20));
            });
            clock.advance(Duration.ofSeconds(45));
            held.check(); // Throws where the renewal did not lengthen the lease.
        }
    }
}
