package io.firn.daemon.command;

import io.firn.daemon.view.Json;
import io.firn.daemon.view.TableView;
import io.firn.daemon.view.Wording;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "tables", description = "List the tables of the lake and how they are.")
final class TablesCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    private final StackOptions stack = new StackOptions();

    TablesCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        String json = stack.client(terminal).get("/api/v1/tables");
        List<TableView> tables = Json.readList(json, TableView.class);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            print(tables);
        }
        boolean fine = tables.stream().allMatch(table -> table.health().ok());
        return fine ? ExitCode.FINE : ExitCode.TROUBLE;
    }

    private void print(List<TableView> tables) {
        if (tables.isEmpty()) {
            terminal.out().println("No tables yet.");
            return;
        }
        TextTable text = new TextTable(
                "TABLE", ">RECORDS", ">FILES", ">SMALL", ">DELETES", ">SIZE", ">SNAPSHOTS", ">LAST COMMIT", "HEALTH");
        for (TableView table : tables) {
            text.row(
                    table.table(),
                    (table.recordsExact() ? "" : "~") + Wording.count(table.records()),
                    Wording.count(table.dataFiles()),
                    Wording.count(table.smallFiles()),
                    Wording.count(table.deleteFiles()),
                    Wording.bytes(table.dataBytes()),
                    Wording.count(table.snapshots()),
                    age(table, clock),
                    health(table));
        }
        text.print(terminal.out());
    }

    static String age(TableView table, Clock clock) {
        return table.lastCommit()
                .map(commit -> Wording.age(Duration.between(commit, clock.instant())) + " ago")
                .orElse("never");
    }

    static String health(TableView table) {
        String health =
                table.health().ok() ? "ok" : String.join("; ", table.health().reasons());
        List<String> paused = table.pauses().stream()
                .filter(pause -> !pause.automatic())
                .map(pause -> pause.operation().orElse("everything"))
                .toList();
        return paused.isEmpty() ? health : health + " (paused: " + String.join(", ", paused) + ")";
    }
}
