package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.Wording;
import io.firn.maintenance.policy.Explanation;
import io.firn.maintenance.replay.Replay;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "plan", description = "Say what maintenance would do now, and why or why not.")
final class PlanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "namespace.table; every table without it")
    private @Nullable String name;

    @Option(names = "--explain", description = "Say where each value of the table's policy comes from.")
    private boolean explain;

    @Option(
            names = "--replay",
            paramLabel = "PERIOD",
            description = "Say what the policy would have done to the table in the last 7d, 12h, ...")
    private @Nullable String replay;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (explain || replay != null) {
            return ofTable();
        }
        String query = name == null ? "" : "?table=" + DaemonClient.escape(name);
        String json = stack.client(terminal).get("/api/v1/plan" + query);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            print(Json.readList(json, DecisionView.class), terminal.out());
        }
        return ExitCode.FINE;
    }

    private Integer ofTable() {
        if (name == null || (explain && replay != null)) {
            throw new CommandException(
                    ExitCode.WRONG_USE, "Cannot explain or replay: name a table, and one of --explain and --replay");
        }
        String query = replay == null ? "policy" : "replay";
        String path = DaemonClient.path("/api/v1/tables", name, query);
        String json =
                stack.client(terminal).get(replay == null ? path : path + "?period=" + DaemonClient.escape(replay));
        if (stack.json()) {
            terminal.out().println(json);
        } else if (replay == null) {
            PolicyText.print(Json.read(json, Explanation.class), terminal.out());
        } else {
            PolicyText.print(Json.read(json, Replay.class), terminal.out());
        }
        return ExitCode.FINE;
    }

    static void print(List<DecisionView> decisions, PrintStream out) {
        if (decisions.isEmpty()) {
            out.println("No tables yet.");
            return;
        }
        TextTable text = new TextTable("TABLE", "OPERATION", "NOW", ">FILES", ">SIZE", "REASON");
        for (DecisionView decision : decisions) {
            text.row(
                    decision.table(),
                    decision.operation(),
                    decision.chosen() ? "yes" : "no",
                    decision.chosen() ? Wording.count(decision.inputFiles()) : "",
                    decision.chosen() ? Wording.bytes(decision.inputBytes()) : "",
                    decision.reason());
        }
        text.print(out);
    }
}
