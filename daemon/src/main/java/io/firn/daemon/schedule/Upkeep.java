package io.firn.daemon.schedule;

import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.OrphanCandidates;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Planner;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.run.Maintenance;
import io.firn.metrics.maintenance.FinishedRun;
import io.firn.metrics.maintenance.MaintenanceMetrics;
import io.firn.metrics.maintenance.RunOutcome;
import io.firn.metrics.maintenance.SkipReason;
import io.firn.metrics.maintenance.TableStanding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what the tables need and has it run. Thresholds are looked at in every poll, schedules when they fire. */
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(10);
    private static final Duration RUNS_KEPT = Duration.ofDays(90);
    private static final Duration AUDIT_KEPT = Duration.ofDays(400);
    private static final Duration REFUSED_KEPT = Duration.ofDays(7);
    /** Counting candidates goes through all of them. */
    private static final Duration CANDIDATES_EVERY = Duration.ofMinutes(5);

    private static final int HISTORY = 50;

    private final LakeWatch watch;
    private final Maintenance maintenance;
    private final Ledger ledger;
    private final MaintenanceMetrics metrics;
    private final String catalogName;
    private final Clock clock;
    private final RunQueue queue;
    private final Map<TableIdentifier, List<Decision>> plans = new ConcurrentHashMap<>();
    private final Set<TableIdentifier> restored = ConcurrentHashMap.newKeySet();
    /** Of which orphan removal has looked through the files once. */
    private final Set<TableIdentifier> scanned = ConcurrentHashMap.newKeySet();

    private volatile Instant tidied = Instant.MIN;
    private volatile Instant candidatesRead = Instant.MIN;
    private volatile Map<String, OrphanCandidates.Total> candidates = Map.of();

    public Upkeep(
            LakeWatch watch,
            Maintenance maintenance,
            Ledger ledger,
            MaintenanceMetrics metrics,
            String catalogName,
            int concurrency,
            Clock clock) {
        this.watch = watch;
        this.maintenance = maintenance;
        this.ledger = ledger;
        this.metrics = metrics;
        this.catalogName = catalogName;
        this.clock = clock;
        this.queue = new RunQueue(concurrency, this::run, clock);
    }

    public RunQueue queue() {
        return queue;
    }

    /** Plans every table as it was last seen; with {@code act}, what is chosen is run, the tables that gain most first. */
    public void plan(boolean act) {
        List<DueTable> due = new ArrayList<>();
        for (WatchedTable table : watch.tables()) {
            try {
                due.add(new DueTable(table.identifier(), plan(table, act)));
            } catch (RuntimeException e) {
                LOG.warn("Cannot plan table {}: {}", table.name(), e.getMessage());
            }
        }
        for (DueTable next : DueTable.bestFirst(due)) {
            next.chosen().forEach(decision -> queue.offer(next.table(), decision.operation(), Trigger.THRESHOLD));
        }
        plans.keySet().removeIf(table -> watch.table(table.toString()).isEmpty());
        scanned.retainAll(plans.keySet());
        try {
            standings().forEach(metrics::standing);
        } catch (RuntimeException e) {
            LOG.warn("Cannot read how the tables stand: {}", e.getMessage());
        }
    }

    /** The newest decisions of the poll; a table that has just appeared has none yet. */
    public List<Decision> decisions() {
        return watch.tables().stream()
                .flatMap(table -> plans.getOrDefault(table.identifier(), List.of()).stream())
                .toList();
    }

    /** What would be done with a table now. */
    public List<Decision> decide(WatchedTable table, Trigger trigger) {
        return table.state().map(state -> maintenance.plan(state, trigger)).orElse(List.of());
    }

    /** A schedule fired: tries the operation on every table whose policy has that schedule. */
    public void fire(Operation operation, String cron) {
        for (WatchedTable table : watch.tables()) {
            if (CronTimes.of(table.policy(), operation).equals(Optional.of(cron))) {
                queue.offer(table.identifier(), operation, Trigger.CRON);
            }
        }
    }

    /** Resolves what a crash left open and forgets what is old, now and then. */
    public void tidy() {
        Instant now = clock.instant();
        if (tidied.plus(TIDY_EVERY).isAfter(now)) {
            return;
        }
        tidied = now;
        maintenance.recover();
        ledger.removeEndedBefore(now.minus(RUNS_KEPT));
        ledger.audit().removeBefore(now.minus(AUDIT_KEPT));
        ledger.audit().removeRefusedBefore(now.minus(REFUSED_KEPT));
    }

    /** What is to be run now. */
    private List<Decision> plan(WatchedTable table, boolean act) {
        Optional<TableState> state = table.state();
        if (state.isEmpty()) {
            return List.of();
        }
        if (restored.add(table.identifier())) {
            restore(table);
        }
        List<Decision> decisions = maintenance.plan(state.get(), Trigger.THRESHOLD);
        plans.put(table.identifier(), decisions);
        boolean acts = act && !queue.isBusy(table.identifier());
        List<Decision> due = new ArrayList<>();
        for (Decision decision : decisions) {
            Operation operation = decision.operation();
            metrics.nextRun(
                    catalogName,
                    table.name(),
                    operation.id(),
                    CronTimes.next(table.policy(), operation, clock.instant()));
            if (decision.chosen() && acts) {
                due.add(decision);
            } else {
                metrics.skipped(catalogName, operation.id(), skipReason(decision, table.policy()));
            }
        }
        return due;
    }

    private List<TableStanding> standings() {
        Map<String, List<Quarantine.Contents>> quarantined =
                maintenance.quarantine().stream().collect(Collectors.groupingBy(Quarantine.Contents::table));
        Map<String, Long> consumers = maintenance.consumers().all().stream()
                .collect(Collectors.groupingBy(Consumer::table, Collectors.counting()));
        readCandidates();
        return watch.tables().stream()
                .map(table -> standing(table, quarantined, consumers))
                .toList();
    }

    private TableStanding standing(
            WatchedTable watched, Map<String, List<Quarantine.Contents>> quarantined, Map<String, Long> consumers) {
        String table = watched.name();
        List<Quarantine.Contents> away = quarantined.getOrDefault(table, List.of());
        return new TableStanding(
                catalogName,
                table,
                away.stream().mapToLong(Quarantine.Contents::files).sum(),
                away.stream().mapToLong(Quarantine.Contents::bytes).sum(),
                candidates(watched),
                ledger.lostInARow(catalogName, table, Operation.COMPACTION),
                consumers.getOrDefault(table, 0L),
                maintenance.consumers().letGo(table));
    }

    /** Of a table that was scanned, whether by this replica or by another one. */
    private Optional<TableStanding.Candidates> candidates(WatchedTable table) {
        OrphanCandidates.Total none = new OrphanCandidates.Total(0, 0);
        Optional<OrphanCandidates.Total> known =
                table.state().map(TableState::uuid).map(candidates::get);
        return known.or(() -> scanned.contains(table.identifier()) ? Optional.of(none) : Optional.empty())
                .map(total -> new TableStanding.Candidates(total.files(), total.bytes()));
    }

    private void readCandidates() {
        Instant now = clock.instant();
        if (!candidatesRead.plus(CANDIDATES_EVERY).isAfter(now)) {
            candidates = ledger.candidates(catalogName).totals();
            candidatesRead = now;
        }
    }

    private static SkipReason skipReason(Decision decision, Policy policy) {
        if (decision.chosen()) {
            return SkipReason.BUSY;
        }
        if (decision.guard().isPresent()) {
            return SkipReason.GUARDED;
        }
        return Planner.isEnabled(decision.operation(), policy) ? SkipReason.NOT_NEEDED : SkipReason.DISABLED;
    }

    private Run run(TableIdentifier table, Operation operation, Trigger trigger) {
        Run run = maintenance.run(table, operation, trigger);
        Instant finished = run.finished().orElseGet(clock::instant);
        if (operation == Operation.ORPHAN_REMOVAL) {
            scanned.add(table);
            candidatesRead = Instant.MIN;
        }
        metrics.finished(new FinishedRun(
                catalogName,
                run.table(),
                operation.id(),
                "embedded",
                RunOutcome.valueOf(
                        run.outcome() == Outcome.RUNNING
                                ? "UNKNOWN"
                                : run.outcome().name()),
                run.guard().map(Guard::name),
                finished,
                Duration.between(run.started(), finished),
                run.bytesRewritten(),
                run.filesBefore()));
        watch.look(table);
        watch.table(table.toString()).flatMap(WatchedTable::state).ifPresent(state -> {
            plans.put(table, maintenance.plan(state, Trigger.THRESHOLD));
        });
        return run;
    }

    private void restore(WatchedTable table) {
        for (Operation operation : Operation.values()) {
            List<Run> runs = ledger.runs(catalogName, table.name(), operation, HISTORY);
            int failures = 0;
            for (Run run : runs) {
                if (run.outcome() != Outcome.FAILED && run.outcome() != Outcome.REJECTED) {
                    break;
                }
                failures++;
            }
            Optional<Instant> success = runs.stream()
                    .filter(run -> run.outcome() == Outcome.SUCCEEDED || run.outcome() == Outcome.UNCHANGED)
                    .findFirst()
                    .flatMap(Run::finished);
            if (operation == Operation.ORPHAN_REMOVAL && success.isPresent()) {
                scanned.add(table.identifier());
            }
            if (!runs.isEmpty()) {
                metrics.restore(catalogName, table.name(), operation.id(), success, failures);
            }
        }
    }
}
