package io.firn.daemon.command;

import io.firn.daemon.view.Json;
import io.firn.daemon.view.PauseRequest;
import io.firn.daemon.view.ResumedView;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = "Resume what is paused: of a table, or without one what is paused for every table.")
final class ResumeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "namespace.table")
    private @Nullable String table;

    @Option(names = "--operation", paramLabel = "OP", description = "Only the pause of this operation.")
    private @Nullable String operation;

    ResumeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PauseRequest request = new PauseRequest(Optional.ofNullable(operation), Optional.empty());
        String json = stack.client(terminal).post(PauseCommand.path(table, "resume"), Json.write(request));
        if (stack.json()) {
            terminal.out().println(json);
            return ExitCode.FINE;
        }
        ResumedView resumed = Json.read(json, ResumedView.class);
        if (resumed.ended().isEmpty()) {
            terminal.out().println("Nothing was resumed.");
        }
        resumed.ended().forEach(pause -> terminal.out().println("Resumed: " + pause.what()));
        resumed.remaining().forEach(pause -> terminal.out().println("Still paused: " + PauseCommand.words(pause)));
        return ExitCode.FINE;
    }
}
