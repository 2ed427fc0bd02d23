package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.Wording;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "runs", description = "List what maintenance ran, newest first, or show one run.")
final class RunsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE|ID", arity = "0..1", description = "namespace.table, or the id of a run")
    private @Nullable String subject;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many runs (default: 100).")
    private int limit = 100;

    RunsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DaemonClient client = stack.client(terminal);
        if (subject != null && isRunId(subject)) {
            String json = client.get(DaemonClient.path("/api/v1/runs", subject));
            if (stack.json()) {
                terminal.out().println(json);
            } else {
                RunText.print(Json.read(json, RunView.class), terminal.out());
            }
            return ExitCode.FINE;
        }
        String table = subject == null ? "" : "&table=" + DaemonClient.escape(subject);
        String json = client.get("/api/v1/runs?limit=" + limit + table);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            print(Json.readList(json, RunView.class));
        }
        return ExitCode.FINE;
    }

    /** A run's id is a UUID; a table's name has a dot and no such form. */
    private static boolean isRunId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void print(List<RunView> runs) {
        if (runs.isEmpty()) {
            terminal.out().println("No runs yet.");
            return;
        }
        TextTable text = new TextTable(
                "STARTED", "TABLE", "OPERATION", "OUTCOME", ">TOOK", ">BEFORE", ">AFTER", ">REWRITTEN", "ID");
        for (RunView run : runs) {
            text.row(
                    run.started().toString(),
                    run.table(),
                    run.operation(),
                    run.outcome(),
                    RunText.tookOrProgress(run),
                    Wording.count(run.filesBefore()),
                    Wording.count(run.filesAfter()),
                    Wording.bytes(run.bytesRewritten()),
                    run.id());
        }
        text.print(terminal.out());
    }
}
