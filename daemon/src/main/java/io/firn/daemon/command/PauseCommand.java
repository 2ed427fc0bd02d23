package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.PauseRequest;
import io.firn.daemon.view.PauseView;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "Stop maintenance of a table, or of every table, until it is resumed.")
final class PauseCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "namespace.table; every table without it")
    private @Nullable String table;

    @Option(names = "--operation", paramLabel = "OP", description = "Only this operation.")
    private @Nullable String operation;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever finds it paused.")
    private @Nullable String reason;

    PauseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PauseRequest request = new PauseRequest(Optional.ofNullable(operation), Optional.ofNullable(reason));
        String json = stack.client(terminal).post(path(table, "pause"), Json.write(request));
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            PauseView pause = Json.read(json, PauseView.class);
            terminal.out().println("Paused: " + words(pause));
        }
        return ExitCode.FINE;
    }

    static String path(@Nullable String table, String action) {
        return table == null
                ? DaemonClient.path("/api/v1", action)
                : DaemonClient.path("/api/v1/tables", table, action);
    }

    static String words(PauseView pause) {
        return pause.what() + " since " + pause.since() + " by " + pause.by() + ": " + pause.reason();
    }
}
