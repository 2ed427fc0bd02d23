package io.firn.benchmarks.checks;

import io.firn.benchmarks.Arguments;
import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Exit;
import io.firn.benchmarks.Machine;
import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Glob;
import io.firn.lake.config.Limit;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.config.ReconciliationConfig;
import io.firn.lake.config.Severity;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.quality.check.CheckSet;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.check.Status;
import io.firn.quality.commit.CommitReader;
import io.firn.quality.engine.CheckStanding;
import io.firn.quality.engine.QualityEngine;
import io.firn.quality.engine.Subject;
import io.firn.quality.scan.ScanChecks;
import io.firn.quality.scan.ScanLimits;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.h2.jdbcx.JdbcConnectionPool;

/** Judges many wide tables by metadata: at the first look, after a commit to each, and when nothing has changed. */
public final class ChecksBenchmark {
    private static final int COLUMNS = 100;
    private static final int CHECKED_COLUMNS = 20;
    private static final int COMMITS = 3;

    private final WideTables tables;
    private final TableStateReader states = new TableStateReader(new ManifestSummaryCache(256L << 20));
    private final ScanJudgements scans = new ScanJudgements(
            new ScanChecks(table -> Optional.empty(), ScanLimits.DEFAULT, Clock.systemUTC(), new Random(1)));
    private final CommitReader commits = new CommitReader(256L << 20);

    private ChecksBenchmark(Path directory) {
        this.tables = new WideTables(directory, COLUMNS);
    }

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments = Arguments.parse(words, Set.of("dir", "tables"));
            return new ChecksBenchmark(arguments.path("dir"))
                    .measure(arguments.path("dir"), arguments.positive("tables"));
        }));
    }

    private boolean measure(Path directory, long number) {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("daemon") + ";WRITE_DELAY=0", "", "");
        QualityConfig config = config();
        CheckSet checks = new CheckSet(config, List.of());
        QualityEngine engine = new QualityEngine(database, "benchmark", config, checks, () -> true, Clock.systemUTC());
        List<Table> all = tables.create(number, COMMITS);
        int each = checks.of("wide.table_0").size();
        System.out.printf(
                "%,d tables of %d columns, %d checks each (%d of them of columns), from metadata only. %s%n",
                number, COLUMNS, each, config.checks().size(), Machine.describe());
        double first = seconds(engine, subjects(all));
        verify(engine, number);
        all.forEach(tables::append);
        double commit = seconds(engine, subjects(all));
        verify(engine, number);
        double unchanged = seconds(engine, subjects(all));
        System.out.printf("first look               %8.2f s%n", first);
        System.out.printf("a commit to each         %8.2f s%n", commit);
        System.out.printf("nothing has changed      %8.3f s%n", unchanged);
        return true;
    }

    private static double seconds(QualityEngine engine, List<Subject> subjects) {
        long start = System.nanoTime();
        if (!engine.judge(subjects)) {
            throw new BenchmarkFailure("Cannot measure: the tables were not judged");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Reading states is what the daemon's look costs, checks or not. */
    private List<Subject> subjects(List<Table> all) {
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Table table = all.get(i);
            subjects.add(Subject.of(
                    table,
                    states.read(
                            "benchmark",
                            TableIdentifier.of("wide", "table_" + i),
                            table,
                            Clock.systemUTC().instant()),
                    commits,
                    scans));
        }
        return subjects;
    }

    private static void verify(QualityEngine engine, long number) {
        List<CheckStanding> standings = engine.standings();
        long passing = standings.stream()
                .filter(standing -> standing.result().status() == Status.PASS)
                .count();
        long expected = number * (CHECKED_COLUMNS + 7L);
        if (passing != expected) {
            throw new BenchmarkFailure("Cannot trust the figures: " + passing + " checks pass, not " + expected);
        }
    }

    private static QualityConfig config() {
        List<CheckConfig> checks = new ArrayList<>();
        for (int id = 1; id <= CHECKED_COLUMNS; id++) {
            String column = "column_" + id;
            CheckKind kind = id % 2 == 0
                    ? new CheckKind.Range(
                            column,
                            Optional.of(new Limit.Amount(BigDecimal.ZERO)),
                            Optional.of(new Limit.Amount(new BigDecimal(100))))
                    : new CheckKind.Missing(column, Unit.PERCENT);
            checks.add(new CheckConfig(
                    new Glob("wide.*"),
                    "check-" + id,
                    kind,
                    Threshold.below(5),
                    Severity.WARNING,
                    OnUnknown.UNKNOWN,
                    Optional.empty(),
                    Optional.empty(),
                    "benchmark"));
        }
        return new QualityConfig(
                true,
                true,
                Duration.ofMinutes(15),
                List.of(),
                List.of(),
                checks,
                new ReconciliationConfig(false, Duration.ZERO, Duration.ZERO, true, Duration.ZERO));
    }
}
