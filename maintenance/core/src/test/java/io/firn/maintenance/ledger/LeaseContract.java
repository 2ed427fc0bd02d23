package io.firn.maintenance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.RunProgress.Amount;
import io.firn.maintenance.run.AdjustableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What leases, and the progress that is written with them, promise on every database. */
interface LeaseContract {
    Duration MINUTE = Duration.ofMinutes(1);

    DataSource source();

    @Test
    default void aTableHasOneHolderUntilItIsReleasedOrItsTimeIsUp() {
        AdjustableClock clock = new AdjustableClock();
        Leases leases = new Ledger(source(), clock).leases();
        String table = "ns." + UUID.randomUUID();
        Lease first = leases.acquire("firn", table, "first", MINUTE).orElseThrow();
        assertThat(leases.acquire("firn", table, "second", MINUTE)).isEmpty();
        assertThat(leases.acquire("other", table, "second", MINUTE)).isPresent();
        assertThat(leases.holds(first)).isTrue();
        leases.release(first);
        assertThat(leases.holds(first)).isFalse();

        Lease second = leases.acquire("firn", table, "second", MINUTE).orElseThrow();
        assertThat(second.token()).isGreaterThan(first.token());
        clock.advance(MINUTE.multipliedBy(2));
        assertThat(leases.holds(second)).isFalse();
        assertThat(leases.renew(second, MINUTE)).isFalse();
        Lease third = leases.acquire("firn", table, "third", MINUTE).orElseThrow();
        leases.release(second);
        assertThat(leases.holds(third)).as("a late release harms nobody").isTrue();
        assertThat(leases.renew(third, MINUTE)).isTrue();
        assertThat(leases.holder("firn", table))
                .hasValueSatisfying(lease -> assertThat(lease.holder()).isEqualTo("third"));
    }

    @Test
    default void howFarARunIsIsWrittenWithItsLeaseAndStaysWhenItDies() {
        AdjustableClock clock = new AdjustableClock();
        Ledger ledger = new Ledger(source(), clock);
        Run run = LedgerContract.run("ns." + UUID.randomUUID(), Outcome.RUNNING, Instant.ofEpochMilli(1_000));
        ledger.add(run);
        Lease lease =
                ledger.leases().acquire("firn", run.table(), run.id(), MINUTE).orElseThrow();
        RunProgress half = progress(2_000, 20);
        assertThat(ledger.leases().renew(lease, MINUTE, now -> Optional.empty()))
                .isTrue();
        assertThat(ledger.run(run.id())).contains(run);
        assertThat(ledger.leases().renew(lease, MINUTE, now -> Optional.of(half)))
                .isTrue();
        assertThat(ledger.runs(Optional.of(run.table()), 1)).containsExactly(run.withProgress(Optional.of(half)));
        assertThat(ledger.open("firn")).contains(run.withProgress(Optional.of(half)));

        clock.advance(MINUTE.multipliedBy(2));
        RunProgress late = progress(3_000, 30);
        assertThat(ledger.leases().renew(lease, MINUTE, now -> Optional.of(late)))
                .as("it has lost its lease")
                .isFalse();
        assertThat(ledger.run(run.id()).orElseThrow().progress()).contains(half);
    }

    @Test
    default void theLastWordOfARunIsNotFollowedByAnEarlierOne() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        RunProgress whole = progress(3_000, 40);
        Run ended = LedgerContract.run("ns." + UUID.randomUUID(), Outcome.SUCCEEDED, Instant.ofEpochMilli(1_000))
                .withProgress(Optional.of(whole));
        ledger.add(ended);
        Lease lease = ledger.leases()
                .acquire("firn", ended.table(), ended.id(), MINUTE)
                .orElseThrow();

        assertThat(ledger.leases().renew(lease, MINUTE, now -> Optional.of(progress(2_000, 20))))
                .isTrue();

        assertThat(ledger.run(ended.id()).orElseThrow().progress()).contains(whole);
    }

    @Test
    default void ofManyThatReachForALeaseAtOnceOneGetsIt() throws Exception {
        Leases leases = new Ledger(source(), new AdjustableClock()).leases();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                String table = "ns." + UUID.randomUUID();
                List<Callable<Optional<Lease>>> reaches = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String holder = "holder-" + i;
                    reaches.add(() -> leases.acquire("firn", table, holder, MINUTE));
                }
                int winners = 0;
                for (Future<Optional<Lease>> reach : threads.invokeAll(reaches)) {
                    winners += reach.get().isPresent() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Of 40 files, so many of which are done. */
    static RunProgress progress(long millis, long files) {
        return new RunProgress(
                Instant.ofEpochMilli(millis),
                new Amount(files, 40),
                new Amount(files << 30, 40L << 30),
                new Amount(files * 1_000_000_000, 40_000_000_000L));
    }
}
