package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.Wording;
import io.firn.lake.config.Threshold;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "check", description = "Say which checks of the tables' data do not pass; exits 1 where one fails.")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "namespace.table; every table without it")
    private @Nullable String table;

    @Option(names = "--all", description = "List the checks that pass, too; a single table's are always listed.")
    private boolean all;

    @Option(names = "--explain", paramLabel = "NAME", description = "Say all that is known of one check.")
    private @Nullable String name;

    @Option(
            names = "--backtest",
            paramLabel = "PERIOD",
            description = "Say what the checks would have said of the commits of the last 7d, 12h, ...")
    private @Nullable String backtest;

    CheckCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        if (backtest != null) {
            if (name != null || all) {
                throw new CommandException(
                        ExitCode.WRONG_USE,
                        "Cannot combine --backtest with " + (all ? "--all" : "--explain")
                                + ": it always tells of every check");
            }
            new BacktestPrinter(terminal, stack).print(Optional.ofNullable(table), backtest);
            return ExitCode.FINE;
        }
        String query = table == null ? "" : "?table=" + DaemonClient.escape(table);
        String json = stack.client(terminal).get("/api/v1/checks" + query);
        List<CheckView> checks = Json.readList(json, CheckView.class);
        if (name != null) {
            checks = checks.stream().filter(check -> check.check().equals(name)).toList();
            if (checks.isEmpty()) {
                throw new CommandException(
                        ExitCode.WRONG_USE,
                        "Cannot explain check '" + name + "': "
                                + (table == null ? "no table has a check" : table + " has none")
                                + " of that name; firn check --all lists them");
            }
        }
        if (stack.json()) {
            terminal.out().println(name == null ? json : Json.write(checks));
        } else if (name != null) {
            checks.forEach(check -> explain(check, terminal.out()));
        } else {
            print(checks, terminal.out());
        }
        return checks.stream().anyMatch(CheckView::fails) ? ExitCode.TROUBLE : ExitCode.FINE;
    }

    private void print(List<CheckView> checks, PrintStream out) {
        List<CheckView> shown = checks.stream()
                .filter(check -> all || table != null || !check.passes())
                .toList();
        if (!shown.isEmpty()) {
            TextTable text = new TextTable("TABLE", "CHECK", "STATUS", ">VALUE", ">SINCE", "SEVERITY", "REASON");
            shown.forEach(check -> text.row(
                    check.table(),
                    check.check(),
                    check.status(),
                    check.value().map(Threshold::number).orElse(""),
                    check.since()
                            .map(since -> Wording.age(Duration.between(since, clock.instant())))
                            .orElse(""),
                    check.severity(),
                    check.reason()));
            text.print(out);
        }
        out.println(summary(checks));
    }

    /** {@code 54 checks: 1 fail, 52 pass, 1 unknown}. */
    static String summary(List<CheckView> checks) {
        Map<String, Long> counts = checks.stream()
                .map(CheckView::status)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        String number = checks.size() == 1 ? "1 check" : Wording.count(checks.size()) + " checks";
        return checks.isEmpty()
                ? "No checks."
                : number + ": "
                        + counts.entrySet().stream()
                                .map(count -> Wording.count(count.getValue()) + " " + count.getKey())
                                .collect(Collectors.joining(", "));
    }

    private static void explain(CheckView check, PrintStream out) {
        TextTable text = new TextTable(check.check(), "of " + check.table())
                .row(
                        "status",
                        check.status()
                                + check.since().map(since -> " since " + since).orElse(""))
                .row("reason", check.reason())
                .row("rule", check.rule())
                .row("type", check.type())
                .row("severity", check.severity());
        check.value().ifPresent(value -> text.row("value", Threshold.number(value)));
        check.owner().ifPresent(owner -> text.row("owner", owner));
        check.description().ifPresent(why -> text.row("because", why));
        check.snapshotId()
                .ifPresent(id -> text.row(
                        "began with",
                        "snapshot " + id
                                + check.committedAt().map(at -> " of " + at).orElse("")
                                + check.checkpointId()
                                        .map(checkpoint -> ", checkpoint " + checkpoint)
                                        .orElse("")));
        if (!check.offsets().isEmpty()) {
            text.row("offsets", check.offsets());
        }
        check.lastRun().ifPresent(at -> text.row("last run", at.toString()));
        text.row("source", check.source());
        text.print(out);
    }
}
