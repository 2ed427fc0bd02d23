package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.ColumnView;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.QuarantineView;
import io.firn.daemon.view.TableView;
import io.firn.daemon.view.Wording;
import io.firn.daemon.view.WriterView;
import io.firn.maintenance.plan.RestorePoint;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show one table: its facts, its columns, its writers.")
final class ShowCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", description = "namespace.table")
    private String name = "";

    ShowCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        String json = stack.client(terminal).get(DaemonClient.path("/api/v1/tables", name));
        TableView table = Json.read(json, TableView.class);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            String quarantine = stack.client(terminal).get("/api/v1/quarantine");
            String consumers = stack.client(terminal).get(DaemonClient.path("/api/v1/tables", name, "consumers"));
            print(table, Json.readList(quarantine, QuarantineView.class), Json.readList(consumers, ConsumerView.class));
        }
        return table.health().ok() ? ExitCode.FINE : ExitCode.TROUBLE;
    }

    private void print(TableView table, List<QuarantineView> quarantine, List<ConsumerView> consumers) {
        PrintStream out = terminal.out();
        String inexact = table.recordsExact() ? "" : " before deletes";
        TextTable facts = new TextTable("table", table.table())
                .row("health", TablesCommand.health(table))
                .row("records", Wording.count(table.records()) + inexact)
                .row("data files", Wording.count(table.dataFiles()) + ", " + Wording.bytes(table.dataBytes()))
                .row("small files", Wording.count(table.smallFiles()))
                .row("delete files", Wording.count(table.deleteFiles()))
                .row("snapshots", Wording.count(table.snapshots()))
                .row("manifests", Wording.count(table.manifests()))
                .row("last commit", TablesCommand.age(table, clock));
        for (PauseView pause : table.pauses()) {
            facts.row("paused", PauseCommand.words(pause));
        }
        for (QuarantineView run : quarantine) {
            if (run.table().equals(table.table())) {
                facts.row("quarantine", words(run));
            }
        }
        for (ConsumerView consumer : consumers) {
            facts.row(
                    "consumer",
                    consumer.name() + " has read up to snapshot " + consumer.snapshotId() + ", it said at "
                            + consumer.renewed());
        }
        facts.print(out);
        out.println();
        TextTable columns = new TextTable("COLUMN", "TYPE", "REQUIRED", ">NULLS");
        for (ColumnView column : table.columns()) {
            columns.row(
                    column.name(),
                    column.type(),
                    column.required() ? "yes" : "",
                    column.nulls().map(Wording::count).orElse(""));
        }
        columns.print(out);
        if (!table.writers().isEmpty()) {
            out.println();
            TextTable writers = new TextTable("WRITER", ">CHECKPOINT", "COMMITTED");
            for (WriterView writer : table.writers()) {
                writers.row(
                        writer.writer(),
                        Wording.count(writer.checkpointId()),
                        writer.committedAt().toString());
            }
            writers.print(out);
            out.println();
        }
        table.restorePoints().forEach(point -> out.println(words(point)));
    }

    private static String words(QuarantineView run) {
        return Wording.count(run.files()) + " files, " + Wording.bytes(run.bytes()) + ", until " + run.undoUntil()
                + " back with `firn undo " + run.run() + "`";
    }

    static String words(RestorePoint point) {
        String branch = point.branch().equals("main") ? "" : " on branch " + point.branch();
        return "restore: job " + point.writer() + " operator " + point.operatorId() + branch + " back to "
                + point.oldest() + " (checkpoint " + point.oldestCheckpoint() + ")";
    }
}
