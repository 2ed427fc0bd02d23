package io.firn.maintenance.replay;

import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.table.FileChanges;
import io.firn.lake.table.FileHistory;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.plan.Attempt;
import io.firn.maintenance.plan.Circumstances;
import io.firn.maintenance.plan.CompactionThresholds;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Expiry;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Planner;
import io.firn.maintenance.plan.RestorePoints;
import io.firn.maintenance.plan.SnapshotGraph;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.replay.ReplayedPartition.Rewritten;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Replays a policy over the snapshots that a table still has: after each writer's snapshot, and now and then in between, the
 * planner decides on the table as it would be, and what it chooses is done to counts and sizes. Pure: the same arguments give
 * the same replay.
 */
public final class TimeMachine {
    /** Looks at the table between its snapshots, for what waits for a time: windows, expiry. */
    private static final int LOOKS = 200;

    /** As many as the real plan is given. */
    private static final int ATTEMPTS_THAT_MATTER = 60;

    private final TableState today;
    private final FileHistory history;
    private final Policy policy;
    private final Optional<DataSize> budgetPerHour;
    private final ReplayedFiles leftAlone;
    private final ReplayedFiles maintained;
    private final ReplayedSnapshots snapshots;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Replay.PlannedRun> runs = new ArrayList<>();
    private final List<Replay.Point> points = new ArrayList<>();
    private long snapshotsExpired;

    private TimeMachine(TableState today, FileHistory history, Policy policy, Optional<DataSize> budgetPerHour) {
        this.today = today;
        this.history = history;
        this.policy = policy;
        this.budgetPerHour = budgetPerHour;
        this.leftAlone = new ReplayedFiles(history.atStart());
        this.maintained = new ReplayedFiles(history.atStart());
        this.snapshots = new ReplayedSnapshots(today);
    }

    /**
     * @param today the table as it is
     * @param budgetPerHour as of all tables, though this one alone uses it here
     */
    public static Replay replay(
            TableState today, FileHistory history, Policy policy, Optional<DataSize> budgetPerHour) {
        return new TimeMachine(today, history, policy, budgetPerHour).replay();
    }

    private Replay replay() {
        moments().forEach((at, changes) -> {
            snapshots.advanceTo(at);
            changes.forEach(leftAlone::apply);
            changes.forEach(maintained::apply);
            plan(Operation.COMPACTION, at);
            plan(Operation.DELETE_FILE_REWRITE, at);
            if (changes.isEmpty()) {
                plan(
                        Operation.SNAPSHOT_EXPIRY,
                        at); // Not at each of thousands of snapshots: it walks through all of them.
            }
            if (!changes.isEmpty()) {
                points.add(new Replay.Point(
                        at,
                        changes.get(changes.size() - 1).snapshotId(),
                        leftAlone.dataFiles(),
                        maintained.dataFiles(),
                        leftAlone.deleteFiles(),
                        maintained.deleteFiles()));
            }
        });
        return new Replay(
                today.name(),
                history.from(),
                today.readAt(),
                runs,
                points,
                runs.stream()
                        .filter(run -> run.operation() == Operation.COMPACTION)
                        .mapToLong(Replay.PlannedRun::bytes)
                        .sum(),
                snapshotsExpired,
                reach(today),
                reach(state(today.readAt())),
                estimates());
    }

    /** When to look at the table, and what its writers have changed by then. */
    private Map<Instant, List<FileChanges>> moments() {
        Map<Long, Instant> committed =
                today.snapshots().stream().collect(Collectors.toMap(SnapshotState::id, SnapshotState::committedAt));
        TreeMap<Instant, List<FileChanges>> moments = new TreeMap<>();
        Duration apart = Duration.between(history.from(), today.readAt()).dividedBy(LOOKS);
        for (int look = 0; look < LOOKS; look++) {
            moments.put(history.from().plus(apart.multipliedBy(look)), new ArrayList<>());
        }
        moments.put(today.readAt(), new ArrayList<>());
        for (FileChanges changes : history.changes()) {
            Instant at =
                    Optional.ofNullable(committed.get(changes.snapshotId())).orElse(today.readAt());
            moments.computeIfAbsent(at, unseen -> new ArrayList<>()).add(changes);
        }
        return moments;
    }

