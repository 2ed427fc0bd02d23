package io.firn.maintenance.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.database.Database;
import io.firn.maintenance.ledger.OrphanCandidates.Candidate;
import io.firn.maintenance.ledger.Quarantine.Entry;
import io.firn.maintenance.ledger.Quarantine.State;
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
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

/** What the ledger promises on every database. Each test uses a table name of its own. */
interface LedgerContract {
    DataSource source();

    @Test
    default void aRunIsReadAsItWasWritten() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        Run running = run("ns." + UUID.randomUUID(), Outcome.RUNNING, Instant.ofEpochMilli(1000));
        ledger.add(running);
        assertThat(ledger.run(running.id())).contains(running);
        assertThat(ledger.open("firn")).contains(running);

        Run ended = new Run(
                running.id(),
                running.catalog(),
                running.table(),
                running.operation(),
                running.trigger(),
                Outcome.SUCCEEDED,
                "merged",
                running.started(),
                Optional.of(Instant.ofEpochMilli(2000)),
                Optional.of(-5L),
                Optional.of(Long.MAX_VALUE),
                40,
                3,
                1L << 40,
                7,
                Optional.empty(),
                Optional.empty(),
                Optional.of("what went wrong"),
                Optional.of(LeaseContract.progress(2_000, 40)));
        ledger.finish(ended);
        assertThat(ledger.run(running.id())).contains(ended);
        ledger.finish(ended.withProgress(Optional.empty()));
        assertThat(ledger.run(running.id())).as("its progress stays").contains(ended);
        assertThat(ledger.open("firn")).doesNotContain(running);
        assertThat(ledger.run("nobody")).isEmpty();
    }

    @Test
    default void aCandidateIsConfirmedByALaterScanForgottenByOneThatMissesItAndBegunAnewWhenItChanged() {
        String uuid = UUID.randomUUID().toString();
        OrphanCandidates candidates = new Ledger(source(), new AdjustableClock()).candidates("firn");
        Candidate stays = new Candidate("s3://b/größe %3A+b", 5, Instant.ofEpochMilli(1));
        Candidate missed = new Candidate("s3://b/missed", 7, Instant.ofEpochMilli(1));
        Candidate changed = new Candidate("s3://b/changed", 9, Instant.ofEpochMilli(1));
        Candidate changedSince = new Candidate("s3://b/changed", 9, Instant.ofEpochMilli(2));
        Instant first = Instant.ofEpochMilli(1_000);
        Instant second = Instant.ofEpochMilli(2_000);
        candidates.seen(uuid, List.of(stays, missed, changed), first);
        candidates.forgetOthers(uuid, first);
        assertThat(candidates.total(uuid, first, first)).isEqualTo(new OrphanCandidates.Total(3, 21));

        candidates.seen(uuid, List.of(stays, changedSince), second);
        candidates.forgetOthers(uuid, second);

        assertThat(candidates.of(uuid, second, "", 9)).containsExactlyInAnyOrder(stays, changedSince);
        assertThat(candidates.confirmed(uuid, second, first, "", 9)).containsExactly(stays);
        assertThat(candidates.confirmed(uuid, second, first, stays.location(), 9))
                .isEmpty();
        candidates.forget(uuid, List.of(stays.location()));
        assertThat(candidates.total(uuid, second, first)).isEqualTo(new OrphanCandidates.Total(0, 0));
    }

    @Test
    default void whatIsInQuarantineIsTheRunsUntilItIsBackOrGone() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        Quarantine quarantine = ledger.quarantine("firn");
        Run run = run("ns." + UUID.randomUUID(), Outcome.SUCCEEDED, Instant.ofEpochMilli(-20));
        ledger.add(run);
        Instant until = Instant.ofEpochMilli(5_000);
        Entry one = new Entry(run.id(), 0, run.table(), "uuid", "a", "q/a", 5, State.MOVING, until);
        Entry two = new Entry(run.id(), 1, run.table(), "uuid", "b", "q/b", 7, State.MOVING, until);
        quarantine.add(List.of(one, two));
        assertThat(quarantine.unsettled(run.id())).containsExactly(one, two);

        quarantine.change(one, State.QUARANTINED);

        assertThat(quarantine.unsettledRuns()).contains(run.id());
        assertThat(quarantine.contents(run.id()))
                .contains(new Quarantine.Contents(run.id(), run.table(), 2, 12, until));
        assertThat(quarantine.due(run.id(), until.minusMillis(1), -1, 9)).isEmpty();
        assertThat(quarantine.due(run.id(), until, -1, 9)).hasSize(1);
        assertThat(quarantine.dueRuns(until)).contains(run.id());
        ledger.removeEndedBefore(Instant.ofEpochMilli(-10));
        assertThat(ledger.run(run.id())).as("its files could still be put back").isPresent();
        quarantine.remove(one);
        quarantine.remove(two);
        assertThat(quarantine.contents(run.id())).isEmpty();
        ledger.removeEndedBefore(Instant.ofEpochMilli(-10));
        assertThat(ledger.run(run.id())).isEmpty();
    }

    @Test
    default void h16AConsumerIsRenewedForwardsAndBackwardsAndRemoved() {
        AdjustableClock clock = new AdjustableClock();
        Consumers consumers = new Ledger(source(), clock).consumers("firn");
        String table = "ns." + UUID.randomUUID();
        consumers.put(table, "b", 7);
        consumers.put(table, "a", -5);
        clock.advance(Duration.ofMinutes(1));
        Consumer renewed = consumers.put(table, "b", 3);

        assertThat(consumers.of(table)).extracting(Consumer::snapshotId).containsExactly(-5L, 3L);
        assertThat(consumers.find(table, "b")).contains(renewed);
        assertThat(consumers.all()).contains(renewed);
        assertThat(new Ledger(source(), clock).consumers("other").of(table)).isEmpty();
        assertThat(consumers.remove(table, "b")).isTrue();
        assertThat(consumers.remove(table, "b")).isFalse();
        assertThat(consumers.of(table)).hasSize(1);
    }

    @Test
    default void runsComeNewestFirstAndNoMoreThanAskedFor() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        String table = "ns." + UUID.randomUUID();
        for (int i = 1; i <= 5; i++) {
            ledger.add(run(table, Outcome.RUNNING, Instant.ofEpochMilli(i)));
        }
        assertThat(ledger.runs(Optional.of(table), 3))
                .extracting(run -> run.started().toEpochMilli())
                .containsExactly(5L, 4L, 3L);
        assertThat(ledger.runs(Optional.empty(), 2)).hasSize(2);
        assertThat(ledger.runs("firn", table, Operation.COMPACTION, 9)).hasSize(5);
        assertThat(ledger.runs("firn", table, Operation.SNAPSHOT_EXPIRY, 9)).isEmpty();
        assertThat(ledger.runs("other", table, Operation.COMPACTION, 9)).isEmpty();
    }

    @Test
    default void h12LostRacesInARowAreCountedUntilARunThatCameToItsWork() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        String table = "ns." + UUID.randomUUID();
        ledger.add(worked(run(table, Outcome.CONFLICT, Instant.ofEpochMilli(1))));
        ledger.add(worked(run(table, Outcome.SUCCEEDED, Instant.ofEpochMilli(2))));
        assertThat(ledger.lostInARow("firn", table, Operation.COMPACTION)).isZero();
        ledger.add(worked(run(table, Outcome.CONFLICT, Instant.ofEpochMilli(3))));
        ledger.add(run(table, Outcome.UNCHANGED, Instant.ofEpochMilli(4)));
        ledger.add(worked(run(table, Outcome.CONFLICT, Instant.ofEpochMilli(5))));
        assertThat(ledger.lostInARow("firn", table, Operation.COMPACTION)).isEqualTo(2);
        assertThat(ledger.lostInARow("firn", table, Operation.SNAPSHOT_EXPIRY)).isZero();
    }

    private static Run worked(Run run) {
        return new Run(
                run.id(),
                run.catalog(),
                run.table(),
                run.operation(),
                run.trigger(),
                run.outcome(),
                run.reason(),
                run.started(),
                Optional.of(run.started()),
                Optional.of(1L),
                run.snapshotAfter(),
                0,
                0,
                0,
                0,
                run.guard(),
                run.receipt(),
                run.error(),
                run.progress());
    }

    @Test
    default void oldRunsCanBeRemovedButNotOpenOnes() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        String table = "ns." + UUID.randomUUID();
        ledger.add(run(table, Outcome.RUNNING, Instant.ofEpochMilli(-20)));
        ledger.add(run(table, Outcome.UNKNOWN, Instant.ofEpochMilli(-20)));
        ledger.add(run(table, Outcome.FAILED, Instant.ofEpochMilli(-20)));
        ledger.add(run(table, Outcome.FAILED, Instant.ofEpochMilli(-5)));
        assertThat(ledger.removeEndedBefore(Instant.ofEpochMilli(-10))).isEqualTo(1);
        assertThat(ledger.runs(Optional.of(table), 9)).hasSize(3);
    }

    @Test
    default void aTextTooLongIsCutAndAnUnknownRunCannotBeFinished() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        Run run = run("ns." + UUID.randomUUID(), Outcome.FAILED, Instant.EPOCH);
        assertThatThrownBy(() -> ledger.finish(run)).hasMessageContaining("the ledger has no such run");
        Run wordy = new Run(
                run.id(),
                run.catalog(),
                run.table(),
                run.operation(),
                run.trigger(),
                run.outcome(),
                "x".repeat(5000),
                run.started(),
                run.finished(),
                run.snapshotBefore(),
                run.snapshotAfter(),
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                run.error(),
                run.progress());
        ledger.add(wordy);
        assertThat(ledger.run(run.id()).orElseThrow().reason()).hasSize(4000).endsWith("...");
    }

    @Test
    default void aSecondLedgerOnTheSameDatabaseKeepsWhatIsThere() {
        Ledger first = new Ledger(source(), new AdjustableClock());
        Run run = run("ns." + UUID.randomUUID(), Outcome.FAILED, Instant.EPOCH);
        first.add(run);
        assertThat(new Ledger(source(), new AdjustableClock()).run(run.id())).contains(run);
    }

    @Test
    default void aLedgerFromBeforeProgressWasKeptIsUpgradedWithItsRuns() {
        Ledger first = new Ledger(source(), new AdjustableClock());
        Run run = run("ns." + UUID.randomUUID(), Outcome.RUNNING, Instant.EPOCH);
        first.add(run.withProgress(Optional.of(LeaseContract.progress(1_000, 20))));
        Database database = new Database(source(), LedgerException::new);
        for (String column : ProgressColumns.NAMES.split(", ", -1)) {
            database.update("remove a column", "ALTER TABLE firn_run DROP COLUMN " + column);
        }
        database.update("go back", "UPDATE firn_schema SET version = 3");

        Ledger upgraded = new Ledger(source(), new AdjustableClock());

        assertThat(upgraded.run(run.id())).contains(run);
        Run further = run.withProgress(Optional.of(LeaseContract.progress(2_000, 30)));
        upgraded.finish(further);
        assertThat(upgraded.run(run.id())).contains(further);
    }

    @Test
    default void theAuditKeepsEveryRequestNewestFirstAndFitsIt() {
        AdjustableClock clock = new AdjustableClock();
        Audit audit = new Ledger(source(), clock).audit();
        Instant first = clock.instant();
        audit.add("anna", "pause", "ns.a", "200");
        clock.advance(Duration.ofMinutes(1));
        AuditEntry second = audit.add("x".repeat(300), "run\u0000\nfake line", "y".repeat(2000), "z".repeat(5000));
        assertThat(second.action()).isEqualTo("run??fake line");
        assertThat(second.actor()).hasSize(255);
        assertThat(audit.newest(10)).first().isEqualTo(second);
        assertThat(audit.newest(1)).hasSize(1);
        audit.add("unauthenticated", "pause", "ns.a", "401 no token");
        clock.advance(Duration.ofMinutes(1));
        assertThat(audit.removeRefusedBefore(clock.instant())).isEqualTo(1);
        assertThat(audit.removeBefore(first.plusSeconds(1))).isEqualTo(1);
        assertThat(audit.newest(10)).containsExactly(second);
    }

    @Test
    default void ofManyRunsThatBeginAtOnceNoMoreBeginThanFit() throws Exception {
        String catalog = "lake-" + UUID.randomUUID();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> begins = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Ledger ledger = new Ledger(source(), new AdjustableClock());
                Run run = running(catalog, "ns." + i);
                begins.add(() -> ledger.begin(run, 40, Instant.EPOCH, rewritten -> rewritten + 40 <= 100));
            }
            int begun = 0;
            for (Future<Boolean> begin : threads.invokeAll(begins)) {
                begun += begin.get() ? 1 : 0;
            }
            assertThat(begun).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        assertThat(ledger.open(catalog)).hasSize(2);
        Instant later = Instant.ofEpochMilli(2_000);
        assertThat(ledger.bytesRewrittenSince(catalog, Operation.COMPACTION, later))
                .as("planned, whenever they began")
                .isEqualTo(80);
        assertThat(ledger.bytesRewrittenSince(catalog, Operation.SNAPSHOT_EXPIRY, later))
                .isZero();
    }

    private static Run running(String catalog, String table) {
        Run run = run(table, Outcome.RUNNING, Instant.ofEpochMilli(1_000));
        return new Run(
                run.id(),
                catalog,
                table,
                run.operation(),
                run.trigger(),
                run.outcome(),
                run.reason(),
                run.started(),
                run.finished(),
                run.snapshotBefore(),
                run.snapshotAfter(),
                0,
                0,
                0,
                0,
                run.guard(),
                run.receipt(),
                run.error(),
                run.progress());
    }

    @Test
    default void theJournalKeepsFilesToDeleteInTheirOrderUntilTheyAreGone() {
        Ledger ledger = new Ledger(source(), new AdjustableClock());
        Run run = run("ns." + UUID.randomUUID(), Outcome.SUCCEEDED, Instant.ofEpochMilli(1000));
        ledger.add(run);
        DeletionJournal journal = ledger.deletions();
        List<DeletionJournal.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            entries.add(new DeletionJournal.Entry(run.id(), i, "uuid", "/file-" + i, i));
        }
        journal.write(entries);

        assertThat(journal.of(run.id(), -1, 3)).isEqualTo(entries.subList(0, 3));
        assertThat(journal.of(run.id(), 2_400, 1_000)).isEqualTo(entries.subList(2_401, 2_500));
        assertThat(journal.runs("firn")).contains(run.id());
        journal.remove(entries.subList(0, 2_499));
        assertThat(journal.of(run.id(), -1, 3)).isEqualTo(entries.subList(2_499, 2_500));
        journal.remove(run.id());
        assertThat(journal.runs("firn")).doesNotContain(run.id());
    }

    static Run run(String table, Outcome outcome, Instant started) {
        return new Run(
                UUID.randomUUID().toString(),
                "firn",
                table,
                Operation.COMPACTION,
                Trigger.THRESHOLD,
                outcome,
                "because",
                started,
                outcome == Outcome.RUNNING ? Optional.empty() : Optional.of(started),
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
