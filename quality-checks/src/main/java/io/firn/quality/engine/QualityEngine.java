package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.table.TableState;
import io.firn.quality.check.CheckSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the tables of one catalog, on one replica at a time: new commits in their order, once each, over restarts too. A
 * table whose pointer has not moved costs no read and no statement, unless a bucket of an anomaly check ends.
 */
public final class QualityEngine {
    private static final Logger LOG = LoggerFactory.getLogger(QualityEngine.class);

    /** Far fewer than the cache of commits has room for. */
    private static final int PREFETCHED = 100;

    private final QualityConfig config;
    private final CheckSet checks;
    private final QualityStore store;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final Map<String, TableRecord> records = new HashMap<>();
    private final Map<String, Look> looks = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final Queue<String> gone = new ConcurrentLinkedQueue<>();
    private boolean leading;

    /** When all of a table had been judged, as its metadata was then. */
    private record Look(String metadataLocation, Instant at) {}

    /**
     * @param leads whether this process is the one that judges, of those that share the database
     */
    public QualityEngine(
            DataSource database,
            String catalog,
            QualityConfig config,
            CheckSet checks,
            BooleanSupplier leads,
            Clock clock) {
        this.config = config;
        this.checks = checks;
        this.store = new QualityStore(database, catalog);
        this.leads = leads;
        this.clock = clock;
    }

    /**
     * Judges every table. Two rounds never overlap; a table that cannot be read keeps its results and comes again.
     *
     * @return whether this replica judges; if not, another one does
     */
    public synchronized boolean judge(List<Subject> tables) {
        if (!lead()) {
            gone.clear();
            return false;
        }
        for (String table = gone.peek(); table != null; table = gone.peek()) {
            forget(table);
            gone.remove(); // Not before: if the database could not be reached, the next round tries again.
        }
        for (int from = 0; from < tables.size(); from += PREFETCHED) {
            List<Subject> some = tables.subList(from, Math.min(tables.size(), from + PREFETCHED));
            CommitPrefetch.read(some.stream()
                    .filter(table -> !isUnchanged(table.state()))
                    .map(table ->
                            new CommitPrefetch.Due(table, record(table.state()).position()))
                    .toList());
            some.forEach(this::judge);
        }
        return true;
    }

    /** How the checks stand, by table and check; as the replica that judges has written it. */
    public synchronized List<CheckStanding> standings() {
        if (!leading) {
            load();
        }
        List<CheckStanding> standings = new ArrayList<>();
        for (TableRecord record : records.values()) {
            for (CheckConfig check : checks.of(record.table())) {
                Optional.ofNullable(record.results().get(check.name()))
                        .ifPresent(result -> standings.add(new CheckStanding(check, result, lastRun(result))));
            }
        }
        standings.sort(CheckStanding.ORDER);
        return standings;
    }

    /** The checks that a table gets. */
    public List<CheckConfig> checks(String table) {
        return checks.of(table);
    }

    /** Forgets a table that its catalog no longer has, with the next round: whoever says so need not wait for this one. */
    public void remove(String table) {
        gone.add(table);
    }

    private void forget(String table) {
        records.remove(table);
        looks.remove(table);
        failures.remove(table);
        store.remove(table);
    }

    private Instant lastRun(CheckResult result) {
        return Optional.ofNullable(looks.get(result.table())).map(Look::at).orElse(result.judgedAt());
    }

    private boolean lead() {
        boolean held = leads.getAsBoolean();
        if (held && !leading) {
            load();
        }
        leading = held;
        return held;
    }

    private void load() {
        records.clear();
        records.putAll(store.all());
        looks.clear();
    }

    private void judge(Subject table) {
        String name = table.state().name();
        try {
            for (int tries = 0; tries < 2 && !judgeOnce(table); tries++) {
                load(); // Another replica wrote, though this one had the lease.
            }
            failures.remove(name);
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failures.put(name, reason))) {
                LOG.warn("Cannot judge table {}: {}", name, reason);
            }
        }
    }

    /** False where somebody else has written meanwhile. */
    private boolean judgeOnce(Subject table) {
        TableState state = table.state();
        String name = state.name();
        Instant now = clock.instant();
        TableRecord before = record(state);
        Predicate<String> shown = checks.shown(name, state.properties());
        if (isUnchanged(state)) {
            Optional<TableRecord> refreshed =
                    TimedChecks.refreshed(before, checks.of(name), state, shown, config.holdFor(), now);
            if (refreshed.isPresent()) {
                records.put(name, refreshed.get());
                looks.put(name, new Look(state.metadataLocation(), now));
                return true;
            }
        }
        TableJudge judge = new TableJudge(
                table, before, checks.of(name), shown, series -> store.points(name, series), config.holdFor(), now);
        TableJudge.Outcome outcome = judge.judge();
        Optional<TableRecord> saved = store.save(outcome.record(), outcome.closed());
        saved.ifPresent(record -> {
            records.put(name, record);
            if (outcome.complete()) {
                looks.put(name, new Look(state.metadataLocation(), now));
            }
        });
        return saved.isPresent();
    }

    private boolean isUnchanged(TableState state) {
        Look look = looks.get(state.name());
        return look != null && look.metadataLocation().equals(state.metadataLocation());
    }

    /** Of another table that took the name nothing is known. */
    private TableRecord record(TableState state) {
        TableRecord known = records.get(state.name());
        if (known != null && !known.uuid().equals(state.uuid())) {
            forget(state.name());
            known = null;
        }
        return known == null ? TableRecord.unknown(state.name(), state.uuid()) : known;
    }
}
