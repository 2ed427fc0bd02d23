package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.RunRequest;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.Wording;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "Run an operation on a table now and wait for it.")
final class RunCommand implements Callable<Integer> {
    private static final Set<String> FINE = Set.of("succeeded", "unchanged");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(
            index = "0",
            paramLabel = "OPERATION",
            description = "compaction, snapshot-expiry, manifest-rewrite, delete-file-rewrite or orphan-removal")
    private String operation = "";

    @Parameters(index = "1", paramLabel = "TABLE", description = "namespace.table")
    private String table = "";

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    RunCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        DaemonClient client = stack.client(terminal);
        if (dryRun) {
            String json = client.get("/api/v1/plan?trigger=request&table=" + DaemonClient.escape(table) + "&operation="
                    + DaemonClient.escape(operation));
            if (stack.json()) {
                terminal.out().println(json);
            } else {
                PlanCommand.print(Json.readList(json, DecisionView.class), terminal.out());
            }
            return ExitCode.FINE;
        }
        String path = DaemonClient.path("/api/v1/tables", table, "runs");
        RequestView request = Json.read(client.post(path, Json.write(new RunRequest(operation))), RequestView.class);
        RunView run = outcome(client, request);
        if (stack.json()) {
            terminal.out().println(Json.write(run));
        } else {
            RunText.print(run, terminal.out());
        }
        return FINE.contains(run.outcome()) ? ExitCode.FINE : ExitCode.TROUBLE;
    }

    private void draw(ProgressLine line, RequestView request) {
        String waited = Wording.age(Duration.between(request.requested(), clock.instant()));
        Optional<Integer> percent = request.progress().flatMap(ProgressView::percent);
        String progress = request.progress().map(ProgressText::whileWaiting).orElse("");
        line.draw(
                percent.orElse(0),
                percent.isPresent() ? 100 : 0,
                request.operation() + " of " + table + ": " + request.state() + ", " + waited + progress);
    }

    private RunView outcome(DaemonClient client, RequestView accepted) throws InterruptedException {
        RequestView request = accepted;
        try (ProgressLine progress = new ProgressLine(terminal)) {
            while (!request.hasFinished()) {
                draw(progress, request);
                Thread.sleep(LOOK_AGAIN.toMillis());
                request =
                        Json.read(client.get(DaemonClient.path("/api/v1/requests", accepted.id())), RequestView.class);
            }
        }
        Optional<RunView> run = request.run();
        return run.orElseThrow(() -> new CommandException(
                ExitCode.TROUBLE, "Cannot run " + operation + " on " + table + ": the daemon's log says why"));
    }
}
