package io.firn.daemon.command;

import io.firn.daemon.view.Wording;
import io.firn.maintenance.policy.Explanation;
import io.firn.maintenance.replay.Replay;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A policy's values and what it would have done, for people. */
final class PolicyText {
    private static final int ROWS_SHOWN = 20;

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
                .row("time travel to", reach(replay.replayed()) + ", today " + reach(replay.today()))
                .print(out);
        replay.replayed().restores().forEach(point -> out.println(ShowCommand.words(point)));
        replay.today().restores().stream()
                .filter(point -> !replay.replayed().restores().contains(point))
                .forEach(point -> out.println("today " + ShowCommand.words(point)));
        if (!replay.runs().isEmpty()) {
            out.println();
            runs(replay.runs()).print(out);
            shortened(replay.runs().size(), out);
        }
        if (!replay.points().isEmpty()) {
            out.println();
            points(replay.points()).print(out);
            shortened(replay.points().size(), out);
        }
        out.println();
        replay.estimates().forEach(out::println);
    }

    private static String reach(Replay.Reach reach) {
        return reach.timeTravelTo().map(Instant::toString).orElse("nothing");
    }

    private static TextTable runs(List<Replay.PlannedRun> runs) {
        TextTable text = new TextTable("WOULD RUN", "OPERATION", ">FILES", ">AFTER", ">BYTES", "REASON");
        for (Replay.PlannedRun run : spread(runs)) {
            text.row(
                    run.at().toString(),
                    run.operation().id(),
                    Wording.count(run.inputFiles()),
                    Wording.count(run.outputFiles()),
                    Wording.bytes(run.bytes()),
                    run.reason());
        }
        return text;
    }

    private static TextTable points(List<Replay.Point> points) {
        TextTable text =
                new TextTable("AT", ">FILES", ">FILES WITH POLICY", ">DELETE FILES", ">DELETE FILES WITH POLICY");
        for (Replay.Point point : spread(points)) {
            text.row(
                    point.at().toString(),
                    Wording.count(point.files()),
                    Wording.count(point.filesMaintained()),
                    Wording.count(point.deleteFiles()),
                    Wording.count(point.deleteFilesMaintained()));
        }
        return text;
    }

    /** Some of many, evenly, and the last one. */
    private static <T> List<T> spread(List<T> rows) {
        int every = Math.max(1, (rows.size() + ROWS_SHOWN - 1) / ROWS_SHOWN);
        List<T> some = new ArrayList<>();
        for (int i = rows.size() - 1; i >= 0; i -= every) {
            some.add(0, rows.get(i));
        }
        return some;
    }

    private static void shortened(int rows, PrintStream out) {
        if (rows > ROWS_SHOWN) {
            out.println("(some of " + Wording.count(rows) + "; --json has all)");
        }
    }
}
