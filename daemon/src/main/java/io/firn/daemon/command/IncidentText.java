package io.firn.daemon.command;

import io.firn.daemon.view.Wording;
import io.firn.quality.incident.Backtest;
import io.firn.quality.incident.Backtest.CheckHistory;
import io.firn.quality.incident.Backtest.Firing;
import io.firn.quality.incident.Incident;
import io.firn.quality.incident.JudgedCommit;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where incidents began, and which would have been, for people. */
final class IncidentText {
    private IncidentText() {}

    static void print(Incident incident, PrintStream out) {
        if (incident.firstBad().isEmpty()) {
            out.println("No bad commit of " + incident.table() + " for " + incident.check() + " among the "
                    + Wording.count(incident.judged()) + " that it judges.");
            incident.notes().forEach(out::println);
            return;
        }
        JudgedCommit bad = incident.firstBad().get();
        TextTable text = new TextTable("table", incident.table())
                .row("check", incident.check() + " (" + incident.type() + ")")
                .row("state", incident.state())
                .row("began with", "snapshot " + bad.snapshotId() + " at " + bad.committedAt());
        bad.checkpointId()
                .ifPresent(id -> text.row(
                        "checkpoint",
                        id + bad.writer().map(writer -> " of " + writer).orElse("")));
        bad.offsets().forEach(range -> text.row("offsets", range));
        text.row("rows added", Wording.count(bad.addedRows()))
                .row("finding", bad.reason())
                .row("bad commits", Wording.count(incident.bad()));
        incident.lastGood()
                .ifPresent(
                        good -> text.row("last good", "snapshot " + good.snapshotId() + " at " + good.committedAt()));
        incident.firstGoodAfter()
                .ifPresent(
                        good -> text.row("ended with", "snapshot " + good.snapshotId() + " at " + good.committedAt()));
        text.row(
                "looked at",
                Wording.count(incident.judged()) + " commits, rows of " + Wording.count(incident.scannedCommits()));
        text.print(out);
        if (incident.beginningExpired()) {
            out.println("It may have begun earlier: every older commit has been expired.");
        }
        incident.notes().forEach(out::println);
    }

    static void print(List<Backtest> backtests, PrintStream out) {
        for (Backtest backtest : backtests) {
            out.println(backtest.table() + ": " + Wording.count(backtest.commits()) + " commits from " + backtest.from()
                    + " to " + backtest.to());
            TextTable text = new TextTable("CHECK", "SEVERITY", ">JUDGED", ">FAILED", ">WARNED", ">UNKNOWN", ">FIRED");
            for (CheckHistory check : backtest.checks()) {
                text.row(
                        check.check(),
                        check.severity(),
                        check.replayed() ? Wording.count(check.judged()) : "-",
                        Wording.count(check.failed()),
                        Wording.count(check.warned()),
                        Wording.count(check.unknown()),
                        Wording.count(check.fired()));
            }
            text.print(out);
            backtest.checks().forEach(check -> firings(check, out));
            backtest.notes().forEach(out::println);
            out.println();
        }
    }

    private static void firings(CheckHistory check, PrintStream out) {
        for (Firing firing : check.firings()) {
            Optional<String> checkpoint = firing.checkpointId().map(id -> ", checkpoint " + id);
            out.println("  " + check.check() + " from " + firing.since() + " to "
                    + firing.until().map(Instant::toString).orElse("now")
                    + firing.snapshotId().map(id -> ", snapshot " + id).orElse("") + checkpoint.orElse("") + ": "
                    + firing.reason());
        }
    }
}
