package io.firn.quality.incident;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.CommitReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Table;

/**
 * Asks a table's checks about its past: where an incident began, and what a check would have said. Reads manifests, and rows
 * only for checks that cannot do without; writes nothing.
 */
public final class PastChecks {
    private static final int AT_A_TIME = 64;
    /** Of commits whose rows are read: what a person waits for. */
    private static final int MOST_SCANNED = 500;

    private final CommitReader reader;
    private final ScanJudgements scans;

    public PastChecks(CommitReader reader, ScanJudgements scans) {
        this.reader = reader;
        this.scans = scans;
    }

    /**
     * Where the last stretch of commits that a check finds bad began.
     *
     * @param shown whether a column's bounds may leave the process
     * @throws IllegalArgumentException if the check does not judge commits
     */
    public Incident bisect(Table table, TableState state, CheckConfig check, Predicate<String> shown) {
        if (!PastJudge.judges(check)) {
            throw new IllegalArgumentException("Cannot bisect '" + check.name() + "': a check of type "
                    + check.kind().type() + " judges " + subject(check.kind()) + ", not a commit");
        }
        PastCommits commits = new PastCommits(table, state, reader);
        return new Bisect(state.name(), check, commits, new PastJudge(table, commits, scans, shown)).find();
    }

    /** What the checks would have said since {@code from}. */
    public Backtest backtest(
            Table table,
            TableState state,
            List<CheckConfig> checks,
            Predicate<String> shown,
            Instant from,
            Instant now) {
        PastCommits commits = new PastCommits(table, state, reader);
        List<SnapshotState> since = commits.oldestFirst().stream()
                .filter(commit -> !commit.committedAt().isBefore(from))
                .toList();
        List<FiringLog> logs = checks.stream()
                .sorted(Comparator.comparing(CheckConfig::name))
                .map(FiringLog::new)
                .toList();
        List<PastFreshness> freshness = logs.stream()
                .filter(log -> PastFreshness.replays(log.check().kind()))
                .map(PastFreshness::new)
                .toList();
        PastJudge judge = new PastJudge(table, commits, scans, shown);
        List<String> notes = new ArrayList<>();
        List<FiringLog> judging =
                logs.stream().filter(log -> PastJudge.judges(log.check())).toList();
        for (int start = 0; start < since.size(); start += AT_A_TIME) {
            for (CommitFacts commit : commits.read(since.subList(start, Math.min(since.size(), start + AT_A_TIME)))) {
                replay(commit, judging, judge, freshness);
            }
        }
        freshness.forEach(each -> each.end(now));
        if (judge.scanned() >= MOST_SCANNED) {
            notes.add("Checks that read rows judged the oldest " + MOST_SCANNED + " commits of the period only.");
        }
        notes(commits, since, from, logs, notes);
        return new Backtest(
                state.name(),
                since.isEmpty() || since.get(0).committedAt().isBefore(from)
                        ? from
                        : since.get(0).committedAt(),
                now,
                since.size(),
                logs.stream().map(log -> log.history(isReplayed(log.check()))).toList(),
                notes);
    }

    private static void replay(
            CommitFacts commit, List<FiringLog> logs, PastJudge judge, List<PastFreshness> freshness) {
        List<CheckConfig> checks = logs.stream()
                .map(FiringLog::check)
                .filter(check -> judge.scanned() < MOST_SCANNED || !ScanJudgements.judges(check.kind()))
                .toList();
        Map<String, Judgement> judgements = judge.judge(checks, commit);
        Optional<Long> checkpoint = commit.checkpoint().map(found -> found.checkpointId());
        for (FiringLog log : logs) {
            Optional.ofNullable(judgements.get(log.check().name()))
                    .ifPresent(judgement ->
                            log.add(judgement, commit.committedAt(), Optional.of(commit.id()), checkpoint));
        }
        freshness.forEach(each -> each.add(commit));
    }

    private static void notes(
            PastCommits commits, List<SnapshotState> since, Instant from, List<FiringLog> logs, List<String> notes) {
        Optional<Instant> oldest = commits.oldestFirst().stream().findFirst().map(SnapshotState::committedAt);
        if (oldest.filter(from::isBefore).isPresent()) {
            notes.add("The table has commits since " + oldest.get() + " only.");
        }
        boolean scans =
                logs.stream().anyMatch(log -> ScanJudgements.judges(log.check().kind()));
        if (scans && !since.isEmpty()) {
            notes.add(
                    "Rows are judged commit by commit; duplicates between commits, and what other tables had then, are"
                            + " not seen.");
        }
        List<String> left = logs.stream()
                .map(FiringLog::check)
                .filter(check -> !isReplayed(check))
                .map(CheckConfig::name)
                .toList();
        if (!left.isEmpty()) {
            notes.add("Not replayed, since retained commits do not say enough: " + String.join(", ", left) + ".");
        }
    }

    private static boolean isReplayed(CheckConfig check) {
        return PastJudge.judges(check) || PastFreshness.replays(check.kind());
    }

    private static String subject(CheckKind kind) {
        if (kind instanceof CheckKind.Anomaly) {
            return "a bucket of time";
        }
        return kind instanceof CheckKind.Freshness ? "the time since the last one" : "the branch as a whole";
    }
}
