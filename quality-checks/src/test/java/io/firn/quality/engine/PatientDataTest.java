package io.firn.quality.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Limit;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.quality.FakeLake;
import io.firn.quality.check.CheckSet;
import io.firn.quality.check.CheckText;
import io.firn.quality.check.Status;
import io.firn.testing.MovableClock;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Marked values go through every check of metadata while it fails; none may be found in what it says or keeps. */
class PatientDataTest {
    private static final double SCORE = 404_180_418.25;
    private static final String NOTE = "ZQX-MARKED-NAME";
    /** 2137-05-06T07:08:09Z. */
    private static final long AT = 5_280_980_889_000_000L;

    private static final List<String> MARKS =
            List.of("404180418", "4.04180418", "ZQX", "MARKED", "5280980889", "2137-05-06");

    private final FakeLake lake = new FakeLake();
    private final DataSource database = TestChecks.database();
    private final MovableClock clock = new MovableClock(Instant.now());
    private final Table table = lake.create("labs");

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void noCheckTellsAValueOfTheData() throws Exception {
        List<CheckConfig> checks = checks();
        QualityEngine engine = new QualityEngine(
                database,
                "firn",
                TestChecks.config(false, checks),
                new CheckSet(TestChecks.config(false, checks), List.of()),
                () -> true,
                clock);
        lake.append(table, 9, marked(0));
        lake.append(table, 9, marked(0));
        lake.append(table, 9, marked(0));
        engine.judge(List.of(Subject.of(table, lake.state(table), lake.commits(), TestChecks.scans())));
        table.updateSchema().addColumn("extra", Types.IntegerType.get()).commit();
        lake.append(table, 5, marked(100));
        clock.advance(Duration.ofHours(5));

        engine.judge(List.of(Subject.of(table, lake.state(table), lake.commits(), TestChecks.scans())));

        List<CheckStanding> standings = engine.standings();
        assertThat(standings).hasSameSizeAs(checks);
        assertThat(standings)
                .filteredOn(standing -> standing.result().status() == Status.PASS)
                .as("each has something to tell")
                .isEmpty();
        String told = standings + " " + checks.stream().map(CheckText::rule).toList() + " " + lake.facts(table) + " "
                + keptByTheDatabase();
        assertThat(told).contains("labs", "score", "note").doesNotContain(MARKS);
    }

    private org.apache.iceberg.DataFile marked(long nulls) {
        return FakeLake.file(table, 100)
                .counts("id", nulls)
                .counts("score", nulls / 2)
                .nans("score", nulls / 4)
                .counts("note", nulls)
                .counts("at", 0)
                .bounds("score", -SCORE, SCORE)
                .bounds("note", NOTE, NOTE)
                .bounds("at", -AT, AT)
                .build();
    }

    private static List<CheckConfig> checks() {
        Threshold none = Threshold.ZERO;
        Optional<Limit> zero = Optional.of(new Limit.Amount(BigDecimal.ZERO));
        return List.of(
                TestChecks.check("fresh", new CheckKind.Freshness(Optional.empty()), Threshold.below(60)),
                TestChecks.check("rows", new CheckKind.RowCount(CheckKind.RowCount.Scope.COMMIT), none),
                TestChecks.check("missing", new CheckKind.Missing("score", Unit.PERCENT), none),
                TestChecks.check("nan", new CheckKind.Nan("score", Unit.COUNT), none),
                TestChecks.check("lost", new CheckKind.AllNull(List.of("note")), none),
                TestChecks.check("gone", new CheckKind.AllNull(List.of()), none),
                TestChecks.check("required", new CheckKind.Required(List.of()), none),
                TestChecks.check("range", new CheckKind.Range("score", zero, zero), none),
                TestChecks.check("times", new CheckKind.FutureTimes("at", Duration.ZERO), none),
                TestChecks.check("late", new CheckKind.LateTimes("at"), Threshold.below(60)),
                TestChecks.check("text-range", new CheckKind.Range("note", zero, zero), none),
                TestChecks.check("schema", new CheckKind.Schema(CheckKind.Schema.Changes.NONE, Map.of()), none),
                TestChecks.check("operations", new CheckKind.Operations(List.of("delete")), none),
                TestChecks.check("writer", new CheckKind.Writers(List.of("nobody")), none),
                TestChecks.check("checkpoint", new CheckKind.CheckpointRegressed(), none),
                TestChecks.check(
                        "maximum",
                        new Anomaly(Anomaly.Metric.MAXIMUM, Optional.of("score"), Duration.ofMinutes(1), Duration.ZERO),
                        Threshold.below(3.5)));
    }

    /** Everything, as H2 would write it to a backup. */
    private String keptByTheDatabase() throws Exception {
        StringBuilder script = new StringBuilder();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SCRIPT")) {
            while (rows.next()) {
                script.append(rows.getString(1)).append('\n');
            }
        }
        return script.toString();
    }
}
