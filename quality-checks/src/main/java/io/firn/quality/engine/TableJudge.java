package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.table.NewSnapshots;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.quality.anomaly.Point;
import io.firn.quality.check.CommitChecks;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.check.Status;
import io.firn.quality.check.TableChecks;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import io.firn.quality.commit.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Judges one table once: its new commits in their order, then what depends on the time alone. */
final class TableJudge {
    /** What one look may read; the next one goes on from there. */
    private static final int MOST_COMMITS = 200;

    private final Subject subject;
    private final List<CheckConfig> checks;
    private final Predicate<String> shown;
    private final Function<String, List<Point>> storedPoints;
    private final Duration hold;
    private final Instant now;
    private final Map<String, SeriesWatch> series = new HashMap<>();
    private TableRecord record;

    /** @param storedPoints the closed buckets of a series */
    TableJudge(
            Subject subject,
            TableRecord record,
            List<CheckConfig> checks,
            Predicate<String> shown,
            Function<String, List<Point>> storedPoints,
            Duration hold,
            Instant now) {
        this.subject = subject;
        this.record = record;
        this.checks = checks;
        this.shown = shown;
        this.storedPoints = storedPoints;
        this.hold = hold;
        this.now = now;
    }

    /** @param complete whether no commit is left to judge */
    record Outcome(TableRecord record, List<QualityStore.Closed> closed, boolean complete) {}

    /** @throws RuntimeException if a commit cannot be read; nothing of it counts then */
    Outcome judge() {
        TableState state = subject.state();
        NewSnapshots commits = NewSnapshots.since(state, record.position());
        List<SnapshotState> due = due(commits);
        startSeries(commits.gap());
        rollback();
        Lineage lineage = new Lineage(state, subject.commits());
        List<CommitFacts> judged = new ArrayList<>();
        for (SnapshotState commit : due) {
            if (!commit.isReplace()) {
                CommitFacts facts = subject.commits().apply(commit);
                judge(facts, lineage);
                judged.add(facts);
            }
        }
        scan(judged.stream().filter(commit -> commit.added().records() > 0).toList());
        Optional<SnapshotState> newest = due.isEmpty() ? Optional.empty() : Optional.of(due.get(due.size() - 1));
        boolean complete = commits.end().equals(newest.map(SnapshotPosition::of));
        record = record.withPosition(newest.map(SnapshotPosition::of));
        if (complete) {
            passTime();
        }
        return new Outcome(record, closed(), complete);
    }

    /** Of a table that was never judged only the newest commit of a writer: the others are history. */
    private List<SnapshotState> due(NewSnapshots commits) {
        List<SnapshotState> all = commits.snapshots();
        if (record.position().isPresent()) {
            return all.subList(0, Math.min(all.size(), MOST_COMMITS));
        }
        int newest = all.size() - 1;
        while (newest > 0 && all.get(newest).isReplace()) {
            newest--;
        }
        return all.isEmpty() ? all : all.subList(newest, all.size());
    }

    private void judge(CommitFacts commit, Lineage lineage) {
        EarlierCommits earlier = lineage.before(commit.snapshot());
        for (CheckConfig check : checks) {
            if (CommitChecks.judges(check.kind())) {
                CommitChecks.judge(
                                check,
                                commit,
                                lostSince(check)
                                        .map(moment -> lineage.before(commit.snapshot(), moment))
                                        .orElse(earlier),
                                shown)
                        .ifPresent(judgement ->
                                apply(check, judgement, Optional.of(Cause.of(commit)), commit.committedAt()));
            }
        }
        series.values().forEach(watch -> watch.add(commit));
    }

    /** The rows of all the commits together, in one pass; what is found began with the oldest of them or later. */
    private void scan(List<CommitFacts> commits) {
        List<CheckConfig> scanning = checks.stream()
                .filter(check -> ScanJudgements.judges(check.kind()))
                .toList();
        if (scanning.isEmpty() || commits.isEmpty()) {
            return;
        }
        CommitFacts oldest = commits.get(0);
        Map<String, Judgement> judgements =
                subject.scans().apply(commits.stream().map(CommitFacts::id).toList(), scanning);
        for (CheckConfig check : scanning) {
            Optional.ofNullable(judgements.get(check.name()))
                    .ifPresent(
                            judgement -> apply(check, judgement, Optional.of(Cause.of(oldest)), oldest.committedAt()));
        }
    }

