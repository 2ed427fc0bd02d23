package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.Wording;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "plan", description = "Say what maintenance would do now, and why or why not.")
final class PlanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "namespace.table; every table without it")
    private @Nullable String name;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String query = name == null ? "" : "?table=" + DaemonClient.escape(name);
        String json = stack.client(terminal).get("/api/v1/plan" + query);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            print(Json.readList(json, DecisionView.class), terminal.out());
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
