package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.broker.EmbeddedBroker;
import io.firn.daemon.privacy.RecordedWebhook;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole daemon finds, shows and tells. */
@Timeout(180)
class AlertsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private RecordedWebhook webhook;
    private EmbeddedBroker broker;
    private SmallLake lake;
    private FirnConfig config;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        webhook = new RecordedWebhook();
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        lake = new SmallLake(directory);
        String more = """
                maintenance: {enabled: false}
                tiers:
                  - {name: tier-1, tables: ["demo.events"], freshness-limit: 30s}
                quality:
                  hold-for: 0s
                  checks:
                    - {table: "demo.labs", name: ids, type: row_count, scope: table, severity: critical, threshold: {must_be_less_than: 100}}
                daemon:
                  alerts:
                    page-url: https://firn.example.com/
                    webhook: {url: "%s/hook", secret: k3y}
                """.formatted(webhook.address());
        String yaml = TestConfig.yaml(lake.config(), broker.bootstrapServers(), directory, 0);
        config = ConfigLoader.load(
                List.of(new ConfigSource("firn.yaml", yaml), new ConfigSource("more.yaml", more)), name -> null);
        open();
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
        lake.close();
        broker.close();
        webhook.close();
    }

    @Test
    void aFailingCheckIsShownToldAndEndsOverARestart() throws Exception {
        assertThat(firn("alerts").out()).contains("No alerts.");
        assertThat(firn("alerts").exitCode()).isZero();
        webhook.answer(503);
        Table table = lake.create("demo.labs");
        lake.append(table, 0, 200);
        Eventually.holds("it is found", () -> alerts().size() == 1);
        JsonNode alert = alerts().get(0);
        assertThat(alert.get("name").asText()).isEqualTo("FirnQualityCheckFailedCritical");
        assertThat(alert.get("severity").asText()).isEqualTo("critical");
        assertThat(alert.get("labels").toString())
                .contains("\"family\":\"quality\"", "\"tier\":\"default\"", "\"check\":\"ids\"")
                .doesNotContain("pipeline");
        assertThat(alert.has("endedAt")).isFalse();
        assertThat(alert.get("runbook").asText()).isEqualTo("FirnQualityCheckFailedCritical.md");
        Eventually.holds("it waits", () -> metrics().contains("firn_alert_undelivered_timestamp_seconds{"));
        assertThat(metrics())
                .contains("firn_findings{alert=\"FirnQualityCheckFailedCritical\",severity=\"critical\"} 1.0")
                .contains("firn_findings{alert=\"FirnRecordsMissing\",severity=\"critical\"} 0.0");
        CommandLineRun listed = firn("alerts");
        assertThat(listed.exitCode()).isEqualTo(1);
        assertThat(listed.out())
                .contains("critical", "FirnQualityCheckFailedCritical", "demo.labs", "Check ids of demo.labs fails")
                .contains("waiting for webhook/127.0.0.1");

        daemon.close();
        webhook.answer(200);
        open();
        Eventually.holds("it is told", () -> !webhook.requests().isEmpty());
        Eventually.holds("that is known", () -> firn("alerts").out().contains("delivered"));
        assertThat(webhook.requests()).hasSize(1);
        assertThat(webhook.requests().get(0)).contains("\"status\":\"firing\"", "https://firn.example.com/");

        lake.drop("demo.labs");
        Eventually.holds("its end is told", () -> webhook.requests().size() == 2);
        assertThat(webhook.requests().get(1)).contains("\"status\":\"resolved\"", "\"endedAt\":");
        assertThat(firn("alerts").out()).contains("No alerts.");
        assertThat(firn("alerts", "--all").out()).contains("ended ");
        assertThat(firn("alerts", "--json").out()).contains("\"endedAt\":");
    }

    @Test
    void aRefusedRunAndAMissingFileAreFoundUntilTheyAreDealtWith() throws Exception {
        lake.append(lake.create("demo.kept"), 0, 5);
        // Without a pool: one that is closed interrupts its threads, which closes the file for the daemon as well.
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(config.daemon().databaseUrl());
        Ledger ledger = new Ledger(database, Clock.systemUTC());
        ledger.add(run(Outcome.REJECTED, Optional.of(Guard.H8)));
        ledger.pauses("firn")
                .pause(
                        Optional.of("demo.kept"),
                        Optional.of(Operation.SNAPSHOT_EXPIRY),
                        "guard H19",
                        "1 of 50 live files looked for do not exist");
        Eventually.holds("both are found", () -> alerts().size() == 2);
        assertThat(alerts().toString())
                .contains("FirnLiveFileMissing", "FirnMaintenanceRejected", "Guard H8 (incomplete reachability)")
                .contains("\"operation\":\"orphan-removal\"", "\"guard\":\"H8\"");

        ledger.add(run(Outcome.UNCHANGED, Optional.empty()));
        ledger.pauses("firn").resume(Optional.of("demo.kept"), Optional.empty());
        Eventually.holds("both have ended", () -> stillOpen().isEmpty());
    }

    @Test
    void looksAtStreamedTablesAreCounted() throws Exception {
        lake.append(lake.create("demo.other"), 0, 5);
        Eventually.holds("the table is known", () -> metrics().contains("table=\"demo.other\",tier=\"default\"} 1.0"));
        assertThat(metrics())
                .contains("firn_table_info{catalog=\"firn\",namespace=\"demo\",pipeline=\"\",table=\"demo.other\"")
                .contains("firn_slo_objective_ratio{slo=\"freshness\",tier=\"tier-1\"} 0.99")
                .contains("firn_slo_evaluations_total{slo=\"freshness\",tier=\"tier-1\"} 0.0");
    }

    private void open() throws Exception {
        daemon = Daemon.start(config, Clock.systemUTC());
        Eventually.holds("ready", () -> get("/health/ready").statusCode() == 200);
    }

    private static Run run(Outcome outcome, Optional<Guard> guard) {
        Instant now = Instant.now();
        return new Run(
                UUID.randomUUID().toString(),
                "firn",
                "demo.kept",
                Operation.ORPHAN_REMOVAL,
                Trigger.REQUEST,
                outcome,
                "files are not readable",
                now.minusSeconds(guard.isPresent() ? 60 : 0),
                Optional.of(now),
                Optional.of(1L),
                Optional.of(1L),
                0,
                0,
                0,
                0,
                guard,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<JsonNode> alerts() throws Exception {
        List<JsonNode> alerts = new ArrayList<>();
        JSON.readTree(get("/api/v1/alerts").body()).get("alerts").forEach(alerts::add);
        return alerts;
    }

    private List<JsonNode> stillOpen() throws Exception {
        return alerts().stream().filter(alert -> !alert.has("endedAt")).toList();
    }

    private String metrics() throws Exception {
        return get("/metrics").body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = daemon.address().resolve(path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private CommandLineRun firn(String... arguments) {
        return CommandLineRun.of(Map.of("FIRN_ADDRESS", daemon.address().toString()), arguments);
    }
}
