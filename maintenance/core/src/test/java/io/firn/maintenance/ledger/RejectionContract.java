package io.firn.maintenance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.run.AdjustableClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** For how long a run that a guard refused is news, on every database. */
interface RejectionContract {
    DataSource source();

    @Test
    default void aRefusalStandsUntilALaterRunOfTheOperationOnTheTableComesToItsEnd() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        String table = "ns." + UUID.randomUUID();
        Run first = rejected(table, 10_000);
        Run second = rejected(table, 20_000);
        ledger.add(first);
        assertThat(standing(ledger, table, 5_000)).containsExactly(first.id());
        assertThat(standing(ledger, table, 10_000)).as("too long ago").isEmpty();
        ledger.add(second);
        ledger.add(LedgerContract.run(table, Outcome.FAILED, Instant.ofEpochMilli(30_000)));
        ledger.add(LedgerContract.run("ns." + UUID.randomUUID(), Outcome.SUCCEEDED, Instant.ofEpochMilli(30_000)));
        assertThat(standing(ledger, table, 5_000)).containsExactly(second.id());

        ledger.add(LedgerContract.run(table, Outcome.UNCHANGED, Instant.ofEpochMilli(40_000)));

        assertThat(standing(ledger, table, 5_000)).isEmpty();
    }

    private static List<String> standing(Ledger ledger, String table, long since) {
        return ledger.standingRejections("firn", Instant.ofEpochMilli(since)).stream()
                .filter(run -> run.table().equals(table))
                .map(Run::id)
                .toList();
    }

    private static Run rejected(String table, long started) {
        Run run = LedgerContract.run(table, Outcome.REJECTED, Instant.ofEpochMilli(started));
        return new Run(
                run.id(),
                run.catalog(),
                table,
                run.operation(),
                run.trigger(),
                run.outcome(),
                run.reason(),
                run.started(),
                run.finished(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                Optional.of(Guard.H8),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