    /** What is wrong must not become what is usual: while a column is lost, it is compared with the time before. */
    private Optional<Instant> lostSince(CheckConfig check) {
        return Optional.ofNullable(record.results().get(check.name()))
                .filter(result -> check.kind() instanceof CheckKind.AllNull
                        && result.status() == Status.FAIL
                        && result.healed().isEmpty())
                .map(CheckResult::since);
    }

    private void rollback() {
        for (CheckConfig check : checks) {
            if (check.kind() instanceof CheckKind.Rollback) {
                apply(check, TableChecks.rollback(subject.state(), record.position()), Optional.empty(), now);
            }
        }
    }

    private void startSeries(boolean gap) {
        for (CheckConfig check : checks) {
            if (check.kind() instanceof Anomaly anomaly && mayBeKept(anomaly)) {
                String key = SeriesWatch.key(check, anomaly);
                SeriesWatch watch = new SeriesWatch(
                        check,
                        anomaly,
                        Optional.ofNullable(record.open().get(key)),
                        () -> storedPoints.apply(key),
                        now);
                if (gap) {
                    watch.missed();
                }
                series.put(key, watch);
            }
        }
    }

    /** Bounds are values of patients: only those that may be shown get into the database. */
    private boolean mayBeKept(Anomaly anomaly) {
        boolean isOfBounds = anomaly.metric() == Anomaly.Metric.MINIMUM || anomaly.metric() == Anomaly.Metric.MAXIMUM;
        return !isOfBounds || anomaly.column().filter(shown).isPresent();
    }

    private void passTime() {
        for (CheckConfig check : checks) {
            if (check.kind() instanceof CheckKind.Freshness freshness) {
                Judgement judgement = TableChecks.freshness(check, freshness, subject.state(), now, shown);
                apply(check, judgement, Optional.empty(), now);
            } else if (check.kind() instanceof Anomaly anomaly) {
                passTime(check, anomaly);
            }
        }
        for (CheckResult result : record.results().values()) {
            CheckResult later = result.at(now, hold);
            if (!later.equals(result)) {
                record = record.with(later);
            }
        }
    }

    private void passTime(CheckConfig check, Anomaly anomaly) {
        SeriesWatch watch = series.get(SeriesWatch.key(check, anomaly));
        if (watch == null) {
            apply(
                    check,
                    Judgement.unknown("column " + anomaly.column().orElse("") + " is not one of quality.shown-columns"),
                    Optional.empty(),
                    now);
            return;
        }
        watch.pass(now);
        watch.judgement().ifPresent(judgement -> apply(check, judgement, Optional.empty(), now));
        record = record.withOpen(SeriesWatch.key(check, anomaly), watch.open());
    }

    private List<QualityStore.Closed> closed() {
        List<QualityStore.Closed> closed = new ArrayList<>();
        for (CheckConfig check : checks) {
            if (check.kind() instanceof Anomaly anomaly) {
                String key = SeriesWatch.key(check, anomaly);
                SeriesWatch watch = series.get(key);
                if (watch != null && !watch.closed().isEmpty()) {
                    closed.add(new QualityStore.Closed(key, watch.closed(), now.minus(SeriesWatch.kept(anomaly))));
                }
            }
        }
        return closed;
    }

    private void apply(CheckConfig check, Judgement judgement, Optional<Cause> cause, Instant at) {
        CheckResult before = record.results().get(check.name());
        Duration held = check.kind() instanceof CheckKind.Freshness ? Duration.ZERO : hold;
        record = record.with(
                before == null
                        ? CheckResult.first(record.table(), check.name(), judgement, cause, at, now)
                        : before.then(judgement, cause, at, now, held));
    }
}
