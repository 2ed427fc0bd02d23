package io.firn.daemon.report;

import io.firn.daemon.schedule.CronTimes;
import io.firn.daemon.schedule.Ticket;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.QuarantineView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.Wording;
import io.firn.maintenance.ledger.Pause;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.ledger.RunProgress;
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.verify.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Runs, decisions, requests, pauses, quarantine and consumers as views. */
final class RunViews {
    /** The name under which the circuit breakers pause. */
    private static final String BREAKER = "circuit breaker";

    private RunViews() {}

    /** A run with its receipt. */
    static RunView of(Run run, Instant now) {
        return of(run, run.receipt().flatMap(RunViews::receipt), now);
    }

    /** A run among many. */
    static RunView brief(Run run, Instant now) {
        return of(run, Optional.empty(), now);
    }

    private static RunView of(Run run, Optional<Receipt> receipt, Instant now) {
        return new RunView(
                run.id(),
                run.table(),
                run.operation().id(),
                Wording.constant(run.trigger()),
                Wording.constant(run.outcome()),
                run.reason(),
                run.started(),
                run.finished(),
                run.filesBefore(),
                run.filesAfter(),
                run.bytesRewritten(),
                run.recordsRewritten(),
                run.progress().map(known -> progress(run, known, now)),
                run.snapshotBefore(),
                run.snapshotAfter(),
                run.error(),
                run.guard().map(guard -> new RunView.GuardView(guard.name(), guard.words())),
                receipt);
    }

    /** An older or a newer program may have written what this one cannot read. */
    private static Optional<Receipt> receipt(String json) {
        try {
            return Optional.of(Json.read(json, Receipt.class));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static PauseView of(Pause pause) {
        return new PauseView(
                pause.table(),
                pause.operation().map(Operation::id),
                pause.since(),
                pause.by(),
                pause.reason(),
                pause.by().equals(BREAKER));
    }

    static QuarantineView of(Quarantine.Contents contents) {
        return new QuarantineView(
                contents.runId(), contents.table(), contents.files(), contents.bytes(), contents.keepUntil());
    }

    static ConsumerView of(Consumer consumer) {
        return new ConsumerView(consumer.table(), consumer.name(), consumer.snapshotId(), consumer.renewed());
    }

    static DecisionView of(Decision decision, Policy policy, Instant now) {
        return new DecisionView(
                decision.table(),
                decision.operation().id(),
                decision.chosen(),
                decision.reason(),
                decision.inputFiles(),
                decision.inputBytes(),
                CronTimes.next(policy, decision.operation(), now));
    }

    /** How far a run is, also where that is not known yet. */
    static ProgressView progress(Run run, Instant now) {
        return progress(run, run.progress().orElse(RunProgress.unknown(now)), now);
    }

    private static ProgressView progress(Run run, RunProgress progress, Instant now) {
        return new ProgressView(
                run.id(),
                run.table(),
                run.operation().id(),
                run.started(),
                progress.at(),
                progress.files().done(),
                progress.files().total(),
                progress.bytes().done(),
                progress.bytes().total(),
                progress.rows().done(),
                progress.rows().total(),
                run.left(now).map(Duration::toSeconds));
    }

    static RequestView of(Ticket ticket, Optional<ProgressView> progress) {
        return new RequestView(
                ticket.id(),
                ticket.table().toString(),
                ticket.operation().id(),
                Wording.constant(ticket.state()),
                ticket.requested(),
                progress,
                // It has ended: at no time anything is left to do.
                ticket.run().map(run -> of(run, run.started())));
    }
}
