package io.firn.daemon.command;

import io.firn.daemon.view.Wording;
import io.firn.maintenance.plan.Replay;
import io.firn.maintenance.policy.Explanation;
import java.io.PrintStream;
import java.time.Instant;

/** A policy's values and what it would have done, for people. */
final class PolicyText {
    private static final int POINTS_SHOWN = 20;

    private PolicyText() {}

    static void print(Explanation explanation, PrintStream out) {
        TextTable text = new TextTable("KEY", "VALUE", "SET BY");
        for (Explanation.Value value : explanation.values()) {
            text.row(value.key(), value.value(), value.source());
        }
        text.print(out);
        explanation.problem().ifPresent(problem -> out.println("refused: " + problem));
    }

    static void print(Replay replay, PrintStream out) {
        new TextTable("table", replay.table())
                .row("from", replay.from().toString())
                .row("to", replay.to().toString())
                .row("runs", Wording.count(replay.runs().size()))
                .row("rewritten", Wording.bytes(replay.bytesRewritten()))
                .row("snapshots expired", Wording.count(replay.snapshotsExpired()))
                .row(
                        "time travel to",
                        replay.timeTravelTo().map(Instant::toString).orElse("nothing"))
                .print(out);
        replay.restores().forEach(point -> out.println(ShowCommand.words(point)));
        if (!replay.runs().isEmpty()) {
            out.println();
            TextTable runs = new TextTable("WOULD RUN", "OPERATION", ">FILES", ">AFTER", ">BYTES", "REASON");
            for (Replay.PlannedRun run : replay.runs()) {
                runs.row(
                        run.at().toString(),
                        run.operation().id(),
                        Wording.count(run.inputFiles()),
                        Wording.count(run.outputFiles()),
                        Wording.bytes(run.bytes()),
                        run.reason());
            }
            runs.print(out);
        }
        if (!replay.points().isEmpty()) {
            out.println();
            TextTable points = new TextTable("AT", ">FILES", ">MAINTAINED", ">DELETE FILES", ">MAINTAINED");
            int every = Math.max(1, (replay.points().size() + POINTS_SHOWN - 1) / POINTS_SHOWN);
            for (int i = 0; i < replay.points().size(); i++) {
                if (i % every == 0 || i == replay.points().size() - 1) {
                    Replay.Point point = replay.points().get(i);
                    points.row(
                            point.at().toString(),
                            Wording.count(point.files()),
                            Wording.count(point.filesMaintained()),
                            Wording.count(point.deleteFiles()),
                            Wording.count(point.deleteFilesMaintained()));
                }
            }
            points.print(out);
        }
        replay.estimates().forEach(out::println);
    }
}
