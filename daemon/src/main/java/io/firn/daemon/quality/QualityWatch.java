package io.firn.daemon.quality;

import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.Wording;
import io.firn.daemon.watch.LakeWatch;
import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.config.CheckConfig;
import io.firn.metrics.quality.CheckSample;
import io.firn.metrics.quality.QualityMetrics;
import io.firn.metrics.self.FailureCause;
import io.firn.metrics.self.SelfMetrics;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.commit.CommitReader;
import io.firn.quality.engine.CheckStanding;
import io.firn.quality.engine.QualityEngine;
import io.firn.quality.engine.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the tables checked as the watch sees them, one round at a time, beside maintenance: neither waits for the other. */
public final class QualityWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QualityWatch.class);
    private static final String COLLECTOR = "quality";
    private static final long STOP_SECONDS = 2;

    private final LakeWatch watch;
    private final QualityEngine engine;
    private final CommitReader commits;
    private final ScanJudgements scans;
    private final QualityMetrics metrics;
    private final String catalogName;
    private final SelfMetrics self;
    private final Clock clock;
    private final boolean enabled;
    private volatile List<CheckView> notPassing = List.of();
    private volatile Optional<List<CheckStanding>> standings = Optional.empty();
    private volatile String problem = "";
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "quality");
        thread.setDaemon(true);
        return thread;
    });

    public QualityWatch(
            LakeWatch watch,
            QualityEngine engine,
            CommitReader commits,
            ScanJudgements scans,
            QualityMetrics metrics,
            String catalogName,
            SelfMetrics self,
            Clock clock,
            boolean enabled) {
        this.watch = watch;
        this.engine = engine;
        this.commits = commits;
        this.scans = scans;
        this.metrics = metrics;
        this.catalogName = catalogName;
        this.self = self;
        this.clock = clock;
        this.enabled = enabled;
    }

    /** Has what was just seen judged, after what is being judged now. */
    public void ask() {
        if (!enabled || !waiting.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                waiting.set(false);
                judge();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Not judged: the daemon is stopping");
        }
    }

    /** Every check of one table or of all as it is now, in the order of their names; empty where there is no such table. */
    public Optional<List<CheckView>> checks(Optional<String> table) {
        if (table.isPresent() && watch.table(table.get()).isEmpty()) {
            return Optional.empty();
        }
        judge();
        List<WatchedTable> tables = watch.tables().stream()
                .filter(watched -> table.isEmpty() || watched.name().equals(table.get()))
                .toList();
        return Optional.of(enabled ? views(tables, engine.standings()) : List.of());
    }

    /** Every check of one table as it was last judged; waits for no round. */
    public List<CheckView> known(WatchedTable table) {
        return enabled ? views(List.of(table), standings.orElse(List.of())) : List.of();
    }

    /** What does not pass, as it was last judged. */
    public List<CheckView> notPassing() {
        return notPassing;
    }

    /** Every check, as it was last judged by whichever replica does; empty before the first time. */
    public Optional<List<CheckStanding>> standings() {
        return enabled ? standings : Optional.of(List.of());
    }

    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.debug("A round of checks goes on while the daemon stops");
        }
    }

    private List<CheckView> views(List<WatchedTable> tables, List<CheckStanding> all) {
        Map<String, Map<String, CheckStanding>> byTable = new HashMap<>();
        all.forEach(standing -> byTable.computeIfAbsent(standing.result().table(), any -> new HashMap<>())
                .put(standing.config().name(), standing));
        List<CheckView> views = new ArrayList<>();
        for (WatchedTable table : tables) {
            Map<String, CheckStanding> known = byTable.getOrDefault(table.name(), Map.of());
            for (CheckConfig check : engine.checks(table.name())) {
                CheckStanding standing = known.get(check.name());
                views.add(standing == null ? CheckViews.pending(table.name(), check) : CheckViews.of(standing));
            }
        }
        return views;
    }

    private void judge() {
        if (!enabled) {
            return;
        }
        Instant started = clock.instant();
        try {
            List<Subject> subjects = watch.tables().stream()
                    .filter(table -> table.failure().isEmpty())
                    .flatMap(table -> table.loaded().stream())
                    .map(loaded -> Subject.of(loaded.table(), loaded.state(), commits, scans))
                    .toList();
            boolean judged = engine.judge(subjects);
            List<CheckStanding> all = engine.standings();
            standings = Optional.of(all);
            metrics.publish(judged ? all.stream().map(this::sample).toList() : List.of());
            notPassing = all.stream()
                    .filter(standing -> standing.shown().isPresent())
                    .map(CheckViews::of)
                    .filter(check -> !check.passes())
                    .toList();
            if (judged) {
                self.succeeded(COLLECTOR, Duration.between(started, clock.instant()));
            }
            problem = "";
        } catch (RuntimeException e) {
            self.failed(COLLECTOR, Duration.between(started, clock.instant()), FailureCause.OTHER);
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                problem = message;
                LOG.warn("Cannot judge the tables; the newest results stay: {}", message);
            }
        }
    }

    private CheckSample sample(CheckStanding standing) {
        Optional<Judgement> shown = standing.shown();
        return new CheckSample(
                catalogName,
                standing.result().table(),
                standing.config().name(),
                Wording.constant(standing.config().severity()),
                shown.map(judgement -> judgement.status().number()),
                shown.flatMap(Judgement::value),
                standing.lastRun());
    }
}
