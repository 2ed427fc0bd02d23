package io.firn.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunQueueTest {
    private static final TableIdentifier A = TableIdentifier.of("db", "a");
    private static final TableIdentifier B = TableIdentifier.of("db", "b");

    private final LinkedBlockingQueue<String> begun = new LinkedBlockingQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);

    @Test
    void oneTableRunsOneOperationAtATimeAndOthersRunBeside() throws InterruptedException {
        try (RunQueue queue = new RunQueue(2, this::run, Clock.systemUTC())) {
            queue.offer(A, Operation.COMPACTION, Trigger.THRESHOLD);
            Ticket second = queue.offer(A, Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);
            queue.offer(B, Operation.COMPACTION, Trigger.THRESHOLD);
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("db.a compaction", "db.b compaction");
            assertThat(queue.ticket(second.id()).map(Ticket::state)).contains(Ticket.State.QUEUED);
            assertThat(queue.isBusy(A)).isTrue();
            open.countDown();
            assertThat(next()).isEqualTo("db.a snapshot-expiry");
        }
    }

    @Test
    void workThatWaitsAlreadyIsNotTakenTwice() throws InterruptedException {
        try (RunQueue queue = new RunQueue(1, this::run, Clock.systemUTC())) {
            Ticket first = queue.offer(A, Operation.COMPACTION, Trigger.THRESHOLD);
            next();
            assertThat(queue.offer(A, Operation.COMPACTION, Trigger.REQUEST).id())
                    .isEqualTo(first.id());
            open.countDown();
        }
        assertThat(begun).isEmpty();
    }

    @Test
    void aRunThatThrowsEndsItsTicketAndNotTheQueue() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        RunQueue queue = new RunQueue(
                1,
                (table, operation, trigger) -> {
                    if (table.equals(B)) {
                        second.countDown();
                    }
                    throw new IllegalStateException("the ledger is gone");
                },
                Clock.systemUTC());
        try (queue) {
            Ticket first = queue.offer(A, Operation.COMPACTION, Trigger.THRESHOLD);
            queue.offer(B, Operation.COMPACTION, Trigger.THRESHOLD);
            assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
            Ticket ended = queue.ticket(first.id()).orElseThrow();
            assertThat(ended.state()).isEqualTo(Ticket.State.FINISHED);
            assertThat(ended.run()).isEmpty();
        }
    }

    private String next() throws InterruptedException {
        return begun.poll(20, TimeUnit.SECONDS);
    }

    private Run run(TableIdentifier table, Operation operation, Trigger trigger) {
        begun.add(table + " " + operation.id());
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Run(
                "id",
                "firn",
                table.toString(),
                operation,
                trigger,
                Outcome.UNCHANGED,
                "nothing to do",
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
