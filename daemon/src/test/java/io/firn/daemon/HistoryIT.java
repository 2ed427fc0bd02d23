package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line tells of a table's past, from a daemon on a real lake. */
class HistoryIT {
    @TempDir
    private static Path directory;

    private static RunningLake running;
    private static long good;
    private static long bad;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningLake(directory);
        running.awaitReady();
        Table table = running.lake().create("demo.incident");
        running.lake().append(table, 0, 10);
        running.lake().append(table, 10, 10);
        good = table.currentSnapshot().snapshotId();
        running.lake().append(table, 95, 10);
        bad = table.currentSnapshot().snapshotId();
        running.lake().append(table, 200, 3);
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void twoMomentsAreCompared() throws Exception {
        CommandLineRun diff = running.firn("diff", "demo.incident", "--from", String.valueOf(good));
        JsonNode json = running.firnJson("diff", "demo.incident", "--from", String.valueOf(good), "--json");

        assertThat(diff.exitCode()).as(diff.err()).isZero();
        assertThat(diff.out())
                .containsPattern("rows +20 +33 +\\+13")
                .containsPattern("id +long .*0 \\.\\. 19 -> 0 \\.\\. 202");
        assertThat(diff.out()).doesNotContain("note 1");
        assertThat(json.get("to").get("rows").asLong()).isEqualTo(33);
    }

    @Test
    void aMomentThatIsNotThereIsWrongUse() {
        CommandLineRun diff = running.firn("diff", "demo.incident", "--from", "2020-01-01");

        assertThat(diff.exitCode()).isEqualTo(2);
        assertThat(diff.err()).contains("Cannot find a snapshot at '2020-01-01': the oldest snapshot");
    }

    @Test
    void theCommitThatACheckBeganToFailWithIsNamed() throws Exception {
        CommandLineRun bisect = running.firn("bisect", "demo.incident", "small-ids");

        assertThat(bisect.exitCode()).as("it goes on").isEqualTo(1);
        assertThat(bisect.out())
                .containsPattern("began with +snapshot " + bad)
                .containsPattern("checkpoint +[0-9]+ of job-1")
                .containsPattern("last good +snapshot " + good)
                .containsPattern("looked at +3 commits, rows of 0");
    }

    @Test
    void aCheckThatReadsRowsIsBisectedToo() throws Exception {
        CommandLineRun bisect = running.firn("bisect", "demo.incident", "even-ids");

        assertThat(bisect.out())
                .containsPattern("began with +snapshot " + bad)
                .contains("2 of 10 added rows break it (20 %); it must be 0");
    }

    @Test
    void aBacktestTellsWhatChecksWouldHaveSaid() throws Exception {
        JsonNode backtest = running.json("/api/v1/tables/demo.incident/backtest?period=7d");

        assertThat(backtest.get("commits").asInt())
                .as("maintenance may have expired the first")
                .isBetween(3, 4);
        JsonNode check = null;
        for (JsonNode each : backtest.get("checks")) {
            check = each.get("check").asText().equals("small-ids") ? each : check;
        }
        assertThat(check).isNotNull();
        assertThat(check.get("failed").asInt()).isEqualTo(2);
        assertThat(check.get("firings").get(0).get("snapshotId").asLong()).isEqualTo(bad);
        assertThat(check.get("fired").asInt()).isEqualTo(1);
    }

    @Test
    void aCheckThatIsNotThereIsWrongUse() {
        assertThat(running.firn("bisect", "demo.incident", "nothing").err())
                .contains("Cannot bisect 'nothing' of 'demo.incident': there is no such table or check");
    }
}
