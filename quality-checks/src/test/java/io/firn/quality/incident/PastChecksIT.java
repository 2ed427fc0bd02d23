package io.firn.quality.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Glob;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.Severity;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.commit.CommitReader;
import io.firn.quality.incident.Backtest.CheckHistory;
import io.firn.quality.scan.ScanChecks;
import io.firn.quality.scan.ScanLimits;
import io.firn.quality.tables.RealTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastChecksIT {
    private static final String SECRET = "Zebedee-7741";
    private static final Schema SCHEMA = RealTables.withOrigin(
            NestedField.optional(1, "id", Types.LongType.get()),
            NestedField.optional(2, "site", Types.StringType.get()));
    private static final CheckConfig MISSING = check("no-nulls", new CheckKind.Missing("site", Unit.PERCENT));
    private static final CheckConfig SITES =
            check("sites", new CheckKind.Matches("site", Pattern.compile("S-[0-9]+"), Unit.PERCENT));
    private static final CheckConfig LOST = check("all_null", new CheckKind.AllNull(List.of()));

    @TempDir
    private Path directory;

    private RealTables tables;
    private Table table;

    @BeforeEach
    void create() {
        tables = new RealTables(directory);
        table = tables.create("trial.visits", SCHEMA);
    }

    @AfterEach
    void close() throws Exception {
        tables.close();
    }

    @Test
    void theFirstBadCommitOfTheStretchIsNamedWithItsCheckpointAndOffsets() {
        append(2, "S-1"); // Offsets 0 and 1, checkpoint of the sink 2.
        append(1, null);
        long good = append(2, "S-2");
        long first = append(2, null);
        append(3, null);

        Incident incident = bisect(MISSING);

        assertThat(incident.state()).isEqualTo("ongoing");
        assertThat(incident.lastGood()).map(JudgedCommit::snapshotId).contains(good);
        assertThat(incident.firstBad()).hasValueSatisfying(bad -> {
            assertThat(bad.snapshotId()).isEqualTo(first);
            assertThat(bad.status()).isEqualTo("fail");
            assertThat(bad.value()).contains(100.0);
            assertThat(bad.writer()).contains("job-1");
            assertThat(bad.checkpointId())
                    .contains(Long.valueOf(table.snapshot(first).summary().get("flink.max-committed-checkpoint-id")));
            assertThat(bad.offsets()).containsExactly("visits[0] 5..6");
        });
        assertThat(incident.bad()).isEqualTo(2);
        assertThat(incident.judged()).as("the older stretch is not looked at").isEqualTo(3);
        assertThat(incident.scannedCommits()).as("manifests are enough").isZero();
        assertThat(incident.beginningExpired()).isFalse();
    }

    @Test
    void anIncidentThatIsOverNamesTheCommitThatEndedIt() {
        append(1, "S-1");
        long bad = append(1, null);
        long after = append(1, "S-2");
        append(1, "S-3");

        Incident incident = bisect(MISSING);

        assertThat(incident.state()).isEqualTo("over");
        assertThat(incident.firstBad()).map(JudgedCommit::snapshotId).contains(bad);
        assertThat(incident.firstGoodAfter()).map(JudgedCommit::snapshotId).contains(after);
    }

    @Test
    void whereNoCommitIsBadThereIsNoIncident() {
        append(1, "S-1");

        Incident incident = bisect(MISSING);

        assertThat(incident.state()).isEqualTo("none");
        assertThat(incident.firstBad()).isEmpty();
        assertThat(incident.judged()).isEqualTo(1);
    }

    @Test
    void anIncidentOlderThanEverythingRetainedSaysSo() {
        long expired = append(1, "S-1");
        long oldest = append(1, null);
        append(1, null);
        table.expireSnapshots().expireSnapshotId(expired).commit();
        table.refresh();

        Incident incident = bisect(MISSING);

        assertThat(incident.firstBad()).map(JudgedCommit::snapshotId).contains(oldest);
        assertThat(incident.beginningExpired()).isTrue();
        assertThat(incident.lastGood()).isEmpty();
    }

    @Test
    void aCheckThatReadsRowsIsBisectedByReadingTheNewestCommitsOnly() {
        append(2, "S-1");
        append(2, "S-1");
        long good = append(2, "S-2");
        long first = append(1, SECRET);
        append(1, SECRET);

        Incident incident = bisect(SITES);

        assertThat(incident.firstBad()).hasValueSatisfying(bad -> {
            assertThat(bad.snapshotId()).isEqualTo(first);
            assertThat(bad.reason())
                    .isEqualTo("1 of 1 added rows break it (100 %), for example visits[0] 6; it must be 0");
        });
        assertThat(incident.lastGood()).map(JudgedCommit::snapshotId).contains(good);
        assertThat(incident.scannedCommits()).isEqualTo(3);
        assertThat(incident.toString()).doesNotContain(SECRET);
    }

    @Test
    void aLostColumnDoesNotBecomeUsual() {
        for (int i = 0; i < 12; i++) {
            append(50, "S-" + i);
        }
        long first = append(50, null);
        for (int i = 0; i < 60; i++) {
            append(5, null);
        }

        Incident incident = bisect(LOST);

        assertThat(incident.state()).isEqualTo("ongoing");
        assertThat(incident.firstBad()).map(JudgedCommit::snapshotId).contains(first);
    }

    @Test
    void commitsOfWhichItCannotTellNeitherBeginNorEndAStretch() {
        append(1, "S-1");
        append(1, SECRET);
        CheckConfig broken = check(
                "broken",
                new CheckKind.FailedRows(
                        Optional.empty(),
                        Optional.of("select * from new_rows where cast(substr(site, 3) as integer) > 100"),
                        Unit.COUNT));

        Incident incident = bisect(broken);

        assertThat(incident.state()).isEqualTo("none");
        assertThat(incident.unknown()).isEqualTo(1);
        assertThat(incident.notes())
                .containsExactly("The check cannot tell of 1 of the commits; they count as neither good nor bad.");
    }

    @Test
    void aCheckThatDoesNotJudgeCommitsIsRefused() {
        append(1, "S-1");

        assertThatThrownBy(() -> bisect(check("fresh", new CheckKind.Freshness(Optional.empty()))))
                .hasMessage("Cannot bisect 'fresh': a check of type freshness judges the time since the last one, not a"
                        + " commit");
    }

    @Test
    void aBacktestTellsHowOftenAndWhenEachCheckWouldHaveFired() {
        append(1, "S-1");
        long first = append(1, null);
        append(1, null);
        append(1, "S-1");
        long second = append(1, null);

        Backtest backtest = backtest(List.of(MISSING, SITES, LOST), Duration.ofDays(7));

        CheckHistory missing = history(backtest, "no-nulls");
        assertThat(missing.judged()).isEqualTo(5);
        assertThat(missing.failed()).isEqualTo(3);
        assertThat(missing.fired()).isEqualTo(2);
        assertThat(missing.firings())
                .extracting(firing -> firing.snapshotId().orElseThrow(), Backtest.Firing::commits)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(first, 2L),
                        org.assertj.core.groups.Tuple.tuple(second, 1L));
        assertThat(missing.firings().get(0).until()).isPresent();
        assertThat(missing.firings().get(1).until()).isEmpty();
        assertThat(history(backtest, "sites").fired()).isZero();
        assertThat(history(backtest, "sites").judged()).isEqualTo(5);
        assertThat(backtest.commits()).isEqualTo(5);
        assertThat(backtest.notes())
                .anyMatch(note -> note.startsWith("The table has commits since "))
                .anyMatch(note -> note.startsWith("Rows are judged commit by commit"));
    }

    @Test
    void aBacktestOfFreshnessFindsTheGapsBetweenCommits() throws Exception {
        append(1, "S-1");
        append(1, "S-2");
        long last = table.currentSnapshot().timestampMillis();
        CheckConfig fresh = new CheckConfig(
                new Glob("*"),
                "fresh",
                new CheckKind.Freshness(Optional.empty()),
                Threshold.below(600),
                Severity.CRITICAL,
                OnUnknown.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "test");
        Instant now = Instant.ofEpochMilli(last).plus(Duration.ofHours(1));

        Backtest backtest =
                past().backtest(table, state(), List.of(fresh), column -> false, now.minus(Duration.ofDays(1)), now);

        assertThat(history(backtest, "fresh").fired()).isEqualTo(1);
        assertThat(history(backtest, "fresh").firings().get(0).since())
                .isEqualTo(Instant.ofEpochMilli(last).plusSeconds(600));
    }

    @Test
    void whatRetainedCommitsDoNotSayIsNotReplayed() {
        append(1, "S-1");
        CheckConfig volume = check(
                "volume",
                new CheckKind.Anomaly(
                        CheckKind.Anomaly.Metric.ROW_COUNT,
                        Optional.empty(),
                        Duration.ofHours(1),
                        Duration.ofDays(28)));

        Backtest backtest = backtest(List.of(volume), Duration.ofDays(7));

        assertThat(history(backtest, "volume").replayed()).isFalse();
        assertThat(backtest.notes()).contains("Not replayed, since retained commits do not say enough: volume.");
    }

    private Incident bisect(CheckConfig check) {
        return past().bisect(table, state(), check, column -> false);
    }

    private Backtest backtest(List<CheckConfig> checks, Duration period) {
        Instant now = Instant.now();
        return past().backtest(table, state(), checks, column -> false, now.minus(period), now);
    }

    private PastChecks past() {
        ScanChecks scans =
                new ScanChecks(name -> Optional.empty(), ScanLimits.DEFAULT, InstantSource.system(), new Random(1));
        return new PastChecks(new CommitReader(1 << 20), new ScanJudgements(scans));
    }

    private TableState state() {
        table.refresh();
        return new TableStateReader(new ManifestSummaryCache(1 << 20))
                .read("firn", TableIdentifier.parse("trial.visits"), table, Instant.now());
    }

    private long append(int rows, String site) {
        List<Record> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(tables.row(table, "id", (long) i, "site", site));
        }
        return tables.append(table, all);
    }

    private static CheckHistory history(Backtest backtest, String check) {
        return backtest.checks().stream()
                .filter(history -> history.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static CheckConfig check(String name, CheckKind kind) {
        return new CheckConfig(
                new Glob("*"),
                name,
                kind,
                Threshold.ZERO,
                Severity.WARNING,
                OnUnknown.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "test");
    }
}