    private void plan(Operation operation, Instant at) {
        Decision decision = Planner.decide(operation, state(at), policy, Trigger.THRESHOLD, at, circumstances(at));
        if (decision.chosen()) {
            run(decision, at);
        }
    }

    private void run(Decision decision, Instant at) {
        Optional<Long> before = snapshots.head();
        Rewritten done =
                switch (decision.operation()) {
                    case COMPACTION ->
                        maintained.compact(policy, CompactionThresholds.of(policy.compaction(), Trigger.THRESHOLD));
                    case DELETE_FILE_REWRITE ->
                        maintained.rewriteDeletes(
                                Math.max(2, policy.deleteFiles().minInputFiles()));
                    case SNAPSHOT_EXPIRY -> expire(at);
                    case MANIFEST_REWRITE, ORPHAN_REMOVAL -> Rewritten.NOTHING;
                };
        boolean gained = done.inputFiles() > 0;
        if (gained) {
            if (decision.operation() != Operation.SNAPSHOT_EXPIRY) {
                snapshots.addRewrite(
                        decision.operation(), decision.operation() == Operation.COMPACTION ? done.inputFiles() : 0, at);
            }
            runs.add(new Replay.PlannedRun(
                    at, decision.operation(), decision.reason(), done.inputFiles(), done.outputFiles(), done.bytes()));
        }
        attempts.add(
                0,
                new Attempt(decision.operation(), gained ? Attempt.Result.GAINED : Attempt.Result.NOTHING, before, at));
        if (attempts.size() > ATTEMPTS_THAT_MATTER) {
            attempts.remove(attempts.size() - 1);
        }
    }

    private Rewritten expire(Instant at) {
        Expiry expiry = Expiry.of(SnapshotGraph.of(state(at)), policy.snapshots(), at);
        snapshotsExpired += snapshots.expire(expiry);
        return new Rewritten(expiry.expired().size(), 0, 0);
    }

    /** The table as it would be. */
    private TableState state(Instant at) {
        return new TableState(
                today.catalog(),
                today.table(),
                today.uuid(),
                today.location(),
                today.formatVersion(),
                today.schemaId(),
                today.metadataLocation(),
                today.metadataBytes(),
                at,
                snapshots.head(),
                today.columns(),
                maintained.partitions(),
                List.of(),
                snapshots.all(),
                snapshots.refs(),
                today.properties());
    }

    private Circumstances circumstances(Instant at) {
        Instant hourAgo = at.minus(Duration.ofHours(1));
        long rewritten = 0;
        for (int i = runs.size() - 1; i >= 0 && runs.get(i).at().isAfter(hourAgo); i--) {
            rewritten += runs.get(i).operation() == Operation.COMPACTION
                    ? runs.get(i).bytes()
                    : 0;
        }
        return new Circumstances(
                attempts,
                Optional.empty(),
                Map.of(),
                new DataSize(rewritten),
                budgetPerHour,
                ForeignMaintenance.WARN,
                List.of());
    }

    private static Replay.Reach reach(TableState state) {
        SnapshotGraph graph = SnapshotGraph.of(state);
        Optional<Instant> oldest = state.currentSnapshotId()
                .map(graph::ancestry)
                .filter(ancestry -> !ancestry.isEmpty())
                .map(ancestry -> ancestry.get(ancestry.size() - 1).committedAt());
        return new Replay.Reach(oldest, RestorePoints.of(graph));
    }

    private List<String> estimates() {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "Every run is taken to end at once and to lose no race; manifest rewrites, orphan removal and cron"
                        + " triggers are not replayed.");
        sentences.add(
                "What has been expired before cannot come back: a longer keep-for shows no more than today's snapshots;"
                        + " streaming readers hold nothing, as where they stood then is not known.");
        if (today.equalityDeleteFiles().files() > 0) {
            sentences.add(
                    "An equality delete is taken to remove no row, so that bytes and file sizes are upper bounds.");
        }
        return sentences;
    }
}
