package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.quality.incident.Incident;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "bisect",
        description = "Find the commit that a failing check began with, its checkpoint and its Kafka offsets.")
final class BisectCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(index = "0", paramLabel = "TABLE", description = "namespace.table")
    private String name = "";

    @Parameters(index = "1", paramLabel = "CHECK", description = "The name of one of its checks.")
    private String check = "";

    BisectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Trouble where the incident goes on. */
    @Override
    public Integer call() {
        String path = DaemonClient.path("/api/v1/tables", name, "checks", check, "bisect");
        String json = stack.client(terminal).get(path);
        Incident incident = Json.read(json, Incident.class);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            IncidentText.print(incident, terminal.out());
        }
        return incident.state().equals("ongoing") ? ExitCode.TROUBLE : ExitCode.FINE;
    }
}
