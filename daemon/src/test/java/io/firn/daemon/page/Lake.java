package io.firn.daemon.page;

import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.ColumnView;
import io.firn.daemon.view.CompletenessView;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.DecisionView;
import io.firn.daemon.view.GroupLagView;
import io.firn.daemon.view.Health;
import io.firn.daemon.view.HistoryView;
import io.firn.daemon.view.LastDayView;
import io.firn.daemon.view.LedgerView;
import io.firn.daemon.view.OverviewView;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.QuarantineView;
import io.firn.daemon.view.RunView;
import io.firn.daemon.view.SnapshotView;
import io.firn.daemon.view.StatusView;
import io.firn.daemon.view.TablePageView;
import io.firn.daemon.view.TableRowView;
import io.firn.daemon.view.TableView;
import io.firn.daemon.view.VerdictView;
import io.firn.maintenance.plan.RestorePoint;
import io.firn.maintenance.verify.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A made-up lake as the daemon would tell it, with one of everything, and names that want to be more than text. */
final class Lake {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String HOSTILE = "demo.<script>document.title='harmed'</script>";
    static final String LABS = "trials.labs";
    static final String RUN = "3e0c6f10-0000-4000-8000-000000000003";
    static final StatusView STATUS =
            new StatusView(NOW, NOW.minusSeconds(7_200), new VerdictView("bad", "3 tables need attention", List.of()));

    private Lake() {}

    static OverviewView overview(int healthy) {
        List<TableRowView> rows = new ArrayList<>();
        rows.add(row(LABS, 3, 95, "misses 3 records of trial.labs", "check nulls fails"));
        rows.add(row(HOSTILE, 2, 4, "check <img src=x onerror=alert(1)> fails"));
        rows.add(row("trials.sites", 2, 1, "compaction failed 2 times in a row: disk full"));
        rows.add(row("trials.visits", 1, 2, "check volume warns"));
        IntStream.range(0, healthy)
                .mapToObj(i -> row(String.format("warehouse.table_%04d", i), 0, i % 7))
                .forEach(rows::add);
        return new OverviewView(
                STATUS,
                true,
                rows,
                List.of(progress()),
                List.of(run("succeeded", Optional.empty()), run("rejected", Optional.of("g"))),
                List.of(new DecisionView(LABS, "compaction", true, "12 small files", 12, 1 << 20, Optional.empty())),
                List.of(lag("trial.labs", "warn"), lag("trial.labs.valid", "ok")),
                List.of(new PauseView(
                        Optional.of("trials.sites"),
                        Optional.of("compaction"),
                        NOW.minusSeconds(600),
                        "circuit breaker",
                        "3 runs failed in a row",
                        true)),
                List.of(run("rejected", Optional.of("g"))),
                List.of(quarantine()),
                List.of(check(HOSTILE, "<img src=x onerror=alert(1)>", "warning", "fail"), nulls()),
                List.of(missing()));
    }

    static LastDayView lastDay(List<TableRowView> tables) {
        return new LastDayView(
                NOW.minusSeconds(86_400),
                1_800,
                tables.stream()
                        .map(table -> new LastDayView.LineView(
                                table.table(),
                                IntStream.range(0, 48)
                                        .mapToObj(i -> i < 4 ? Optional.<Long>empty() : Optional.of(20L + i % 9))
                                        .toList(),
                                IntStream.range(0, 48)
                                        .mapToObj(i -> Optional.of(i * 7L % 13))
                                        .toList()))
                        .toList());
    }

    static TablePageView page(String name) {
        TableView table = new TableView(
                name,
                123_456,
                true,
                42,
                5L << 30,
                12,
                3,
                90,
                31,
                9,
                Optional.of(NOW.minusSeconds(4)),
                Health.attention(List.of("misses 3 records of trial.labs")),
                List.of(),
                List.of(
                        new ColumnView("LBSTRESN", "double", false, Optional.of(17L)),
                        new ColumnView("<b>bold</b>", "struct<a: long, b: string>", true, Optional.empty())),
                List.of(),
                List.of(new RestorePoint(
                        "main",
                        "lineage-1",
                        "0123456789abcdef0123456789abcdef",
                        "sink-labs",
                        100,
                        NOW.minusSeconds(3_600),
                        160,
                        NOW.minusSeconds(4))));
        return new TablePageView(
                STATUS,
                table,
                Optional.of(95.4),
                List.of(progress()),
                Stream.of("compaction", "snapshot-expiry", "delete-file-rewrite", "manifest-rewrite", "orphan-removal")
                        .map(operation -> new DecisionView(
                                name,
                                operation,
                                operation.equals("compaction"),
                                "because of " + operation,
                                12,
                                1 << 20,
                                Optional.of(NOW.plusSeconds(3_600))))
                        .toList(),
                List.of(
                        check(name, "freshness", "warning", "pass"),
                        nulls(),
                        check(name, "volume", "warning", "unknown")),
                List.of(run("succeeded", Optional.empty()), run("failed", Optional.empty())),
                IntStream.range(0, 5)
                        .mapToObj(i -> new SnapshotView(
                                9_223_372_036L + i,
                                Optional.empty(),
                                NOW.minusSeconds(60L * i),
                                i == 1 ? "replace" : "append",
                                Optional.of(3L),
                                i == 1 ? Optional.of(9L) : Optional.empty(),
                                Optional.of(1_000L),
                                Optional.empty(),
                                Optional.of(160L - i),
                                i == 0 ? List.of("main") : List.of()))
                        .toList(),
                List.of(new CompletenessView(name, "trial.labs", 5_000, 4_900, 97, 2, 0, 0, 3)),
                List.of(missing()),
                List.of(lag("trial.labs", "warn")),
                List.of(quarantine()),
                List.of(new ConsumerView(name, "nightly <b>etl</b>", 9_223_372_036L, NOW.minusSeconds(900))));
    }

