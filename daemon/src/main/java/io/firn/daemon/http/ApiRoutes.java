package io.firn.daemon.http;

import io.firn.daemon.report.LakeReport;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.view.RunRequest;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The JSON API. Reading is free to whom may connect; changing needs the token. */
final class ApiRoutes {
    private static final int MOST_RUNS = 10_000;
    private static final int USUAL_RUNS = 100;

    private final Supplier<Optional<LakeReport>> lake;
    private final Supplier<ReadyView> ready;
    private final Optional<BearerToken> token;

    ApiRoutes(Supplier<Optional<LakeReport>> lake, Supplier<ReadyView> ready, Optional<BearerToken> token) {
        this.lake = lake;
        this.ready = ready;
        this.token = token;
    }

    void add(RoutesConfig routes) {
        routes.get("/api/v1/overview", request -> json(request, lake().overview(ready.get())));
        routes.get("/api/v1/tables", request -> json(request, lake().tables()));
        routes.get("/api/v1/tables/{table}", this::table);
        routes.post("/api/v1/tables/{table}/runs", this::run);
        routes.get("/api/v1/runs", this::runs);
        routes.get("/api/v1/runs/{id}", request -> {
            String id = request.pathParam("id");
            json(
                    request,
                    lake().run(id).orElseThrow(() -> Refusal.notFound("Cannot show run " + id + ": no such run")));
        });
        routes.get("/api/v1/requests/{id}", request -> {
            String id = request.pathParam("id");
            json(
                    request,
                    lake().requested(id)
                            .orElseThrow(() -> Refusal.notFound("Cannot show request " + id + ": no such request")));
        });
        routes.get("/api/v1/plan", this::plan);
        routes.get("/api/v1/lag", request -> json(request, lake().lag()));
    }

    static void json(Context request, Object view) {
        request.contentType("application/json").result(Json.write(view));
    }

    private void table(Context request) {
        String name = request.pathParam("table");
        json(request, lake().table(name).orElseThrow(() -> unknownTable(name)));
    }

    private void runs(Context request) {
        Optional<String> table = query(request, "table");
        int limit;
        try {
            limit = query(request, "limit").map(Integer::parseInt).orElse(USUAL_RUNS);
        } catch (NumberFormatException e) {
            limit = 0;
        }
        if (limit < 1 || limit > MOST_RUNS) {
            throw Refusal.badRequest("Cannot list runs: limit is not a number from 1 to " + MOST_RUNS);
        }
        json(request, lake().runs(table, limit));
    }

    private void plan(Context request) {
        Optional<String> table = query(request, "table");
        Optional<Operation> operation = query(request, "operation").map(ApiRoutes::operation);
        Trigger trigger =
                query(request, "trigger").filter("request"::equals).isPresent() ? Trigger.REQUEST : Trigger.THRESHOLD;
        json(request, lake().plan(table, operation, trigger).orElseThrow(() -> unknownTable(table.orElse(""))));
    }

    private void run(Context request) {
        authorize(request);
        String name = request.pathParam("table");
        String body = request.body();
        RunRequest wanted;
        try {
            wanted = Json.read(body, RunRequest.class);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Cannot run: the body is not like {\"operation\": \"compaction\"}");
        }
        Operation operation = operation(String.valueOf(wanted.operation()));
        var accepted = lake().request(name, operation).orElseThrow(() -> unknownTable(name));
        request.status(202).header("Location", "/api/v1/requests/" + accepted.id());
        json(request, accepted);
    }

    private void authorize(Context request) {
        if (token.isEmpty()) {
            throw new Refusal(403, "Forbidden", "Cannot change anything through HTTP: daemon.token is not configured");
        }
        String authorization = request.header("Authorization");
        if (!token.get().matches(authorization == null ? "" : authorization)) {
            request.header("WWW-Authenticate", "Bearer");
            throw new Refusal(
                    401, "Unauthorized", "Cannot change anything: the request does not carry the daemon's token");
        }
    }

    private LakeReport lake() {
        return lake.get()
                .orElseThrow(() -> new Refusal(
                        503,
                        "Not ready",
                        "Cannot answer yet: "
                                + ready.get().components().stream()
                                        .filter(component -> !component.ok())
                                        .map(component -> component.name() + " is " + component.message())
                                        .collect(Collectors.joining("; "))));
    }

    private static Operation operation(String text) {
        return Operation.parse(text)
                .orElseThrow(() -> Refusal.badRequest("Cannot find operation '" + text + "': known are "
                        + Arrays.stream(Operation.values()).map(Operation::id).collect(Collectors.joining(", "))));
    }

    private static Refusal unknownTable(String name) {
        return Refusal.notFound("Cannot find table '" + name + "': the catalog has no such table");
    }

    private static Optional<String> query(Context request, String name) {
        return Optional.ofNullable(request.queryParam(name)).filter(value -> !value.isBlank());
    }
}
