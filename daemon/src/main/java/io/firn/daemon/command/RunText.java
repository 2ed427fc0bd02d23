package io.firn.daemon.command;

import io.firn.daemon.view.RunView;
import io.firn.daemon.view.Wording;
import io.firn.maintenance.verify.Receipt;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** One run with its receipt, for people. */
final class RunText {
    private RunText() {}

    static void print(RunView run, PrintStream out) {
        TextTable text = new TextTable("run", run.id())
                .row("table", run.table())
                .row("operation", run.operation() + " (" + run.trigger() + ")")
                .row("outcome", run.outcome())
                .row("reason", run.reason())
                .row("started", run.started().toString())
                .row("took", took(run))
                .row("files", Wording.count(run.filesBefore()) + " -> " + Wording.count(run.filesAfter()))
                .row(
                        "rewritten",
                        Wording.bytes(run.bytesRewritten()) + ", " + Wording.count(run.recordsRewritten())
                                + " records");
        run.progress()
                .filter(progress -> !run.outcome().equals("succeeded"))
                .ifPresent(progress -> text.row("progress", ProgressText.whole(progress)));
        run.guard().ifPresent(guard -> text.row("guard", guard.id() + ", " + guard.watches()));
        if (run.snapshotBefore().isPresent() || run.snapshotAfter().isPresent()) {
            text.row("snapshot", snapshot(run.snapshotBefore()) + " -> " + snapshot(run.snapshotAfter()));
        }
        run.error().ifPresent(error -> text.row("error", error));
        run.receipt().ifPresent(receipt -> rows(receipt, text));
        text.print(out);
        run.receipt().ifPresent(receipt -> checks(receipt, out));
    }

    static String took(RunView run) {
        return run.finished()
                .map(finished -> took(Duration.between(run.started(), finished)))
                .orElse("running");
    }

    /** How long it took, or how far it is. */
    static String tookOrProgress(RunView run) {
        return run.outcome().equals("running")
                ? run.progress().map(ProgressText::brief).orElse("running")
                : took(run);
    }

    private static void rows(Receipt receipt, TextTable text) {
        if (receipt.rowsIn() > 0) {
            text.row(
                    "rows",
                    Wording.count(receipt.rowsIn()) + " in, " + Wording.count(receipt.rowsOut()) + " out, "
                            + Wording.count(receipt.rowsDeleted()) + " deleted");
        }
        text.row("bytes", Wording.bytes(receipt.bytesIn()) + " -> " + Wording.bytes(receipt.bytesOut()));
        text.row("commits", Wording.count(receipt.commits()) + ", conflicts " + Wording.count(receipt.conflicts()));
    }

    private static void checks(Receipt receipt, PrintStream out) {
        if (receipt.checks().isEmpty()) {
            return;
        }
        out.println();
        TextTable checks = new TextTable("CHECK", "RESULT", "FIGURES");
        for (Receipt.Check check : receipt.checks()) {
            checks.row(check.name(), check.passed() ? "ok" : "failed", check.detail());
        }
        checks.print(out);
    }

    private static String snapshot(Optional<Long> id) {
        return id.map(String::valueOf).orElse("none");
    }

    private static String took(Duration duration) {
        return duration.toSeconds() < 10 ? duration.toMillis() + " ms" : Wording.age(duration);
    }
}
