package io.firn.metrics.maintenance;

import static io.firn.metrics.series.Series.gauge;

import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What maintenance did: {@code firn_maintenance_runs_total}, {@code _skipped_total}, {@code _conflicts_total},
 * {@code _rejections_total}, {@code _rewritten_bytes_total}, {@code _removed_files_total}, the histogram
 * {@code firn_maintenance_duration_seconds}; by table and operation
 * {@code firn_maintenance_last_success_timestamp_seconds}, {@code _next_run_timestamp_seconds} and
 * {@code _consecutive_failures}; by table {@code firn_maintenance_consecutive_conflicts},
 * {@code firn_quarantined_files}, {@code _quarantined_bytes}, {@code firn_orphan_candidate_files}, {@code _candidate_bytes},
 * {@code firn_consumers} and {@code _consumers_let_go}.
 */
public final class MaintenanceMetrics {
    private static final Series LAST_SUCCESS = of(
            "firn_maintenance_last_success_timestamp_seconds",
            "When the operation last found nothing left to do on the table or did it");
    private static final Series NEXT_RUN =
            of("firn_maintenance_next_run_timestamp_seconds", "When the operation is scheduled next");
    private static final Series CONSECUTIVE_FAILURES =
            of("firn_maintenance_consecutive_failures", "Runs in a row that failed or that a guard rejected");

    private static final Series CONSECUTIVE_CONFLICTS = ofTable(
            "firn_maintenance_consecutive_conflicts",
            "Compactions in a row that lost to writers and committed nothing");
    private static final Series QUARANTINED_FILES =
            ofTable("firn_quarantined_files", "Orphans that were moved away and can be put back");
    private static final Series QUARANTINED_BYTES = ofTable("firn_quarantined_bytes", "Their bytes");
    private static final Series CANDIDATE_FILES = ofTable(
            "firn_orphan_candidate_files", "Files that the last scan took for orphans and that are still there");
    private static final Series CANDIDATE_BYTES = ofTable("firn_orphan_candidate_bytes", "Their bytes");
    private static final Series CONSUMERS = ofTable("firn_consumers", "Registered streaming readers");
    private static final Series CONSUMERS_LET_GO =
            ofTable("firn_consumers_let_go", "Registered readers for whom expiry keeps nothing any more");

