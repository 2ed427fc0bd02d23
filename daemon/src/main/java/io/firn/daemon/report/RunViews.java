package io.firn.daemon.report;

import io.firn.daemon.schedule.CronTimes;
import io.firn.daemon.schedule.Ticket;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.Wording;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.run.RunProgress;
import java.time.Instant;

/** Runs, decisions and requests as views. */
final class RunViews {
    private RunViews() {}

    static RunView of(Run run) {
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
                run.snapshotBefore(),
                run.snapshotAfter(),
                run.error());
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

    static ProgressView of(RunProgress progress) {
        return new ProgressView(
                progress.runId(),
                progress.table(),
                progress.operation().id(),
                progress.started(),
                progress.filesDone(),
                progress.filesTotal(),
                progress.bytesDone(),
                progress.bytesTotal());
    }

    static RequestView of(Ticket ticket) {
        return new RequestView(
                ticket.id(),
                ticket.table().toString(),
                ticket.operation().id(),
                Wording.constant(ticket.state()),
                ticket.requested(),
                ticket.run().map(RunViews::of));
    }
}
