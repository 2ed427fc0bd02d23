package io.firn.daemon.http;

import io.firn.daemon.report.ChartReport;
import io.firn.daemon.report.PageReport;
import io.firn.daemon.view.HistoryView;
import io.firn.daemon.view.LastDayView;
import io.firn.daemon.view.OverviewView;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.view.SnapshotView;
import io.firn.daemon.view.StatusView;
import io.firn.daemon.view.TablePageView;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the page asks, and what its charts show. Only reads. */
final class PageRoutes {
    private static final int MOST_SNAPSHOTS = 10_000;
    private static final int USUAL_SNAPSHOTS = 100;
    private static final Map<String, Object> LIMIT =
            Map.of("type", "integer", "minimum", 1, "maximum", MOST_SNAPSHOTS, "default", USUAL_SNAPSHOTS);
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Duration USUAL_PERIOD = Duration.ofDays(1);

    private final Supplier<PageReport> page;
    private final Supplier<ChartReport> charts;
    private final Supplier<ReadyView> ready;

    PageRoutes(Supplier<PageReport> page, Supplier<ChartReport> charts, Supplier<ReadyView> ready) {
        this.page = page;
        this.charts = charts;
        this.ready = ready;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/api/v1/status",
                        "Whether all is well, in a few words",
                        StatusView.class,
                        request -> Queries.json(request, page.get().status(ready.get()))),
                Endpoint.get(
                        "/api/v1/overview",
                        "What the overview of the page shows; may change with the page",
                        OverviewView.class,
                        request -> Queries.json(request, page.get().overview(ready.get()))),
                Endpoint.get(
                                "/api/v1/tables/{table}/overview",
                                "What the page of a table shows; may change with the page",
                                TablePageView.class,
                                this::table)
                        .problems(404),
                Endpoint.get(
                        "/api/v1/history",
                        "The last day of every table in few points",
                        LastDayView.class,
                        request -> Queries.json(request, charts.get().lastDay())),
                Endpoint.get(
                                "/api/v1/tables/{table}/history",
                                "How a table was in the last 14 days",
                                HistoryView.class,
                                this::history)
                        .query("period", "How far back, for example 3h or 14d; 1d without it", TEXT)
                        .problems(400, 404),
                Endpoint.get(
                                "/api/v1/tables/{table}/snapshots",
                                "The snapshots of a table that are still there, newest first",
                                Endpoint.listOf(SnapshotView.class),
                                this::snapshots)
                        .query("limit", "At most so many", LIMIT)
                        .problems(400, 404),
                Endpoint.text(
                                "/runbooks/{alert}",
                                "What to do about an alert, in Markdown; a browser is shown the page",
                                Runbooks::answer)
                        .problems(404));
    }

    private void table(Context request) {
        String name = request.pathParam("table");
        Queries.json(request, page.get().table(name, ready.get()).orElseThrow(() -> Queries.unknownTable(name)));
    }

    private void history(Context request) {
        String name = request.pathParam("table");
        Duration period = Queries.period(request, USUAL_PERIOD);
        Queries.json(request, charts.get().history(name, period).orElseThrow(() -> Queries.unknownTable(name)));
    }

    private void snapshots(Context request) {
        String name = request.pathParam("table");
        int limit = Queries.limit(request, USUAL_SNAPSHOTS, MOST_SNAPSHOTS);
        Queries.json(request, charts.get().snapshots(name, limit).orElseThrow(() -> Queries.unknownTable(name)));
    }
}
