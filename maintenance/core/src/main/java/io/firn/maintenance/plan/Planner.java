package io.firn.maintenance.plan;

import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Decides what a table needs. Pure: the same arguments give the same decisions, and nothing is read or written. */
public final class Planner {

    /** One decision an operation, chosen or not, for a table without a history of runs. */
    public List<Decision> plan(TableState state, Policy policy, Trigger trigger, Instant now) {
        return plan(state, policy, trigger, now, List.of());
    }

    /** The same with earlier runs, newest first. */
    public List<Decision> plan(TableState state, Policy policy, Trigger trigger, Instant now, List<Attempt> attempts) {
        return plan(state, policy, trigger, now, Circumstances.of(attempts));
    }

    /** One decision an operation, chosen or not. */
    public List<Decision> plan(
            TableState state, Policy policy, Trigger trigger, Instant now, Circumstances circumstances) {
        return Arrays.stream(Operation.values())
                .map(operation -> decide(operation, state, policy, trigger, now, circumstances))
                .toList();
    }

    /** What to do about one operation. */
    public static Decision decide(
            Operation operation,
            TableState state,
            Policy policy,
            Trigger trigger,
            Instant now,
            Circumstances circumstances) {
        if (!isEnabled(operation, policy)) {
            return Decision.not(state.name(), operation, "disabled by the policy");
        }
        if (state.currentSnapshotId().isEmpty()) {
            return Decision.not(state.name(), operation, "the table has never been written");
        }
        Optional<Decision> refused = refused(operation, state, now, trigger, circumstances);
        if (refused.isPresent()) {
            return refused.get();
        }
        Decision decision =
                switch (operation) {
                    case COMPACTION -> CompactionPlan.decide(state, policy.compaction(), trigger);
                    case SNAPSHOT_EXPIRY -> expiry(state, policy.snapshots(), circumstances.consumers(), trigger, now);
                    case DELETE_FILE_REWRITE ->
                        DeleteFilePlan.decide(state, policy.deleteFiles(), trigger, circumstances.attempts());
                    case ORPHAN_REMOVAL -> OrphanPlan.decide(state, policy, trigger, now, circumstances.attempts());
                    case MANIFEST_REWRITE -> ManifestPlan.decide(state, policy.manifests(), trigger);
                };
        Optional<String> foreign = SecondMaintainer.seen(state, operation, now);
        Decision told = foreign.map(decision::warning).orElse(decision);
        return told.chosen() ? waits(told, state, policy, trigger, now, circumstances) : told;
    }

    private static Optional<Decision> refused(
            Operation operation, TableState state, Instant now, Trigger trigger, Circumstances circumstances) {
        if (circumstances.policyProblem().isPresent()) {
            return Optional.of(Decision.refused(
                    state.name(),
                    operation,
                    Optional.empty(),
                    "refused: " + circumstances.policyProblem().get()));
        }
        Optional<Refusal> refusal = Guards.refusal(state, operation);
        if (refusal.isEmpty() && circumstances.foreignMaintenance() == ForeignMaintenance.REFUSE) {
            refusal = SecondMaintainer.seen(state, operation, now).map(reason -> new Refusal(Guard.H17, reason));
        }
        if (refusal.isPresent()) {
            return Optional.of(Decision.refused(
                    state.name(),
                    operation,
                    Optional.of(refusal.get().guard()),
                    "refused: " + refusal.get().reason()));
        }
        return Optional.ofNullable(circumstances.paused().get(operation))
                .map(words -> Decision.refused(
                        state.name(),
                        operation,
                        Optional.empty(),
                        words + (trigger == Trigger.REQUEST ? "; resume it first" : "")));
    }

    /** A person who asks does not wait for a window or a budget; back-off is for thresholds only. */
    private static Decision waits(
            Decision decision,
            TableState state,
            Policy policy,
            Trigger trigger,
            Instant now,
            Circumstances circumstances) {
        Optional<String> wait = Optional.empty();
        if (!trigger.relaxesThresholds()) {
            wait = BackOff.reason(state, decision.operation(), circumstances.attempts(), now);
        }
        if (wait.isEmpty() && trigger != Trigger.REQUEST) {
            wait = Windows.reason(policy.windows(), now);
        }
        if (wait.isEmpty() && trigger != Trigger.REQUEST && decision.operation() == Operation.COMPACTION) {
            wait = circumstances.overBudget(decision.inputBytes());
        }
        return wait.map(decision::waiting).orElse(decision);
    }

    /** Whether the policy has the operation at all. */
    public static boolean isEnabled(Operation operation, Policy policy) {
        return switch (operation) {
            case COMPACTION -> policy.compaction().enabled();
            case SNAPSHOT_EXPIRY -> policy.snapshots().enabled();
            case DELETE_FILE_REWRITE -> policy.deleteFiles().enabled();
            case MANIFEST_REWRITE -> policy.manifests().enabled();
            case ORPHAN_REMOVAL -> policy.orphans().enabled();
        };
    }

    /** Each expiry is a commit that writers race with, so snapshots go in batches: once the oldest is a tenth overdue. */
    private static Decision expiry(
            TableState state, Policy.Snapshots policy, List<Consumer> consumers, Trigger trigger, Instant now) {
        Expiry expiry = Expiry.of(SnapshotGraph.of(state), policy, consumers, now);
        int expired = expiry.expired().size();
        String reason = expired + " of " + state.snapshots().size() + " snapshots may go; " + expiry.holds();
        Instant overdue = now.minus(policy.keepFor()).minus(policy.keepFor().dividedBy(10));
        boolean isDue = trigger.relaxesThresholds()
                || !expiry.droppedRefs().isEmpty()
                || state.snapshots().stream()
                        .anyMatch(snapshot -> expiry.expired().contains(snapshot.id())
                                && snapshot.committedAt().isBefore(overdue));
        if (expired > 0 && !isDue) {
            reason += "; they go together once the oldest is a tenth of keep-for overdue";
        }
        return new Decision(state.name(), Operation.SNAPSHOT_EXPIRY, !expiry.isEmpty() && isDue, reason, expired, 0);
    }
}
