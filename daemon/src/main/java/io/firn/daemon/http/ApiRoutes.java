package io.firn.daemon.http;

import io.firn.daemon.report.LakeReport;
import io.firn.daemon.view.AuditView;
import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.GroupLagView;
import io.firn.daemon.view.LedgerView;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.QuarantineView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.TableView;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.policy.Explanation;
import io.firn.maintenance.replay.Replay;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What only reads. */
final class ApiRoutes {
    private static final int MOST_RUNS = 10_000;
    private static final int USUAL_RUNS = 100;
    private static final Map<String, Object> LIMIT =
            Map.of("type", "integer", "minimum", 1, "maximum", MOST_RUNS, "default", USUAL_RUNS);
    private static final int MOST_ENTRIES = 20_000;
    private static final Map<String, Object> ENTRIES =
            Map.of("type", "integer", "minimum", 0, "maximum", MOST_ENTRIES, "default", 0);
    private static final Map<String, Object> TIME = Map.of("type", "string", "format", "date-time");
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private final Supplier<LakeReport> lake;
    private final Gate gate;
    private final Clock clock;

    ApiRoutes(Supplier<LakeReport> lake, Gate gate, Clock clock) {
        this.lake = lake;
        this.gate = gate;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/api/v1/tables",
                        "Every table, without columns, writers and restore points",
                        Endpoint.listOf(TableView.class),
                        request -> Queries.json(request, lake.get().tables())),
                Endpoint.get("/api/v1/tables/{table}", "One table", TableView.class, this::table)
                        .problems(404),
                Endpoint.get(
                                "/api/v1/tables/{table}/policy",
                                "Where each value of a table's policy comes from",
                                Explanation.class,
                                this::policy)
                        .problems(404),
                Endpoint.get(
                                "/api/v1/tables/{table}/replay",
                                "What a table's policy would have done, from its retained snapshots",
                                Replay.class,
                                this::replay)
                        .query("period", "How far back, for example 12h or 7d; 7d without it", TEXT)
                        .problems(400, 404),
                Endpoint.get(
                                "/api/v1/tables/{table}/consumers",
                                "Streaming readers for which expiry keeps what they have not read",
                                Endpoint.listOf(ConsumerView.class),
                                this::consumers)
                        .problems(404),
                Endpoint.get(
                                "/api/v1/tables/{table}/ledger",
                                "Proof that every record of a table's topic is accounted for, for a period",
                                LedgerView.class,
                                this::ledger)
                        .query("from", "What was accounted for since; from the beginning without it", TIME)
                        .query("to", "And before then; until now without it", TIME)
                        .query(
                                "entries",
                                "At most so many entries of the hash chain; the period ends before the first that is left out",
                                ENTRIES)
                        .problems(400, 404),
                Endpoint.get(
                                "/api/v1/runs",
                                "Runs, newest first, without receipts",
                                Endpoint.listOf(RunView.class),
                                this::runs)
                        .query("table", "Only this table's", TEXT)
                        .query("operation", "Only this operation", TEXT)
                        .query("outcome", "Only those that ended so, or running", TEXT)
                        .query("limit", "At most so many", LIMIT)
                        .problems(400),
                Endpoint.get("/api/v1/runs/{id}", "One run with its receipt", RunView.class, this::run)
                        .problems(404),
                Endpoint.get("/api/v1/requests/{id}", "Where a request for a run is", RequestView.class, this::request)
                        .problems(404),
                Endpoint.get(
                                "/api/v1/plan",
                                "What maintenance would do now, and why or why not",
                                Endpoint.listOf(DecisionView.class),
                                this::plan)
                        .query("table", "Only this table's", TEXT)
                        .query("operation", "Only this operation", TEXT)
                        .query("trigger", "request plans as for a run that is asked for", TEXT)
                        .problems(400, 404),
                Endpoint.get(
                                "/api/v1/checks",
                                "Checks of the tables' data and what they say, by table and name",
                                Endpoint.listOf(CheckView.class),
                                this::checks)
                        .query("table", "Only this table's", TEXT)
                        .problems(404),
                Endpoint.get(
                        "/api/v1/pauses",
                        "What is paused, oldest first",
                        Endpoint.listOf(PauseView.class),
                        request -> Queries.json(request, lake.get().pauses())),
                Endpoint.get(
                        "/api/v1/quarantine",
                        "What orphan removal has moved away and can put back, by run",
                        Endpoint.listOf(QuarantineView.class),
                        request -> Queries.json(request, lake.get().quarantine())),
                Endpoint.get(
                        "/api/v1/lag",
                        "Records that consumer groups have not committed yet",
                        Endpoint.listOf(GroupLagView.class),
                        request -> Queries.json(request, lake.get().lag())),
                Endpoint.get(
                                "/api/v1/audit",
                                "Who asked for which change, newest first",
                                Endpoint.listOf(AuditView.class),
                                this::audit)
                        .query("limit", "At most so many", LIMIT)
                        .withToken()
                        .problems(400));
    }

    private void table(Context request) {
        String name = request.pathParam("table");
        Queries.json(request, lake.get().table(name).orElseThrow(() -> Queries.unknownTable(name)));
    }

    private void policy(Context request) {
        String name = request.pathParam("table");
        Queries.json(request, lake.get().policy(name).orElseThrow(() -> Queries.unknownTable(name)));
    }

    private void consumers(Context request) {
        String name = request.pathParam("table");
        Queries.json(request, lake.get().consumers(name).orElseThrow(() -> Queries.unknownTable(name)));
    }

    private void replay(Context request) {
        String name = request.pathParam("table");
        Duration period = Queries.period(request);
        Queries.json(request, lake.get().replay(name, period).orElseThrow(() -> Queries.unknownTable(name)));
    }

    private void ledger(Context request) {
        String name = request.pathParam("table");
        Instant from = Queries.time(request, "from").orElse(Instant.EPOCH);
        Instant to = Queries.time(request, "to").orElseGet(clock::instant);
        int entries = Queries.number(request, "entries", 0, 0, MOST_ENTRIES);
        Queries.json(
                request,
                lake.get()
                        .completeness()
                        .ledger(name, from, to, entries)
                        .orElseThrow(() -> Refusal.notFound("Cannot show the ledger of '" + name
                                + "': no stream of that table was reconciled yet")));
    }

    private void runs(Context request) {
        int limit = Queries.limit(request, USUAL_RUNS, MOST_RUNS);
        Optional<Operation> operation = Queries.query(request, "operation").map(Queries::operation);
        Optional<Outcome> outcome = Queries.query(request, "outcome").map(Queries::outcome);
        Queries.json(request, lake.get().runs(Queries.query(request, "table"), operation, outcome, limit));
    }

    private void run(Context request) {
        String id = request.pathParam("id");
        Queries.json(
                request,
                lake.get().run(id).orElseThrow(() -> Refusal.notFound("Cannot show run " + id + ": no such run")));
    }

    private void request(Context request) {
        String id = request.pathParam("id");
        Queries.json(
                request,
                lake.get()
                        .requested(id)
                        .orElseThrow(() -> Refusal.notFound("Cannot show request " + id + ": no such request")));
    }

    private void plan(Context request) {
        Optional<String> table = Queries.query(request, "table");
        Optional<Operation> operation = Queries.query(request, "operation").map(Queries::operation);
        Trigger trigger =
                Queries.query(request, "trigger").filter("request"::equals).isPresent()
                        ? Trigger.REQUEST
                        : Trigger.THRESHOLD;
        Queries.json(
                request,
                lake.get().plan(table, operation, trigger).orElseThrow(() -> Queries.unknownTable(table.orElse(""))));
    }

    private void checks(Context request) {
        Optional<String> table = Queries.query(request, "table");
        Queries.json(request, lake.get().checks(table).orElseThrow(() -> Queries.unknownTable(table.orElse(""))));
    }

    private void audit(Context request) {
        gate.authorize(request);
        gate.auditLeftOut();
        Queries.json(request, lake.get().audit(Queries.limit(request, USUAL_RUNS, MOST_RUNS)));
    }
}