    /** The gauges; counters and the histogram are meters of the registry. */
    public static final List<Series> GAUGES = List.of(
            LAST_SUCCESS,
            NEXT_RUN,
            CONSECUTIVE_FAILURES,
            CONSECUTIVE_CONFLICTS,
            QUARANTINED_FILES,
            QUARANTINED_BYTES,
            CANDIDATE_FILES,
            CANDIDATE_BYTES,
            CONSUMERS,
            CONSUMERS_LET_GO);

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4)
    };

    private final PrometheusMeterRegistry registry;
    private final SeriesViews views;
    private final Map<Key, Progress> progress = new HashMap<>();

    private record Key(String catalog, String table, String operation) {
        String view() {
            return String.join("\u0000", catalog, table, operation);
        }
    }

    private record Progress(Optional<Instant> lastSuccess, Optional<Instant> nextRun, int consecutiveFailures) {
        static final Progress NONE = new Progress(Optional.empty(), Optional.empty(), 0);
    }

    /** @param shown whether a scrape may show the gauges; of several replicas one does, while each counts its own runs */
    public MaintenanceMetrics(PrometheusMeterRegistry registry, BooleanSupplier shown) {
        this.registry = registry;
        this.views = new SeriesViews(registry, shown);
    }

    /** Counts a run that has ended. */
    public synchronized void finished(FinishedRun run) {
        runs(run.catalog(), run.operation(), run.outcome()).increment();
        counter("firn.maintenance.conflicts", "Runs that lost a race against another commit", run.catalog())
                .register(registry)
                .increment(run.outcome() == RunOutcome.CONFLICT ? 1 : 0);
        run.guard().filter(guard -> run.outcome() == RunOutcome.REJECTED).ifPresent(guard -> counter(
                        "firn.maintenance.rejections", "Runs that a guard refused, by guard", run.catalog())
                .tag("operation", run.operation())
                .tag("guard", guard)
                .register(registry)
                .increment());
        counter("firn.maintenance.rewritten.bytes", "Bytes of files that were read and written again", run.catalog())
                .register(registry)
                .increment((double) run.rewrittenBytes());
        counter("firn.maintenance.removed.files", "Files that runs took out of the tables", run.catalog())
                .register(registry)
                .increment((double) run.removedFiles());
        Timer.builder("firn.maintenance.duration")
                .description("Time that a maintenance run took")
                .tag("operation", run.operation())
                .tag("engine", run.engine())
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(run.duration());

        Key key = new Key(run.catalog(), run.table(), run.operation());
        Progress before = progress.getOrDefault(key, Progress.NONE);
        if (run.outcome().isSuccess()) {
            update(key, new Progress(Optional.of(run.finished()), before.nextRun(), 0));
        } else if (run.outcome().isFailure()) {
            update(key, new Progress(before.lastSuccess(), before.nextRun(), before.consecutiveFailures() + 1));
        }
    }

    /** Counts a decision not to run. */
    public void skipped(String catalog, String operation, SkipReason reason) {
        counter("firn.maintenance.skipped", "Operations that were not run, by reason", catalog)
                .tag("operation", operation)
                .tag("reason", reason.label())
                .register(registry)
                .increment();
    }

    /** Says what the ledger knows of the time before this process started. */
    public synchronized void restore(
            String catalog, String table, String operation, Optional<Instant> lastSuccess, int consecutiveFailures) {
        Key key = new Key(catalog, table, operation);
        Optional<Instant> nextRun = progress.getOrDefault(key, Progress.NONE).nextRun();
        update(key, new Progress(lastSuccess, nextRun, consecutiveFailures));
    }

    /** Says when the operation is scheduled next; empty where only thresholds decide. */
    public synchronized void nextRun(String catalog, String table, String operation, Optional<Instant> time) {
        Key key = new Key(catalog, table, operation);
        Progress before = progress.getOrDefault(key, Progress.NONE);
        update(key, new Progress(before.lastSuccess(), time, before.consecutiveFailures()));
    }

    /** Shows how a table stands. */
    public void standing(TableStanding now) {
        String[] labels = {now.catalog(), now.table()};
        List<Sample> samples = new ArrayList<>(List.of(
                CONSECUTIVE_CONFLICTS.sample(now.lostInARow(), labels),
                QUARANTINED_FILES.sample(now.quarantinedFiles(), labels),
                QUARANTINED_BYTES.sample(now.quarantinedBytes(), labels),
                CONSUMERS.sample(now.consumers(), labels),
                CONSUMERS_LET_GO.sample(now.consumersLetGo(), labels)));
        now.candidates().ifPresent(candidates -> {
            samples.add(CANDIDATE_FILES.sample(candidates.files(), labels));
            samples.add(CANDIDATE_BYTES.sample(candidates.bytes(), labels));
        });
        views.publish(view(now.catalog(), now.table()), samples);
    }

    /** Forgets a table; its series vanish with the next scrape. */
    public synchronized void remove(String catalog, String table) {
        progress.keySet().removeIf(key -> {
            boolean gone = key.catalog().equals(catalog) && key.table().equals(table);
            if (gone) {
                views.remove(key.view());
            }
            return gone;
        });
        views.remove(view(catalog, table));
    }

    private void update(Key key, Progress now) {
        if (progress.put(key, now) == null) {
            for (RunOutcome outcome : RunOutcome.values()) {
                runs(key.catalog(), key.operation(), outcome); // At 0: increase() does not see a counter's first value.
            }
        }
        List<Sample> samples = new ArrayList<>();
        now.lastSuccess().ifPresent(time -> samples.add(sample(LAST_SUCCESS, seconds(time), key)));
        now.nextRun().ifPresent(time -> samples.add(sample(NEXT_RUN, seconds(time), key)));
        samples.add(sample(CONSECUTIVE_FAILURES, now.consecutiveFailures(), key));
        views.publish(key.view(), samples);
    }

    private Counter runs(String catalog, String operation, RunOutcome outcome) {
        return counter("firn.maintenance.runs", "Maintenance runs that ended", catalog)
                .tag("operation", operation)
                .tag("outcome", outcome.label())
                .register(registry);
    }

    private static Sample sample(Series series, double value, Key key) {
        return series.sample(value, key.catalog(), key.table(), key.operation());
    }

    private static Series of(String name, String help) {
        return gauge(name, help, "catalog", "table", "operation");
    }

    private static Series ofTable(String name, String help) {
        return gauge(name, help, "catalog", "table");
    }

    private static String view(String catalog, String table) {
        return String.join("\u0000", catalog, table);
    }

    private static Counter.Builder counter(String name, String description, String catalog) {
        return Counter.builder(name).description(description).tag("catalog", catalog);
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
