package io.firn.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.CommandLineRun;
import io.firn.lake.config.TokenHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirnCommandTest {
    private static final Map<String, String> NOTHING = Map.of();

    @Test
    void helpNamesEveryCommandAlsoTheOneOfAnotherProgram() {
        CommandLineRun run = CommandLineRun.of(NOTHING, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("up ", "send ", "tables ", "show ", "plan ", "run ", "runs ", "daemon ", "check-config ")
                .contains("pause ", "resume ", "cancel ", "undo ", "consumers ", "check ", "hash-token ")
                .contains("diff ", "bisect ", "ledger ", "fault ");
    }

    @Test
    void wrongUseExitsWithTwo() {
        assertThat(CommandLineRun.of(NOTHING).exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of(NOTHING, "bogus").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of(NOTHING, "show").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of(NOTHING, "up").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of(NOTHING, "send", "t", "f", "--rate", "0").exitCode())
                .isEqualTo(2);
    }

    @Test
    void aReaderIsRegisteredWithItsSnapshotOrRemovedAndNotBoth() {
        assertThat(CommandLineRun.of(NOTHING, "consumers").exitCode()).isEqualTo(2);
        CommandLineRun half = CommandLineRun.of(NOTHING, "consumers", "a.b", "--register", "etl");
        assertThat(half.exitCode()).isEqualTo(2);
        assertThat(half.err()).contains("--snapshot=ID");
        CommandLineRun both = CommandLineRun.of(
                NOTHING, "consumers", "a.b", "--register", "etl", "--snapshot", "1", "--remove", "etl");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("expected only one match");
    }

    @Test
    void aTokenIsHashedFromStandardInput() {
        byte[] token = "0123456789abcdef\n".getBytes(StandardCharsets.UTF_8);
        CommandLineRun run = CommandLineRun.of(NOTHING, token, "hash-token");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).isEqualTo(TokenHash.of("0123456789abcdef").text());
        CommandLineRun weak = CommandLineRun.of(NOTHING, "secret".getBytes(StandardCharsets.UTF_8), "hash-token");
        assertThat(weak.exitCode()).isEqualTo(2);
        assertThat(weak.err()).contains("fewer than 16 characters").doesNotContain("secret");
    }

    @Test
    void withoutAStackItSaysHowToStartOne(@TempDir Path directory) {
        CommandLineRun run = CommandLineRun.of(NOTHING, "tables", "--dir", directory.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Cannot find a running stack: there is no stack.json in " + directory);
    }

    @Test
    void anUnreachableDaemonIsNamed(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("stack.json"), "{\"daemon\": \"http://127.0.0.1:1\", \"pids\": {}}");
        CommandLineRun run = CommandLineRun.of(NOTHING, "plan", "--dir", directory.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Cannot reach the daemon at http://127.0.0.1:1: Connection refused");
    }

    @Test
    void aBrokenStackFileIsNamed(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("stack.json"), "{oops");
        CommandLineRun run = CommandLineRun.of(NOTHING, "tables", "--dir", directory.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Cannot read " + directory.resolve("stack.json"));
    }

    @Test
    void anAddressThatIsNoUrlIsWrongUse() {
        CommandLineRun run = CommandLineRun.of(NOTHING, "tables", "--address", "ftp://x");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Cannot use address: 'ftp://x'");
    }

    @Test
    void aConfigurationWithoutACatalogIsFineForTheEmbeddedStack(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("firn.yaml");
        Files.writeString(file, """
                pipeline:
                  streams:
                    - {topic: a.b, table: c.d, columns: evolve}
                """);
        CommandLineRun run = CommandLineRun.of(NOTHING, "check-config", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("a.b -> c.d (append)", "not set: `firn up` brings its own")
                .containsPattern("cloudwatch +off");
    }

    @Test
    void whatCloudWatchWouldCostIsEstimated(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("firn.yaml");
        Files.writeString(file, """
                pipeline:
                  streams:
                    - {topic: a.b, table: c.d, columns: evolve}
                daemon:
                  cloudwatch: {enabled: true, tier-1: ["c.*"], series: [firn_table_files], price-per-metric: 0.5}
                """);
        CommandLineRun run = CommandLineRun.of(NOTHING, "check-config", file.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("about $6.44 a month: 12 metrics at $0.5, and $0.44 for the requests")
                .contains("each further table that tier-1 matches adds 4 metrics, $2.00")
                .contains("at most 500 metrics (most-metrics), $250.44");
        assertThat(CommandLineRun.of(NOTHING, "check-config", "--json", file.toString())
                        .out())
                .contains("\"cloudWatch\":{", "\"metrics\":12", "\"dollarsAMonth\":6.44");
    }

    @Test
    void everyProblemOfAConfigurationIsPrinted(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("firn.yaml");
        Files.writeString(file, "catalog: {name: x}\nmaintenence: {}\ndaemon: {port: many}\n");
        CommandLineRun run = CommandLineRun.of(NOTHING, "check-config", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("firn.yaml:2:1:", "maintenance", "firn.yaml:3:16:");
        assertThat(CommandLineRun.of(NOTHING, "check-config", "--json", file.toString())
                        .out())
                .contains("\"ok\":false", "\"line\":2");
    }

    @Test
    void aScheduleThatQuartzDoesNotKnowIsAProblem(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("firn.yaml");
        Files.writeString(file, "maintenance: {policies: [{match: \"*\", compaction: {cron: \"0 0 25 * * ?\"}}]}\n");
        CommandLineRun run = CommandLineRun.of(NOTHING, "check-config", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Cannot schedule compaction: cron '0 0 25 * * ?'");
    }

    @Test
    void aDaemonWithAWrongConfigurationDoesNotStart(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("firn.yaml");
        Files.writeString(file, "pipeline: {}\n");
        CommandLineRun run = CommandLineRun.of(NOTHING, "daemon", "--config", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("catalog");
        assertThat(CommandLineRun.of(NOTHING, "daemon", "--config", directory + "/none.yaml")
                        .err())
                .contains("none.yaml: Cannot read configuration: no such file");
    }
}
