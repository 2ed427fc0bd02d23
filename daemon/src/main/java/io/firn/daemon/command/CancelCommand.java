package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "End a run before its next commit; what it has committed stays.")
final class CancelCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "RUN", description = "the id of a run, see `firn runs`")
    private String run = "";

    CancelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String json = stack.client(terminal).post(DaemonClient.path("/api/v1/runs", run, "cancel"), "{}");
        terminal.out().println(stack.json() ? json : "Run " + run + " ends before its next commit.");
        return ExitCode.FINE;
    }
}
