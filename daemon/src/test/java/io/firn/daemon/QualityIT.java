package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.broker.EmbeddedBroker;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the checks say of a real table, through a daemon's API, metrics and command line. */
@Timeout(120)
class QualityIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Without maintenance, whose commits the test's changes of the schema would race with. */
    private static final String CHECKS = """
            maintenance: {enabled: false}
            quality:
              checks:
                - table: "demo.*"
                  name: ids
                  type: range
                  column: id
                  max: 999
                  severity: critical
                  owner: trial-office
                  description: a subject has at most 999 records
            """;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedBroker broker;
    private SmallLake lake;
    private FirnConfig config;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        lake = new SmallLake(directory);
        String yaml = TestConfig.yaml(lake.config(), broker.bootstrapServers(), directory, 0);
        config = ConfigLoader.load(
                List.of(new ConfigSource("firn.yaml", yaml), new ConfigSource("checks.yaml", CHECKS)), name -> null);
        daemon = Daemon.start(config, Clock.systemUTC());
        Eventually.holds("ready", () -> get("/health/ready").statusCode() == 200);
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
        lake.close();
        broker.close();
    }

    @Test
    void aFailingCheckIsShownEverywhereWithItsCommitAndWithoutAValue() throws Exception {
        Table table = lake.create("demo.labs");
        lake.append(table, 0, 100);
        CommandLineRun fine = firn("check");
        assertThat(fine.exitCode()).as(fine.out()).isZero();
        assertThat(fine.out()).contains(" pass");

        lake.append(table, 987_600_000, 100);
        long bad = table.currentSnapshot().snapshotId();

        CommandLineRun failing = firn("check", "demo.labs");
        assertThat(failing.exitCode()).isEqualTo(1);
        assertThat(failing.out())
                .contains("ids")
                .contains("the greatest added value of id is above the limit of 999")
                .contains("1 fail");
        CommandLineRun explained = firn("check", "--explain", "ids");
        assertThat(explained.out())
                .contains("added values of id must be at most 999")
                .contains("trial-office")
                .contains("snapshot " + bad)
                .contains("a subject has at most 999 records");
        CommandLineRun unknown = firn("check", "--explain", "nothing");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("Cannot explain check 'nothing': no table has a check of that name; firn check --all");

        Eventually.holds(
                "the metric",
                () -> get("/metrics")
                        .body()
                        .contains(
                                "firn_quality_check_status{catalog=\"firn\",check=\"ids\",severity=\"critical\",table=\"demo.labs\"} 2.0"));
        JsonNode overview = JSON.readTree(get("/api/v1/overview").body());
        assertThat(overview.get("checks").findValuesAsText("check")).containsExactly("ids");
        assertThat(get("/metrics").body() + overview + failing.out() + explained.out())
                .doesNotContain("9876");

        daemon.close();
        daemon = Daemon.start(config, Clock.systemUTC());
        Eventually.holds("ready again", () -> get("/health/ready").statusCode() == 200);
        Eventually.holds("the failure is remembered", () -> JSON.readTree(
                        get("/api/v1/checks?table=demo.labs").body())
                .findValuesAsText("status")
                .contains("fail"));
    }

    @Test
    void whatAHealthyTableDoesFailsNothing() throws Exception {
        Table table = lake.create("demo.events");
        for (int i = 0; i < 12; i++) {
            lake.append(table, i * 10L, 10);
            CommandLineRun check = firn("check");
            assertThat(check.exitCode()).as(check.out()).isZero();
        }
        table.refresh();
        table.updateSchema().addColumn("extra", Types.StringType.get()).commit();
        lake.append(table, 900, 10);

        assertThat(firn("check").exitCode()).as("its stream evolves").isZero();

        table.updateSchema().deleteColumn("note").commit();
        lake.append(table, 910, 10);
        CommandLineRun changed = firn("check");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.out()).contains("the schema changed: note is gone");
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = daemon.address().resolve(path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private CommandLineRun firn(String... arguments) {
        return CommandLineRun.of(Map.of("FIRN_ADDRESS", daemon.address().toString()), arguments);
    }
}
