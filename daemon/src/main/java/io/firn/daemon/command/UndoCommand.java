package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.UndoView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "undo", description = "Put back the files that a run of orphan removal has moved to quarantine.")
final class UndoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "RUN", description = "the id of a run, see `firn show TABLE` or `firn runs`")
    private String run = "";

    UndoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String json = stack.client(terminal).post(DaemonClient.path("/api/v1/runs", run, "undo"), "{}");
        UndoView undone = Json.read(json, UndoView.class);
        terminal.out().println(stack.json() ? json : undone.words() + ".");
        return undone.keptBoth() + undone.gone() == 0 ? ExitCode.FINE : ExitCode.TROUBLE;
    }
}
