package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.TableView;
import io.firn.quality.incident.Backtest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the daemon what the checks of one table or of all would have said, and prints it. */
final class BacktestPrinter {
    private final Terminal terminal;
    private final StackOptions stack;

    BacktestPrinter(Terminal terminal, StackOptions stack) {
        this.terminal = terminal;
        this.stack = stack;
    }

    void print(Optional<String> table, String period) {
        DaemonClient client = stack.client(terminal);
        List<String> tables = table.map(List::of).orElseGet(() -> tables(client));
        List<Backtest> backtests = new ArrayList<>();
        for (String name : tables) {
            String path = DaemonClient.path("/api/v1/tables", name, "backtest");
            backtests.add(Json.read(client.get(path + "?period=" + DaemonClient.escape(period)), Backtest.class));
        }
        if (stack.json()) {
            terminal.out().println(Json.write(backtests));
        } else {
            IncidentText.print(backtests, terminal.out());
        }
    }

    private static List<String> tables(DaemonClient client) {
        return Json.readList(client.get("/api/v1/tables"), TableView.class).stream()
                .map(TableView::table)
                .toList();
    }
}
