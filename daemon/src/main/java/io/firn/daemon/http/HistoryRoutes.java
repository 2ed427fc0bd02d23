package io.firn.daemon.http;

import io.firn.daemon.report.HistoryReport;
import io.firn.quality.history.TableDiff;
import io.firn.quality.incident.Backtest;
import io.firn.quality.incident.Incident;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is asked of a table's past. Only reads. */
final class HistoryRoutes {
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private final Supplier<HistoryReport> history;

    HistoryRoutes(Supplier<HistoryReport> history) {
        this.history = history;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                                "/api/v1/tables/{table}/diff",
                                "How a table differs between two snapshots, from its metadata",
                                TableDiff.class,
                                this::diff)
                        .query("from", "A snapshot id, a branch or tag, a time, or how long ago: 2h", TEXT)
                        .query("to", "The same; now without it", TEXT)
                        .problems(400, 404),
                Endpoint.get(
                                "/api/v1/tables/{table}/checks/{check}/bisect",
                                "The commit that a check's last stretch of bad ones began with",
                                Incident.class,
                                this::bisect)
                        .problems(400, 404),
                Endpoint.get(
                                "/api/v1/tables/{table}/backtest",
                                "What a table's checks would have said of its retained commits",
                                Backtest.class,
                                this::backtest)
                        .query("period", "How far back, for example 12h or 7d; 7d without it", TEXT)
                        .problems(400, 404));
    }

    private void diff(Context request) {
        String name = request.pathParam("table");
        String from = Queries.query(request, "from")
                .orElseThrow(() -> Refusal.badRequest("Cannot compare: from is missing, for example from=2h"));
        String to = Queries.query(request, "to").orElse("now");
        try {
            Queries.json(request, history.get().diff(name, from, to).orElseThrow(() -> Queries.unknownTable(name)));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private void bisect(Context request) {
        String name = request.pathParam("table");
        String check = request.pathParam("check");
        try {
            Queries.json(
                    request,
                    history.get()
                            .bisect(name, check)
                            .orElseThrow(() -> Refusal.notFound("Cannot bisect '" + check + "' of '" + name
                                    + "': there is no such table or check")));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private void backtest(Context request) {
        String name = request.pathParam("table");
        Queries.json(
                request,
                history.get().backtest(name, Queries.period(request)).orElseThrow(() -> Queries.unknownTable(name)));
    }
}
