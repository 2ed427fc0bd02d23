package io.firn.daemon.http;

import io.firn.daemon.report.LakeActions;
import io.firn.daemon.view.CancelView;
import io.firn.daemon.view.ConsumerRequest;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.PauseRequest;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.ResumedView;
import io.firn.daemon.view.RunRequest;
import io.firn.daemon.view.UndoView;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.run.Undone;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What changes something: run, pause, resume, cancel, undo, register readers. */
final class ChangeRoutes {
    private static final int LONGEST_REASON = 1000;
    private static final Optional<Endpoint.Body> PAUSE = Optional.of(new Endpoint.Body(PauseRequest.class, false));

    private final Supplier<LakeActions> lake;
    private final Gate gate;

    ChangeRoutes(Supplier<LakeActions> lake, Gate gate) {
        this.lake = lake;
        this.gate = gate;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post(
                                "/api/v1/tables/{table}/runs",
                                "Run an operation on a table",
                                Optional.of(new Endpoint.Body(RunRequest.class, true)),
                                202,
                                RequestView.class,
                                gate.change("run", this::run))
                        .problems(400, 404),
                pause("/api/v1/tables/{table}/pause", "Pause maintenance of a table", 400, 404),
                resume("/api/v1/tables/{table}/resume", "Resume maintenance of a table", 400, 404),
                pause("/api/v1/pause", "Pause maintenance of every table", 400),
                resume("/api/v1/resume", "End the pauses of every table; those of one table stay", 400),
                Endpoint.post(
                                "/api/v1/runs/{id}/cancel",
                                "End a run before its next commit",
                                Optional.empty(),
                                202,
                                CancelView.class,
                                gate.change("cancel", this::cancel))
                        .problems(404, 409),
                Endpoint.post(
                                "/api/v1/runs/{id}/undo",
                                "Put back what a run has moved to quarantine",
                                Optional.empty(),
                                200,
                                UndoView.class,
                                gate.change("undo", this::undo))
                        .problems(404, 409),
                Endpoint.put(
                                "/api/v1/tables/{table}/consumers/{name}",
                                "Register a streaming reader, or renew how far it has read",
                                new Endpoint.Body(ConsumerRequest.class, true),
                                ConsumerView.class,
                                gate.change("register", this::register))
                        .problems(400, 404),
                Endpoint.delete(
                                "/api/v1/tables/{table}/consumers/{name}",
                                "Keep nothing for a streaming reader any more",
                                ConsumerView.class,
                                gate.change("unregister", this::unregister))
                        .problems(404));
    }

    private Endpoint pause(String path, String summary, Integer... problems) {
        return Endpoint.post(path, summary, PAUSE, 200, PauseView.class, gate.change("pause", this::pause))
                .problems(problems);
    }

    private Endpoint resume(String path, String summary, Integer... problems) {
        return Endpoint.post(path, summary, PAUSE, 200, ResumedView.class, gate.change("resume", this::resume))
                .problems(problems);
    }

    private String run(Context request, String actor) {
        RunRequest wanted = body(request, RunRequest.class, "{\"operation\": \"compaction\"}");
        Operation operation = Queries.operation(String.valueOf(wanted.operation()));
        String table = request.pathParam("table");
        RequestView accepted = lake.get().request(table, operation).orElseThrow(() -> Queries.unknownTable(table));
        request.status(202).header("Location", "/api/v1/requests/" + accepted.id());
        Queries.json(request, accepted);
        return operation.id() + " is request " + accepted.id();
    }

    private String pause(Context request, String actor) {
        PauseRequest wanted = pauseRequest(request);
        Optional<String> table = table(request);
        String reason = wanted.reason().filter(text -> !text.isBlank()).orElse("no reason given");
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest(
                    "Cannot pause: the reason is longer than " + LONGEST_REASON + " characters, or not a line of text");
        }
        PauseView pause = lake.get()
                .pause(table, wanted.operation().map(Queries::operation), actor, reason)
                .orElseThrow(() -> Queries.unknownTable(table.orElse("")));
        Queries.json(request, pause);
        return pause.what() + " is paused: " + pause.reason();
    }

    private String resume(Context request, String actor) {
        PauseRequest wanted = pauseRequest(request);
        Optional<String> table = table(request);
        ResumedView resumed = lake.get()
                .resume(table, wanted.operation().map(Queries::operation))
                .orElseThrow(() -> Queries.unknownTable(table.orElse("")));
        Queries.json(request, resumed);
        return "pauses ended: " + resumed.ended().size() + ", remaining: "
                + resumed.remaining().size();
    }

    private String cancel(Context request, String actor) {
        String id = request.pathParam("id");
        switch (lake.get().cancel(id, actor)) {
            case REQUESTED -> {
                request.status(202);
                Queries.json(request, new CancelView(id, "requested"));
                return "it ends before its next commit";
            }
            case NOT_RUNNING ->
                throw new Refusal(409, "Conflict", "Cannot cancel run " + id + ": it does not run any more");
            case UNKNOWN_RUN -> throw Refusal.notFound("Cannot cancel run " + id + ": no such run");
        }
        throw new IllegalStateException("Cannot cancel run " + id);
    }

    private String undo(Context request, String actor) {
        Undone undone = lake.get().undo(request.pathParam("id"), actor);
        if (undone instanceof Undone.UnknownRun) {
            throw Refusal.notFound(undone.words());
        }
        if (undone instanceof Undone.Restored restored) {
            Queries.json(
                    request,
                    new UndoView(
                            restored.runId(),
                            restored.files(),
                            restored.bytes(),
                            restored.keptBoth(),
                            restored.gone(),
                            restored.words()));
            return restored.words();
        }
        throw new Refusal(409, "Conflict", undone.words());
    }

    private String register(Context request, String actor) {
        String table = request.pathParam("table");
        long snapshot = body(request, ConsumerRequest.class, "{\"snapshotId\": 1}")
                .snapshotId()
                .orElseThrow(() -> Refusal.badRequest("Cannot register a consumer: the body has no snapshotId"));
        try {
            ConsumerView consumer = lake.get()
                    .register(table, request.pathParam("name"), snapshot)
                    .orElseThrow(() -> Queries.unknownTable(table));
            Queries.json(request, consumer);
            return "it has read up to snapshot " + consumer.snapshotId();
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private String unregister(Context request, String actor) {
        String table = request.pathParam("table");
        String name = request.pathParam("name");
        ConsumerView consumer = lake.get()
                .remove(table, name)
                .orElseThrow(() -> Refusal.notFound(
                        "Cannot remove consumer '" + name + "' of '" + table + "': it is not registered"));
        Queries.json(request, consumer);
        return "nothing is kept for it any more";
    }

    private static Optional<String> table(Context request) {
        return Optional.ofNullable(request.pathParamMap().get("table"));
    }

    private static PauseRequest pauseRequest(Context request) {
        return request.body().isBlank()
                ? PauseRequest.EMPTY
                : body(request, PauseRequest.class, "{\"operation\": \"compaction\", \"reason\": \"why\"}");
    }

    private static <T> T body(Context request, Class<T> type, String example) {
        String media = request.contentType();
        if (media != null && !media.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
            throw new Refusal(415, "Unsupported media type", "Cannot read the body: it is not application/json");
        }
        T body;
        try {
            body = Json.read(request.body(), type);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Cannot read the body: it is not like " + example);
        }
        if (body == null) {
            throw Refusal.badRequest("Cannot read the body: it is null, not like " + example);
        }
        return body;
    }
}
