package io.firn.quality.incident;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.quality.check.CommitChecks;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.check.Status;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Table;

/** Judges past commits, as they would have been judged when they came. */
final class PastJudge {
    private final Table table;
    private final PastCommits commits;
    private final ScanJudgements scans;
    private final Predicate<String> shown;
    private final Map<String, EarlierCommits> beforeLoss = new HashMap<>();
    private long scanned;

    PastJudge(Table table, PastCommits commits, ScanJudgements scans, Predicate<String> shown) {
        this.table = table;
        this.commits = commits;
        this.scans = scans;
        this.shown = shown;
    }

    /** Whether a check is judged commit by commit. */
    static boolean judges(CheckConfig check) {
        return CommitChecks.judges(check.kind()) || ScanJudgements.judges(check.kind());
    }

    /**
     * Whether what it says of a commit depends on what it said of those before: while columns are lost, they are compared with
     * the time before, so that being lost does not become usual.
     */
    static boolean remembers(CheckConfig check) {
        return check.kind() instanceof CheckKind.AllNull;
    }

    long scanned() {
        return scanned;
    }

    /**
     * What the checks say of a commit; commits come oldest first where a check {@link #remembers}.
     *
     * @return by name, without checks that have nothing to judge in it
     */
    Map<String, Judgement> judge(List<CheckConfig> checks, CommitFacts commit) {
        Map<String, Judgement> judgements = new HashMap<>();
        for (CheckConfig check : checks) {
            if (CommitChecks.judges(check.kind())) {
                judge(check, commit).ifPresent(judgement -> judgements.put(check.name(), judgement));
            }
        }
        boolean scans = checks.stream().anyMatch(check -> ScanJudgements.judges(check.kind()));
        if (scans && commit.added().records() > 0) {
            scanned++;
            judgements.putAll(this.scans.judge(table, List.of(commit.id()), checks));
        }
        Map<String, Judgement> shownAs = new HashMap<>();
        for (CheckConfig check : checks) {
            Optional.ofNullable(judgements.get(check.name()))
                    .flatMap(judgement -> judgement.shownAs(check.onUnknown()))
                    .ifPresent(judgement -> shownAs.put(check.name(), judgement));
        }
        return shownAs;
    }

    private Optional<Judgement> judge(CheckConfig check, CommitFacts commit) {
        EarlierCommits earlier =
                Optional.ofNullable(beforeLoss.get(check.name())).orElseGet(() -> commits.before(commit.snapshot()));
        Optional<Judgement> judgement = CommitChecks.judge(check, commit, earlier, shown);
        if (remembers(check) && judgement.isPresent()) {
            if (judgement.get().status() == Status.FAIL) {
                beforeLoss.putIfAbsent(check.name(), earlier);
            } else if (judgement.get().status() == Status.PASS) {
                beforeLoss.remove(check.name());
            }
        }
        return judgement;
    }
}
