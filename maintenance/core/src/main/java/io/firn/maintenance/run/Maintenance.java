package io.firn.maintenance.run;

import io.firn.lake.config.DataSize;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.columnar.MemoryBudget;
import io.firn.maintenance.engine.ColumnThreads;
import io.firn.maintenance.engine.Failures;
import io.firn.maintenance.engine.Result;
import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.engine.UncommittedFiles;
import io.firn.maintenance.engine.Work;
import io.firn.maintenance.ledger.Lease;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Pauses;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.orphans.LocationIndex;
import io.firn.maintenance.plan.Attempt;
import io.firn.maintenance.plan.Circumstances;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Holds;
import io.firn.maintenance.plan.ManagedOptimizers;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Planner;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Explanation;
import io.firn.maintenance.policy.Policies;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.replay.Replay;
import io.firn.maintenance.replay.TimeMachine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintenance of the tables of one catalog: plan, lease, run, verify, record. Safe for use by many threads; two
 * operations on one table never run at the same time, in this process or another that shares the ledger (hazard H13).
 */
public final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int RUNS_THAT_MATTER = 12;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Catalog catalog;
    private final String catalogName;
    private final TableStateReader reader;
    private final Policies policies;
    private final Ledger ledger;
    private final ManagedOptimizers optimizers;
    private final Holds holds;
    private final Clock clock;
    private final Steps steps;
    private final Planner planner = new Planner();
    private final Engines engines;
    private final QuarantineUpkeep quarantine;
    private final Leftovers leftovers;
    private final Breakers breakers;
    private final Readers readers;
    private final ActiveRuns active = new ActiveRuns();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final MaintenanceThreads threads;

    public Maintenance(
            Catalog catalog,
            String catalogName,
            TableStateReader reader,
            Policies policies,
            Ledger ledger,
            ManagedOptimizers optimizers,
            Holds holds,
            Clock clock,
            Steps steps) {
        this.steps = steps;
        this.optimizers = optimizers;
        this.holds = holds;
        this.catalog = catalog;
        this.catalogName = catalogName;
        this.reader = reader;
        this.policies = policies;
        this.ledger = ledger;
        this.clock = clock;
        this.breakers = new Breakers(ledger, catalogName, policies.breaker(), clock);
        this.readers = new Readers(catalog, ledger.consumers(catalogName));
        this.threads = MaintenanceThreads.start(policies.concurrency());
        Random random = new Random();
        this.engines = new Engines(
                ledger,
                catalogName,
                new LocationIndex(catalog, clock, threads.rewrites()),
                threads.rewrites(),
                policies.concurrency(),
                new ColumnThreads(
                        threads.columns(),
                        MemoryBudget.ofThisProcess(policies.memory().bytes())),
                random,
                clock);
        this.quarantine = new QuarantineUpkeep(
                catalog, catalogName, ledger, active, threads.rewrites(), threads.renewals(), clock, steps, random);
        this.leftovers = new Leftovers(
                ledger,
                catalogName,
                active,
                new Recovery(catalog, ledger, clock),
                quarantine,
                threads.rewrites(),
                threads.renewals(),
                steps);
    }

    /** What each operation would do to a table now, and why, or why not. Changes nothing; throws what the catalog throws. */
    public List<Decision> plan(TableIdentifier table, Trigger trigger) {
        return plan(read(table, catalog.loadTable(table)), trigger);
    }

    /** The same for a state that has been read already. */
    public List<Decision> plan(TableState state, Trigger trigger) {
        List<Run> runs = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            runs.addAll(runsThatMatter(state.name(), operation));
        }
        Instant now = clock.instant();
        Policy policy = policies.of(state);
        Circumstances circumstances = new Circumstances(
                Attempts.of(runs),
                policies.problem(state.name(), state.properties()),
                pauses().words(state.name()),
                rewrittenInHour(now),
                policies.budgetPerHour(),
                policies.foreignMaintenance(),
                readers.watch(state, policy.snapshots(), now));
        return planner.plan(state, policy, trigger, now, circumstances).stream()
                .map(decision -> optimizers.answer(state.table(), decision, policies.foreignMaintenance()))
                .map(holds::answer)
                .toList();
    }

    /** Newest first. After a failure only those since somebody resumed the operation: then it need not wait any more. */
    private List<Run> runsThatMatter(String table, Operation operation) {
        List<Run> runs = ledger.runs(catalogName, table, operation, RUNS_THAT_MATTER);
        boolean failed =
                Attempts.of(runs).stream().limit(1).anyMatch(newest -> newest.result() == Attempt.Result.FAILED);
        if (!failed) {
            return runs;
        }
        Instant resumed = pauses().lastResumed(table, operation).orElse(Instant.EPOCH);
        return runs.stream().filter(run -> run.started().isAfter(resumed)).toList();
    }

    /**
     * Plans, takes the table's lease, runs, verifies and records. Throws only where the ledger or the program is at fault:
     * whatever goes wrong with the table is in the run's outcome. What {@link Trigger#THRESHOLD} does not choose is not
     * recorded: it comes up at every poll.
     */
    public Run run(TableIdentifier table, Operation operation, Trigger trigger) {
        String id = UUID.randomUUID().toString();
        RunRecord record = new RunRecord(id, catalogName, table.toString(), operation, trigger, clock.instant());
        try {
            TableState state = read(table, catalog.loadTable(table));
            Decision decision = decision(state, operation, trigger);
            if (!decision.chosen()) {
                return skipped(record, state, decision);
            }
        } catch (RuntimeException e) {
            Run failed = record.ended(
                    Result.of(Outcome.FAILED, "the table could not be read", e), Optional.empty(), clock.instant());
            ledger.add(failed);
            LOG.warn("Cannot run {} on {}: {}", operation.id(), table, Failures.describe(e));
            return failed;
        }
        Optional<Lease> lease = ledger.leases().acquire(catalogName, table.toString(), id, HeldLease.TIME_TO_LIVE);
        if (lease.isEmpty()) {
            return deferred(record);
        }
        Cancellation cancellation = new Cancellation(id, ledger.cancellations());
        try (HeldLease held = new HeldLease(ledger.leases(), lease.get(), cancellation, threads.renewals())) {
            leftovers.finish(table.toString(), held);
            steps.reached(Step.LEASED);
            return runHolding(held, table, record);
        }
    }

    /**
     * Resolves what an earlier process left open, by looking for the run's id in the table; to be called at start and now
     * and then. A run whose lease is still alive is left alone. Returns the runs that it resolved.
     */
    public List<Run> recover() {
        return leftovers.recover();
    }

    /**
     * Wants a run to end, whichever replica has it: seen before its next commit, at the latest. What it has committed stays,
     * what it has only written is deleted.
     */
    public Cancelled cancel(String runId, String by) {
        Optional<Run> run = ledger.run(runId).filter(found -> found.catalog().equals(catalogName));
        if (run.isEmpty()) {
            return Cancelled.UNKNOWN_RUN;
        }
        if (run.get().outcome() != Outcome.RUNNING) {
            return Cancelled.NOT_RUNNING;
        }
        ledger.cancellations().request(runId, by);
        active.cancel(runId, by);
        return Cancelled.REQUESTED;
    }

    /**
     * Puts everything back that a run moved to quarantine, never over another file. Takes the table's lease; asked for again,
     * it goes on where it ended.
     */
    public Undone undo(String runId, String by) {
        return quarantine.undo(runId, by);
    }

    /** What is in quarantine, run by run, and until when it can be put back for sure. */
    public List<Quarantine.Contents> quarantine() {
        return ledger.quarantine(catalogName).contents();
    }

    /** How often a circuit breaker has paused something since this process started. */
    public long breakerTrips() {
        return breakers.trips();
    }

    /** What is paused; pausing and resuming. */
    public Pauses pauses() {
        return ledger.pauses(catalogName);
    }

    /** The registered streaming readers. */
    public Readers consumers() {
        return readers;
    }

    /** Where every value of the table's policy comes from; throws what the catalog throws. */
    public Explanation explain(TableIdentifier table) {
        return policies.explain(table.toString(), catalog.loadTable(table).properties());
    }

    /** What the table's policy would have done in the last {@code period}; throws what the catalog throws. */
    public Replay replay(TableIdentifier identifier, Duration period) {
        Table table = catalog.loadTable(identifier);
        TableState state = read(identifier, table);
        return TimeMachine.replay(
                state,
                reader.history(table, state.readAt().minus(period)),
                policies.of(state),
                policies.budgetPerHour());
    }

    /** What runs at this moment, in this process, and how far it is. */
    public List<Run> active() {
        return active.runs(clock.instant());
    }

    /** Ends the threads; what runs is interrupted, and resolved by {@link #recover()} at the next start if need be. */
    @Override
    public void close() {
        closing.set(true);
        threads.close();
    }

    private Run runHolding(HeldLease lease, TableIdentifier identifier, RunRecord record) {
        Table table;
        TableState state;
        Decision decision;
        try {
            // Another run may have changed the table before this one got the lease.
            table = LeasedOperations.behind(lease, catalog.loadTable(identifier));
            state = read(identifier, table);
            decision = decision(state, record.operation(), record.trigger());
        } catch (RuntimeException e) {
            Run failed = record.ended(
                    Result.of(Outcome.FAILED, "the table could not be read", e), Optional.empty(), clock.instant());
            ledger.add(failed);
            return failed;
        }
        if (!decision.chosen()) {
            return skipped(record, state, decision);
        }
        Run started = record.running(decision.reason(), state.currentSnapshotId());
        if (!begin(started, decision.inputBytes())) {
            return skipped(record, state, decision.waiting("waits: budget: another run has taken what was left of it"));
        }
        steps.reached(Step.RECORDED);
        LOG.info("{} of {} starts: {}", started.operation().id(), started.table(), started.reason());
        Cancellation cancellation = lease.cancellation();
        active.begin(started, lease.progress(), cancellation);
        try {
            Policy policy = policies.of(state);
            Work work = new Work(
                    started.id(),
                    table,
                    0,
                    () -> LeasedOperations.behind(lease, catalog.loadTable(identifier)),
                    state,
                    policy,
                    started.trigger(),
                    clock.instant(),
                    () -> readers.of(state.name()),
                    lease,
                    () -> closing.get() || cancellation.isRequested(),
                    lease.progress(),
                    new UncommittedFiles(ledger.deletions(), started.id(), table),
                    steps);
            Result result = engines.run(work, started.operation());
            String cancelled =
                    cancellation.by().map(by -> "; cancelled by " + by).orElse("");
            Instant now = clock.instant();
            Run ended = record.because(started.reason() + cancelled)
                    .ended(result, state.currentSnapshotId(), now)
                    .withProgress(lease.progress().at(now));
            steps.reached(Step.DONE);
            ledger.finish(ended);
            RunLog.ended(LOG, ended);
            if (ended.guard().filter(Guard.H19::equals).isPresent()) {
                new Freeze(pauses()).freeze(ended.table(), result.reason());
            }
            breakers.ended(ended, state);
            return ended;
        } finally {
            active.end(started);
            cancellation.close();
        }
    }

    private Run skipped(RunRecord record, TableState state, Decision decision) {
        boolean isRefused = decision.verdict() == Decision.Verdict.REFUSED;
        Result result = Result.of(isRefused ? Outcome.REJECTED : Outcome.UNCHANGED, decision.reason());
        // Without a snapshot it is told apart from a run that came to its work: it is no sign of trouble.
        Optional<Long> snapshot = isRefused ? Optional.empty() : state.currentSnapshotId();
        return recorded(record.ended(decision.guard().map(result::by).orElse(result), snapshot, clock.instant()));
    }

    private DataSize rewrittenInHour(Instant now) {
        return new DataSize(
                policies.budgetPerHour().isEmpty()
                        ? 0
                        : ledger.bytesRewrittenSince(catalogName, Operation.COMPACTION, now.minus(HOUR)));
    }

    /** Another run, of another replica even, may have begun since the plan. */
    private boolean begin(Run run, long bytes) {
        boolean hasBudget = run.operation() == Operation.COMPACTION && run.trigger() != Trigger.REQUEST;
        return ledger.begin(
                run,
                bytes,
                clock.instant().minus(HOUR),
                rewritten -> !hasBudget || !Circumstances.isOver(policies.budgetPerHour(), rewritten, bytes));
    }

    private Run deferred(RunRecord record) {
        String holder = ledger.leases()
                .holder(catalogName, record.table())
                .map(lease -> "run " + lease.holder() + " holds its lease until " + lease.expires())
                .orElse("another run held its lease");
        Run run = record.ended(
                Result.of(Outcome.UNCHANGED, "deferred: the table is being changed, " + holder),
                Optional.empty(),
                clock.instant());
        return recorded(run);
    }

    private Run recorded(Run run) {
        if (run.trigger() != Trigger.THRESHOLD) {
            ledger.add(run);
        }
        return run;
    }

    private Decision decision(TableState state, Operation operation, Trigger trigger) {
        return plan(state, trigger).stream()
                .filter(candidate -> candidate.operation() == operation)
                .findFirst()
                .orElseThrow();
    }

    private TableState read(TableIdentifier identifier, Table table) {
        return reader.read(catalogName, identifier, table, clock.instant());
    }
}
