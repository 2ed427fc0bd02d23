package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Holds the server to its OpenAPI document: every answer has a documented status, type and shape. */
@Timeout(120)
class OpenApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String TOKEN = "Bearer " + TestConfig.TOKEN;
    /** A run that the ledger calls running, as it would one of another replica. */
    private static final String RUNNING = "3e0c6f10-0000-4000-8000-000000000001";

    private static final String MANY = "x".repeat(70_000);
    /** Answers that only a daemon gives that is not configured for changes, or has not started: see HttpServerTest. */
    private static final Set<String> ELSEWHERE = Set.of("403", "503");

    /** The newest snapshot of demo.asked, before anything was compacted. */
    private static long newest;

    @TempDir
    private static Path directory;

    private static RunningLake running;
    private static JsonNode document;
    private static JsonSchemaFactory schemas;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningLake(directory);
        running.awaitReady();
        Table table = running.lake().create("demo.asked");
        for (int i = 0; i < 3; i++) {
            running.lake().append(table, i * 10L, 10);
        }
        newest = table.currentSnapshot().snapshotId();
        running.runElsewhere(RUNNING, "demo.elsewhere");
        running.land(5);
        Eventually.holds(
                "the rows are accounted for",
                () -> running.get("/api/v1/tables/demo.events/ledger").body().contains("\"landed\":5"));
        document = running.json("/api/v1/openapi.json");
        schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void everyDocumentedAnswerIsGivenAsDocumented() throws Exception {
        JsonNode run = running.firnJson("run", "compact", "demo.asked", "--json");
        orphan("demo.orphaned");
        HttpResponse<String> queued =
                send(Ask.post("", "/api/v1/tables/demo.asked/runs", 202, "{\"operation\":\"compaction\"}"));
        String request = JSON.readTree(queued.body()).get("id").asText();
        Set<String> covered = new TreeSet<>();
        for (Ask ask : asks(run.get("id").asText(), request, quarantined("demo.orphaned"))) {
            check(ask, send(ask));
            covered.add(ask.method() + " " + ask.template() + " " + ask.status());
        }
        Set<String> documented = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> method.getValue()
                        .get("responses")
                        .fieldNames()
                        .forEachRemaining(status -> documented.add(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " " + status))));
        documented.removeIf(
                answer -> answer.endsWith(" default") || ELSEWHERE.contains(answer.substring(answer.length() - 3)));
        assertThat(covered).isEqualTo(documented);
    }

    @Test
    void everyAttemptToChangeIsAuditedAndNoTokenIsInIt() throws Exception {
        send(Ask.post("", "/api/v1/tables/demo.asked/pause", 401, "{}").as("Bearer wrong-secret"));
        send(Ask.post("", "/api/v1/runs/nobody%0Afake/cancel", 404, ""));
        HttpResponse<String> audit =
                send(Ask.get("", "/api/v1/audit?limit=1000", 200).as(TOKEN));
        assertThat(audit.body()).doesNotContain("wrong-secret", TestConfig.TOKEN);
        List<String> lines = new ArrayList<>();
        JSON.readTree(audit.body())
                .forEach(entry -> lines.add(entry.get("action").asText() + " "
                        + entry.get("subject").asText() + " by "
                        + entry.get("actor").asText() + ": "
                        + entry.get("answer").asText().substring(0, 3)));
        assertThat(lines)
                .contains(
                        "pause demo.asked by unauthenticated from 127.0.0.1: 401",
                        "cancel nobody?fake by somebody with the token from 127.0.0.1: 404");
    }

    @Test
    void pausingAndResumingOnTheCommandLine() throws Exception {
        running.lake().create("demo.paused");
        CommandLineRun paused =
                running.firn("pause", "demo.paused", "--operation", "compaction", "--reason", "the warehouse moves");
        assertThat(paused.err()).isEmpty();
        assertThat(paused.out()).contains("Paused: compaction of demo.paused since", ": the warehouse moves");
        assertThat(running.firn("show", "demo.paused").out()).contains("the warehouse moves");
        assertThat(running.firn("tables").out()).contains("ok (paused: compaction)");
        CommandLineRun resumed = running.firn("resume", "demo.paused");
        assertThat(resumed.out()).isEqualTo("Resumed: compaction of demo.paused\n");
        assertThat(running.firn("resume", "demo.paused").out()).isEqualTo("Nothing was resumed.\n");
        assertThat(running.firn("pause", "no.such").exitCode()).isEqualTo(2);
        assertThat(running.firn("cancel", "nobody").exitCode()).isEqualTo(2);
        assertThat(running.firn("plan", "--explain").exitCode()).isEqualTo(2);
        assertThat(running.firn("plan", "demo.paused", "--explain").out()).contains("compaction.min-input-files");
        assertThat(running.firn("plan", "demo.asked", "--replay", "7d").out())
                .contains("time travel to", ", today ", "FILES WITH POLICY");
        assertThat(running.firn("show", "demo.asked").out()).contains("restore: job job-1 operator sink back to ");
        assertThat(running.firn("plan", "demo.paused", "--replay", "never").exitCode())
                .isEqualTo(2);
    }

    @Test
    void theLedgerIsShownAndWhatWasExportedProvesItself(@TempDir Path exports) throws Exception {
        CommandLineRun shown = running.firn("ledger", "demo.events");
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .containsPattern("demo.events +0 +0 +5 +5 +5 +0 ")
                .contains("chain: 1 entries, intact, head ");
        assertThat(running.get("/metrics").body())
                .contains("firn_reconciliation_records_total{catalog=\"firn\",state=\"landed\",table=\"demo.events\","
                        + "topic=\"demo.events\"} 5.0");

        Path export = exports.resolve("ledger.json");
        Files.writeString(
                export, running.firn("ledger", "demo.events", "--json").out());
        CommandLineRun verified = running.firn("ledger", "--verify", export.toString());
        assertThat(verified.out()).startsWith("Intact: 1 entries of demo.events follow each other and add up; head ");
        Files.writeString(export, Files.readString(export).replace("\"landed\":5", "\"landed\":6"));
        assertThat(running.firn("ledger", "--verify", export.toString()).exitCode())
                .isEqualTo(1);
        assertThat(running.firn("ledger").exitCode()).isEqualTo(2);
    }

    /** The run, asked for or the daemon's own, that has moved the table's old orphan to quarantine. */
    private static String quarantined(String table) throws Exception {
        for (int scan = 0; scan < 2; scan++) {
            running.firnJson("run", "orphan-removal", table, "--json");
        }
        for (JsonNode held : running.json("/api/v1/quarantine")) {
            if (held.get("table").asText().equals(table)) {
                return held.get("run").asText();
            }
        }
        throw new AssertionError("nothing of " + table + " is in quarantine");
    }

    private static Path orphan(String name) throws IOException {
        Table table = running.lake().create(name);
        for (int i = 0; i < 3; i++) {
            running.lake().append(table, i * 10L, 10);
        }
        Path orphan = Path.of(table.location().replaceFirst("^file:/*", "/"), "data", "orphan.parquet");
        Files.writeString(orphan, "left behind");
        return Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(10))));
    }

    @Test
    void whatOrphanRemovalMovedAwayIsShownAndPutBack() throws Exception {
        Path orphan = orphan("other.orphaned");
        String run = quarantined("other.orphaned");
        assertThat(orphan).doesNotExist();
        assertThat(running.firn("show", "other.orphaned").out())
                .contains("1 files, 11 B, until ", " back with `firn undo " + run + "`");
        assertThat(running.json("/api/v1/overview").get("quarantine").findValuesAsText("run"))
                .contains(run);

        CommandLineRun undone = running.firn("undo", run);

        assertThat(undone.out()).isEqualTo("1 files (11B) of run " + run + " put back.\n");
        assertThat(undone.exitCode()).isZero();
        assertThat(orphan).hasContent("left behind");
        assertThat(running.firn("undo", run).exitCode()).isEqualTo(1);
        assertThat(running.firn("undo", "nobody").err()).contains("there is no such run");
        assertThat(running.firn("show", "other.orphaned").out()).doesNotContain("quarantine");
    }

    private static List<Ask> asks(String run, String request, String quarantined) {
        List<Ask> asks = new ArrayList<>();
        for (String path : List.of(
                "/health/live",
                "/health/ready",
                "/metrics",
                "/api/v1/openapi.json",
                "/api/v1/status",
                "/api/v1/overview",
                "/api/v1/history",
                "/api/v1/tables",
                "/api/v1/lag",
                "/api/v1/pauses",
                "/api/v1/quarantine",
                "/api/v1/plan",
                "/api/v1/checks",
                "/api/v1/runs")) {
            asks.add(Ask.get(path, path, 200));
        }
        asks.add(Ask.get("/api/v1/runs", "/api/v1/runs?limit=0", 400));
        asks.add(Ask.get("/api/v1/runs", "/api/v1/runs?operation=compaction&outcome=succeeded", 200));
        asks.add(Ask.get("/api/v1/runs", "/api/v1/runs?outcome=fine", 400));
        page(asks);
        asks.add(Ask.get("/api/v1/plan", "/api/v1/plan?operation=defragment", 400));
        asks.add(Ask.get("/api/v1/plan", "/api/v1/plan?table=no.such", 404));
        asks.add(Ask.get("/api/v1/alerts", "/api/v1/alerts", 200));
        asks.add(Ask.get("/api/v1/checks", "/api/v1/checks?table=demo.asked", 200));
        asks.add(Ask.get("/api/v1/checks", "/api/v1/checks?table=no.such", 404));
        asks.add(Ask.get("/api/v1/audit", "/api/v1/audit", 401));
        asks.add(Ask.get("/api/v1/audit", "/api/v1/audit", 200).as(TOKEN));
        asks.add(Ask.get("/api/v1/audit", "/api/v1/audit?limit=x", 400).as(TOKEN));
        asks.add(Ask.get("/api/v1/runs/{id}", "/api/v1/runs/" + run, 200));
        asks.add(Ask.get("/api/v1/runs/{id}", "/api/v1/runs/none", 404));
        asks.add(Ask.get("/api/v1/requests/{id}", "/api/v1/requests/" + request, 200));
        asks.add(Ask.get("/api/v1/requests/{id}", "/api/v1/requests/none", 404));
        for (String suffix : List.of("", "/policy", "/replay")) {
            asks.add(Ask.get("/api/v1/tables/{table}" + suffix, "/api/v1/tables/demo.asked" + suffix, 200));
            asks.add(Ask.get("/api/v1/tables/{table}" + suffix, "/api/v1/tables/no.such" + suffix, 404));
        }
        asks.add(Ask.get("/api/v1/tables/{table}/replay", "/api/v1/tables/demo.asked/replay?period=soon", 400));
        history(asks);
        String ledger = "/api/v1/tables/{table}/ledger";
        asks.add(Ask.get(ledger, "/api/v1/tables/demo.events/ledger?entries=10&from=2020-01-01T00:00:00Z", 200));
        asks.add(Ask.get(ledger, "/api/v1/tables/demo.events/ledger?from=yesterday", 400));
        asks.add(Ask.get(ledger, "/api/v1/tables/demo.events/ledger?entries=-1", 400));
        asks.add(Ask.get(ledger, "/api/v1/tables/no.such/ledger", 404));
        String runs = "/api/v1/tables/{table}/runs";
        changes(asks, runs, "/api/v1/tables/demo.asked/runs", 202, "{\"operation\":\"compaction\"}");
        asks.add(Ask.post(runs, "/api/v1/tables/no.such/runs", 404, "{\"operation\":\"compaction\"}"));
        for (String action : List.of("/pause", "/resume")) {
            changes(asks, "/api/v1/tables/{table}" + action, "/api/v1/tables/demo.asked" + action, 200, "{}");
            asks.add(Ask.post("/api/v1/tables/{table}" + action, "/api/v1/tables/no.such" + action, 404, ""));
            changes(asks, "/api/v1" + action, "/api/v1" + action, 200, "{\"reason\":\"a test\"}");
        }
        String cancel = "/api/v1/runs/{id}/cancel";
        asks.add(Ask.post(cancel, "/api/v1/runs/" + RUNNING + "/cancel", 202, ""));
        asks.add(Ask.post(cancel, "/api/v1/runs/none/cancel", 401, "").as(""));
        asks.add(Ask.post(cancel, "/api/v1/runs/none/cancel", 404, ""));
        asks.add(Ask.post(cancel, "/api/v1/runs/" + run + "/cancel", 409, ""));
        consumers(asks);
        String undo = "/api/v1/runs/{id}/undo";
        asks.add(Ask.post(undo, "/api/v1/runs/none/undo", 401, "").as(""));
        asks.add(Ask.post(undo, "/api/v1/runs/none/undo", 404, ""));
        asks.add(Ask.post(undo, "/api/v1/runs/" + run + "/undo", 409, ""));
        asks.add(Ask.post(undo, "/api/v1/runs/" + quarantined + "/undo", 200, ""));
        return asks;
    }

    private static void page(List<Ask> asks) {
        String table = "/api/v1/tables/{table}";
        for (String suffix : List.of("/overview", "/history", "/snapshots")) {
            asks.add(Ask.get(table + suffix, "/api/v1/tables/demo.asked" + suffix, 200));
            asks.add(Ask.get(table + suffix, "/api/v1/tables/no.such" + suffix, 404));
        }
        asks.add(Ask.get(table + "/history", "/api/v1/tables/demo.asked/history?period=soon", 400));
        asks.add(Ask.get(table + "/snapshots", "/api/v1/tables/demo.asked/snapshots?limit=0", 400));
        asks.add(Ask.get("/runbooks/{alert}", "/runbooks/FirnTried", 200));
        asks.add(Ask.get("/runbooks/{alert}", "/runbooks/none", 404));
    }

    private static void history(List<Ask> asks) {
        String table = "/api/v1/tables/{table}";
        String asked = "/api/v1/tables/demo.asked";
        asks.add(Ask.get(table + "/diff", asked + "/diff?from=" + newest, 200));
        asks.add(Ask.get(table + "/diff", asked + "/diff", 400));
        asks.add(Ask.get(table + "/diff", asked + "/diff?from=2020-01-01", 400));
        asks.add(Ask.get(table + "/diff", "/api/v1/tables/no.such/diff?from=1h", 404));
        asks.add(Ask.get(table + "/backtest", asked + "/backtest", 200));
        asks.add(Ask.get(table + "/backtest", asked + "/backtest?period=soon", 400));
        asks.add(Ask.get(table + "/backtest", "/api/v1/tables/no.such/backtest", 404));
        String bisect = table + "/checks/{check}/bisect";
        asks.add(Ask.get(bisect, asked + "/checks/schema/bisect", 200));
        asks.add(Ask.get(bisect, asked + "/checks/rollback/bisect", 400));
        asks.add(Ask.get(bisect, asked + "/checks/none/bisect", 404));
    }

    private static void consumers(List<Ask> asks) {
        String list = "/api/v1/tables/{table}/consumers";
        String template = list + "/{name}";
        String path = "/api/v1/tables/demo.asked/consumers/etl";
        String body = "{\"snapshotId\":" + newest + "}";
        asks.add(Ask.put(template, path, 401, body).as(""));
        asks.add(Ask.put(template, path, 400, "{\"snapshotId\":7}"));
        asks.add(Ask.put(template, path, 400, "{}"));
        asks.add(Ask.put(template, path, 413, MANY));
        asks.add(Ask.put(template, path, 415, body).typed("text/plain"));
        asks.add(Ask.put(template, "/api/v1/tables/no.such/consumers/etl", 404, body));
        asks.add(Ask.put(template, path, 200, body));
        asks.add(Ask.get(list, "/api/v1/tables/demo.asked/consumers", 200));
        asks.add(Ask.get(list, "/api/v1/tables/no.such/consumers", 404));
        asks.add(Ask.delete(template, path, 401).as(""));
        asks.add(Ask.delete(template, path, 200));
        asks.add(Ask.delete(template, path, 404));
    }

    @Test
    void aRegisteredReaderIsShownUntilItIsRemoved() throws Exception {
        Table table = running.lake().create("demo.read");
        running.lake().append(table, 0, 10);
        long snapshot = table.currentSnapshot().snapshotId();
        String path = "/api/v1/tables/demo.read/consumers/nightly%20etl";

        send(Ask.put("", path, 200, "{\"snapshotId\":" + snapshot + "}"));

        assertThat(running.firn("show", "demo.read").out())
                .contains("consumer", "nightly etl has read up to snapshot " + snapshot);
        assertThat(send(Ask.get("", "/api/v1/audit?limit=1000", 200).as(TOKEN)).body())
                .contains("\"action\":\"register\",\"subject\":\"demo.read nightly etl\"");
        send(Ask.delete("", path, 200));
        assertThat(running.firn("show", "demo.read").out()).doesNotContain("nightly etl");
    }

    private static void changes(List<Ask> asks, String template, String path, int status, String body) {
        asks.add(Ask.post(template, path, 401, body).as(""));
        asks.add(Ask.post(template, path, 400, "{oops"));
        asks.add(Ask.post(template, path, 413, MANY));
        asks.add(Ask.post(template, path, 415, body).typed("text/plain"));
        asks.add(Ask.post(template, path, status, body));
    }

    private static HttpResponse<String> send(Ask ask) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(running.address().resolve(ask.path()));
        if (!ask.token().isEmpty()) {
            request.header("Authorization", ask.token());
        }
        if (!ask.type().isEmpty()) {
            request.header("Content-Type", ask.type());
        }
        request.method(ask.method(), ask.body().map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void check(Ask ask, HttpResponse<String> answer) throws Exception {
        String what = ask.method() + " " + ask.path() + ": " + answer.body();
        assertThat(answer.statusCode()).as(what).isEqualTo(ask.status());
        JsonNode content = document.get("paths")
                .get(ask.template())
                .get(ask.method().toLowerCase(Locale.ROOT))
                .get("responses")
                .get(String.valueOf(ask.status()))
                .get("content");
        String type = content.fieldNames().next();
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .as(what)
                .startsWith(type);
        if (type.endsWith("json")) {
            assertThat(schemas.getSchema(strict(content.get(type).get("schema")))
                            .validate(JSON.readTree(answer.body())))
                    .as(what)
                    .isEmpty();
        }
    }

    /** The schema with all that it refers to; a field that the document does not name is a mistake here. */
    private static JsonNode strict(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        ObjectNode components = document.get("components").deepCopy();
        components.get("schemas").forEach(component -> ((ObjectNode) component).put("additionalProperties", false));
        whole.set("components", components);
        return whole;
    }
}
