package io.firn.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.broker.EmbeddedBroker;
import io.firn.daemon.CommandLineRun;
import io.firn.daemon.DaemonProcess;
import io.firn.daemon.Eventually;
import io.firn.daemon.SmallLake;
import io.firn.daemon.TestConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a whole daemon says of tables whose values can be recognised, in health and in trouble, holds none of them: logs,
 * metrics, every route, the page, the command line what goes to CloudWatch, and alerts.
 */
@Timeout(300)
class PrivacyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OPERATIONS =
            List.of("compaction", "snapshot-expiry", "delete-file-rewrite", "manifest-rewrite", "orphan-removal");
    private static final List<String> TABLES = List.of(
            "trial.visits", "trial.orphaned", "trial.upserted", "trial.broken", "trial.lost", "trial.unreadable");

    /** Fails on a bound that is a value of the data. */
    private static final String FAILING =
            "    - {table: \"trial.*\", name: whole, type: range, column: whole, max: 1, severity: critical}\n";

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static RecordedAmazon amazon;
    private static RecordedWebhook webhook;
    private static SmallLake lake;
    private static DaemonProcess daemon;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Everything that was said, by who said it. */
    private static final Map<String, String> SAID = new LinkedHashMap<>();

    @BeforeAll
    static void letItSayEverything() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        amazon = new RecordedAmazon();
        webhook = new RecordedWebhook();
        lake = new SmallLake(directory);
        Path config = Files.writeString(
                directory.resolve("firn.yaml"),
                TestConfig.yaml(lake.config(), broker.bootstrapServers(), directory, 0)
                                .replace("  checks:\n", "  checks:\n" + FAILING)
                        + """
                  cloudwatch:
                    enabled: true
                    endpoint: %s
                    region: eu-central-1
                    step: 1s
                    tier-1: ["*"]
                    series: ["*"]
                    most-metrics: 10000
                  alerts:
                    alertmanagers: ["%s"]
                    webhook: {url: "%s/hook", secret: k3y}
                """.formatted(amazon.address(), webhook.address(), webhook.address()));
        try (MarkedTables tables = new MarkedTables(lake)) {
            fill(tables);
            daemon = DaemonProcess.start(
                    config,
                    entry -> true,
                    Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test"),
                    directory.resolve("daemon.log"));
            Eventually.holds("ready", () -> get("/health/ready").startsWith("200"));
            work();
            spoil(tables);
            work();
        }
        listen(config);
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
        lake.close();
        amazon.close();
        webhook.close();
        broker.close();
    }

    @Test
    void noValueOfARowIsInAnythingThatIsSaid() {
        List<String> found = new ArrayList<>();
        for (Mark mark : MarkedTables.marks(false)) {
            SAID.forEach((who, words) -> {
                if (mark.isIn(words)) {
                    found.add(mark.column() + " in " + who + ": " + mark.around(words));
                }
            });
        }

        assertThat(found).isEmpty();
    }

    @Test
    void theBoundOfTheColumnThatMayBeShownIsFoundInTheMetricsByTheSameSearch() {
        assertThat(MarkedTables.SHOWN.isIn(SAID.get("/metrics"))).isTrue();
    }

    @Test
    void everythingThatCouldFailHasFailedAndWasSaid() {
        assertThat(SAID.get("log")).contains("trial.broken", "trial.unreadable");
        assertThat(SAID.get("/api/v1/runs")).contains("\"outcome\":\"failed\"", "\"outcome\":\"succeeded\"");
        assertThat(SAID.get("/api/v1/quarantine")).contains("trial.orphaned");
        assertThat(SAID.get("webhook")).contains("Firn", "\"alertname\":\"FirnQualityCheckFailedCritical\"");
        assertThat(SAID.get("CloudWatch")).contains("firn_table_records", "trial.visits");
    }

    private static void fill(MarkedTables tables) throws Exception {
        for (String name : TABLES) {
            boolean partitioned = !name.equals("trial.visits");
            Table table = tables.create(
                    name,
                    partitioned,
                    name.equals("trial.visits") ? Map.of("firn.event-time-column", "moment") : Map.of());
            for (int i = 0; i < 3; i++) {
                DataFile file = tables.append(table);
                if (name.equals("trial.orphaned")) {
                    MarkedTables.leaveOrphan(file);
                }
            }
            if (name.equals("trial.upserted")) {
                tables.delete(table);
            }
        }
    }

    private static void spoil(MarkedTables tables) throws Exception {
        List<DataFile> broken = new ArrayList<>();
        Table table = tables.load("trial.broken");
        for (int i = 0; i < 3; i++) {
            broken.add(tables.append(table));
        }
        MarkedTables.breakFiles(broken);
        Files.delete(MarkedTables.path(tables.append(tables.load("trial.lost")).location()));
        tables.append(tables.load("trial.lost"));
        tables.breakManifests("trial.unreadable");
        Eventually.holds("it is seen", () -> get("/api/v1/tables").contains("\"ok\":false"));
    }

    /** Every operation on every table, by the command line. */
    private static void work() throws Exception {
        for (String table : TABLES) {
            for (String operation : OPERATIONS) {
                said("firn run " + operation + " " + table, firn("run", operation, table));
            }
        }
    }

    private static void listen(Path config) throws Exception {
        for (String path : paths()) {
            said(path, get(path));
        }
        for (String path : List.of("/", "/metrics", "/api/v1/runs?limit=1000")) {
            said(path, get(path));
        }
        for (JsonNode run : JSON.readTree(body("/api/v1/runs?limit=1000"))) {
            String id = run.get("id").asText();
            said("/api/v1/runs/{id}", get("/api/v1/runs/" + id));
            said("firn runs ID", firn("runs", id));
        }
        for (String command : List.of("tables", "plan", "runs", "check", "alerts")) {
            said("firn " + command, firn(command));
            said("firn " + command, firn(command, "--json"));
        }
        for (String table : TABLES) {
            said("firn show", firn("show", table));
            said("firn plan", firn("plan", table, "--explain"));
            said("firn plan", firn("plan", table, "--replay", "7d"));
            said("firn consumers", firn("consumers", table));
            said("firn check", firn("check", table, "--backtest", "7d"));
            said("firn diff", firn("diff", table, "--from", "7d"));
            said("firn ledger", firn("ledger", table));
        }
        said("firn check-config", firn("check-config", config.toString()));
        int before = amazon.requests().size();
        Eventually.holds("two more publications", () -> amazon.requests().size() > before + 2);
        said("CloudWatch", String.join("\n", amazon.requests()));
        Eventually.holds("it is told of the failing check", () -> webhook.requests().stream()
                .anyMatch(request -> request.contains("Check whole of trial.visits")));
        said("webhook", String.join("\n", webhook.requests()));
        said("log", daemon.log());
    }

    /** Every path of the API that is read, for every table. */
    private static List<String> paths() throws Exception {
        List<String> paths = new ArrayList<>();
        List<JsonNode> checks = new ArrayList<>();
        JSON.readTree(body("/api/v1/checks")).forEach(checks::add);
        JSON.readTree(body("/api/v1/openapi.json")).get("paths").properties().forEach(path -> {
            if (path.getValue().has("get") && path.getKey().contains("{check}")) {
                checks.forEach(check -> paths.add(path.getKey()
                        .replace("{table}", check.get("table").asText())
                        .replace("{check}", check.get("check").asText())));
            } else if (path.getValue().has("get") && path.getKey().contains("{table}")) {
                TABLES.forEach(table -> paths.add(path.getKey().replace("{table}", table)));
            } else if (path.getValue().has("get") && !path.getKey().contains("{")) {
                paths.add(path.getKey());
            }
        });
        return paths;
    }

    private static void said(String who, String words) {
        SAID.merge(who, words, (before, now) -> before + "\n" + now);
    }

    private static String firn(String... arguments) throws Exception {
        CommandLineRun run = CommandLineRun.of(
                Map.of("FIRN_ADDRESS", daemon.address().toString(), "FIRN_TOKEN", TestConfig.TOKEN), arguments);
        return run.out() + run.err();
    }

    private static String body(String path) throws Exception {
        String answer = get(path);
        return answer.substring(answer.indexOf('\n') + 1);
    }

    /** The status on a line of its own, then the body. */
    private static String get(String path) throws Exception {
        URI uri = daemon.address().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TestConfig.TOKEN)
                .build();
        var answer = CLIENT.send(request, BodyHandlers.ofString());
        return answer.statusCode() + "\n" + answer.body();
    }
}
