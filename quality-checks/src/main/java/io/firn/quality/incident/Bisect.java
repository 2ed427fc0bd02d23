package io.firn.quality.incident;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.table.SnapshotState;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import io.firn.quality.commit.CommitFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds where the last stretch of bad commits began. From the newest commit back, some at a time, until a good one is before
 * a bad one: a search by halves would find some change from good to bad, not the one that matters now. A check that remembers
 * goes forward over all.
 */
final class Bisect {
    private static final int AT_A_TIME = 64;
    /** Of checks that read rows: an incident is found in a minute or so, or the commits are too many to read. */
    private static final int MOST_SCANNED = 500;

    private final String table;
    private final CheckConfig check;
    private final PastCommits commits;
    private final PastJudge judge;
    private final Deque<JudgedCommit> newestFirst = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private long judged;
    private long unknown;

    Bisect(String table, CheckConfig check, PastCommits commits, PastJudge judge) {
        this.table = table;
        this.check = check;
        this.commits = commits;
        this.judge = judge;
    }

    Incident find() {
        boolean all = PastJudge.remembers(check) ? forward() : backward();
        List<JudgedCommit> judgedCommits = List.copyOf(newestFirst);
        int from = 0;
        while (from < judgedCommits.size() && !isBad(judgedCommits.get(from))) {
            from++;
        }
        int to = from;
        while (to < judgedCommits.size() && isBad(judgedCommits.get(to))) {
            to++;
        }
        List<JudgedCommit> bad = judgedCommits.subList(from, to);
        Optional<JudgedCommit> lastGood = at(judgedCommits, to);
        if (unknown > 0) {
            notes.add("The check cannot tell of " + unknown + " of the commits; they count as neither good nor bad.");
        }
        return new Incident(
                table,
                check.name(),
                check.kind().type(),
                bad.isEmpty() ? "none" : from == 0 ? "ongoing" : "over",
                at(bad, bad.size() - 1),
                bad.isEmpty() ? Optional.empty() : lastGood,
                at(bad, 0),
                from == 0 || bad.isEmpty() ? Optional.empty() : at(judgedCommits, from - 1),
                bad.size(),
                judged,
                unknown,
                !bad.isEmpty() && lastGood.isEmpty() && all,
                judge.scanned(),
                notes);
    }

    /** Whether the oldest retained commit was reached. */
    private boolean backward() {
        List<SnapshotState> left = new ArrayList<>(commits.oldestFirst());
        Collections.reverse(left);
        boolean seenBad = false;
        for (int start = 0; start < left.size(); start += AT_A_TIME) {
            List<SnapshotState> some = left.subList(start, Math.min(left.size(), start + AT_A_TIME));
            for (CommitFacts commit : commits.read(some)) {
                if (judge.scanned() >= MOST_SCANNED) {
                    notes.add("Only the newest " + MOST_SCANNED + " commits with rows were read; older ones were not.");
                    return false;
                }
                Optional<JudgedCommit> found = judge(commit);
                found.ifPresent(newestFirst::addLast);
                seenBad |= found.filter(Bisect::isBad).isPresent();
                if (seenBad && found.isPresent() && !isBad(found.get())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean forward() {
        List<SnapshotState> left = commits.oldestFirst();
        for (int start = 0; start < left.size(); start += AT_A_TIME) {
            List<SnapshotState> some = left.subList(start, Math.min(left.size(), start + AT_A_TIME));
            commits.read(some).forEach(commit -> judge(commit).ifPresent(newestFirst::addFirst));
        }
        return true;
    }

    /** Empty where there was nothing to judge, or it could not be told. */
    private Optional<JudgedCommit> judge(CommitFacts commit) {
        Map<String, Judgement> judgements = judge.judge(List.of(check), commit);
        Optional<Judgement> judgement = Optional.ofNullable(judgements.get(check.name()));
        judged += judgement.isPresent() ? 1 : 0;
        if (judgement.filter(Judgement::isUnknown).isPresent()) {
            unknown++;
            return Optional.empty();
        }
        return judgement.map(found -> JudgedCommit.of(commit, found));
    }

    private static boolean isBad(JudgedCommit commit) {
        return !commit.status().equals(Status.PASS.word());
    }

    private static <T> Optional<T> at(List<T> list, int index) {
        return index >= 0 && index < list.size() ? Optional.of(list.get(index)) : Optional.empty();
    }
}
