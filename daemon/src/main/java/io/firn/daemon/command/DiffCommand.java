package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.quality.history.TableDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description =
                "Compare a table at two moments: rows, partitions, columns, null rates, bounds, schema. Reads no data.")
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", description = "namespace.table")
    private String name = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "T",
            description = "A snapshot id, a branch or tag, a time such as 2026-11-27T08:00:00Z, or how long ago, 2h.")
    private String from = "";

    @Option(names = "--to", paramLabel = "T", description = "The same; now without it.")
    private String to = "now";

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String path = DaemonClient.path("/api/v1/tables", name, "diff") + "?from=" + DaemonClient.escape(from) + "&to="
                + DaemonClient.escape(to);
        String json = stack.client(terminal).get(path);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            DiffText.print(Json.read(json, TableDiff.class), terminal.out());
        }
        return ExitCode.FINE;
    }
}