    static HistoryView history(String name, long step, int count) {
        return new HistoryView(
                name,
                NOW.minusSeconds(step * count),
                NOW,
                step,
                IntStream.range(0, count)
                        // Two hours in which the daemon was away.
                        .filter(i -> i < count / 3 || i > count / 3 + 8)
                        .mapToObj(i -> new HistoryView.PointView(
                                NOW.minusSeconds(step * (count - i)),
                                40 + i % 17,
                                (5L << 30) + i * 1_000_000L,
                                i % 17,
                                i % 5,
                                120_000 + i * 20L,
                                Optional.of(4L + i % 11),
                                i % 50 == 7 ? Optional.empty() : Optional.of(3L + i % 23)))
                        .toList());
    }

    static RunView run(String outcome, Optional<String> guard) {
        return run("run-" + outcome, outcome, guard, Optional.empty());
    }

    static RunView run(String id, String outcome, Optional<String> guard, Optional<Receipt> receipt) {
        boolean running = outcome.equals("running");
        return new RunView(
                id,
                LABS,
                "compaction",
                "threshold",
                outcome,
                "12 small files (below 96 MB) in 1 partition",
                NOW.minusSeconds(70),
                running ? Optional.empty() : Optional.of(NOW.minusSeconds(58)),
                12,
                1,
                120 << 20,
                1_000_000,
                running ? Optional.of(progress()) : Optional.empty(),
                Optional.of(4_711L),
                Optional.of(4_712L),
                outcome.equals("failed") ? Optional.of("<i>disk</i> full") : Optional.empty(),
                guard.map(any -> new RunView.GuardView("G7", "rows in and rows out")),
                receipt);
    }

    static Receipt receipt() {
        return new Receipt(
                List.of(
                        Receipt.Check.passed("rows", "1,000,000 in, 1,000,000 out"),
                        Receipt.Check.failed("bounds", "column 7 <b>differs</b>")),
                1_000_000,
                1_000_000,
                0,
                12,
                1,
                130 << 20,
                120 << 20,
                1,
                0);
    }

    static String alerts() {
        return """
                {"alerts": [
                 {"id": "a1", "name": "FirnTried", "severity": "critical", "catalog": "firn", "table": "trials.labs",
                  "labels": {"tier": "1"}, "summary": "3 records of <b>trial.labs</b> are missing",
                  "description": "Offsets 7 to 9 are in no table.", "since": "2026-03-01T11:50:00Z",
                  "runbook": "http://127.0.0.1:1/runbooks/FirnTried",
                  "receivers": [{"receiver": "alertmanager", "state": "delivered", "reason": ""},
                                {"receiver": "webhook", "state": "waiting", "reason": "<script>alert(1)</script> refused"}]},
                 {"id": "a2", "name": "FirnQualityCheckFailed", "severity": "warning", "catalog": "firn", "table": "trials.sites",
                  "labels": {}, "summary": "check nulls failed", "description": "", "since": "2026-03-01T09:00:00Z",
                  "endedAt": "2026-03-01T10:00:00Z", "runbook": "", "receivers": []}]}
                """;
    }

    private static TableRowView row(String name, int attention, double behind, String... reasons) {
        int hash = Math.floorMod(name.hashCode(), 900);
        return new TableRowView(
                name,
                1_000L * hash,
                hash % 3 > 0,
                10 + hash,
                (long) hash << 22,
                hash % 40,
                hash % 9,
                30,
                Optional.of(NOW.minusSeconds(hash)),
                Optional.of(behind),
                attention,
                List.of(reasons));
    }

    private static ProgressView progress() {
        return new ProgressView(
                RUN,
                LABS,
                "compaction",
                NOW.minusSeconds(60),
                NOW.minusSeconds(1),
                5,
                12,
                42_000,
                100_000,
                1_200_000,
                2_900_000,
                Optional.of(83L));
    }

    private static GroupLagView lag(String topic, String status) {
        return new GroupLagView(
                "firn-validate", topic, 470, Optional.of(3.4), status, Optional.empty(), Optional.of(12.0));
    }

    private static QuarantineView quarantine() {
        return new QuarantineView("run-orphans", LABS, 2, 4_096, NOW.plusSeconds(86_400));
    }

    private static CheckView nulls() {
        return check(LABS, "nulls", "critical", "fail");
    }

    private static CheckView check(String table, String name, String severity, String status) {
        return new CheckView(
                table,
                name,
                "missing",
                severity,
                status,
                "missing LBSTRESN at most 5 %",
                "quality.checks[3]",
                Optional.of("data team"),
                Optional.empty(),
                Optional.of(NOW.minusSeconds(300)),
                Optional.of(12.5),
                "12.5 % of 1,000 values are missing",
                Optional.of(9_223_372_036L),
                Optional.of(NOW.minusSeconds(300)),
                Optional.of(158L),
                "trial.labs/0: 100-199",
                Optional.of(NOW));
    }

    private static LedgerView.MissingView missing() {
        return new LedgerView.MissingView(
                LABS,
                "trial.labs",
                0,
                7,
                9,
                3,
                Optional.of(NOW.minusSeconds(400)),
                Optional.of(NOW.minusSeconds(390)),
                NOW.minusSeconds(200),
                Optional.empty());
    }
}
