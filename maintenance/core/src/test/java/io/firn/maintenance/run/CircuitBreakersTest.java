package io.firn.maintenance.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.BreakerConfig;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

final class CircuitBreakersTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final long GB = 1L << 30;

    private static Run run(String table, Outcome outcome, long bytes, Optional<Guard> guard, Optional<Long> before) {
        return new Run(
                "r",
                "firn",
                table,
                Operation.COMPACTION,
                Trigger.THRESHOLD,
                outcome,
                "because",
                NOW.minus(Duration.ofHours(2)),
                Optional.of(NOW),
                before,
                Optional.empty(),
                0,
                0,
                bytes,
                0,
                guard,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Run run(Outcome outcome) {
        return run("a.b", outcome, 0, Optional.empty(), Optional.of(1L));
    }

    private static Run skipped(Outcome outcome) {
        return run("a.b", outcome, 0, Optional.of(Guard.H18), Optional.empty());
    }

    private static List<Run> rewriting(long bytes) {
        return Collections.nCopies(3, run("a.b", Outcome.SUCCEEDED, bytes, Optional.empty(), Optional.of(1L)));
    }

    private static TableState table(long bytes, long added) {
        FileTotals data = new FileTotals(1, bytes, 1);
        return new TableState(
                "firn",
                TableIdentifier.of("a", "b"),
                "uuid",
                "l",
                2,
                0,
                "m",
                1,
                NOW,
                Optional.of(2L),
                List.of(),
                List.of(new PartitionFiles(
                        0, "", new long[] {bytes}, 0, data, FileTotals.NONE, FileTotals.NONE, FileTotals.NONE)),
                List.of(),
                List.of(
                        snapshot(1, Duration.ofDays(3), "append", 1000 * GB),
                        snapshot(2, Duration.ofHours(1), "append", added),
                        snapshot(3, Duration.ofHours(1), "replace", 1000 * GB)),
                Map.of(),
                Map.of());
    }

    private static SnapshotState snapshot(long id, Duration age, String operation, long added) {
        return new SnapshotState(
                id,
                Optional.empty(),
                id,
                NOW.minus(age),
                operation,
                "list",
                Map.of("added-files-size", Long.toString(added)));
    }

    private static Optional<String> rewrites(TableState state, List<Run> runs) {
        return CircuitBreakers.rewrites(state, runs, Instant.EPOCH, NOW, BreakerConfig.DEFAULT);
    }

    @Test
    void threeFailuresInARowTripAndASuccessOrARunThatNeverBeganDoNotCount() {
        assertThat(CircuitBreakers.failures(List.of(run(Outcome.FAILED), run(Outcome.REJECTED), run(Outcome.FAILED))))
                .hasValueSatisfying(why -> assertThat(why).startsWith("the last 3 runs failed or were refused"));
        assertThat(CircuitBreakers.failures(
                        List.of(run(Outcome.FAILED), run(Outcome.FAILED), run(Outcome.SUCCEEDED), run(Outcome.FAILED))))
                .isEmpty();
        assertThat(CircuitBreakers.failures(
                        List.of(run(Outcome.FAILED), skipped(Outcome.REJECTED), skipped(Outcome.REJECTED))))
                .isEmpty();
        assertThat(CircuitBreakers.failures(List.of(
                        skipped(Outcome.REJECTED), run(Outcome.FAILED), run(Outcome.FAILED), run(Outcome.FAILED))))
                .isPresent();
    }

    @Test
    void aTableRewrittenMoreOftenThanItGrowsTrips() {
        assertThat(rewrites(table(10 * GB, GB), rewriting(10 * GB))).isPresent();
        assertThat(rewrites(table(10 * GB, 3 * GB), rewriting(10 * GB)))
                .as("it grows")
                .isEmpty();
        assertThat(rewrites(table(30 * GB, 0), rewriting(10 * GB)))
                .as("its backlog is rewritten once")
                .isEmpty();
        assertThat(rewrites(table(1000, 0), rewriting(GB / 4)))
                .as("it is small")
                .isEmpty();
        assertThat(rewrites(table(10 * GB, 0), rewriting(20 * GB).subList(0, 2)))
                .as("two runs are not often")
                .isEmpty();
    }

    @Test
    void onlyRunsSinceTheLastResumeCountAsRewrites() {
        assertThat(CircuitBreakers.rewrites(
                        table(10 * GB, GB),
                        rewriting(10 * GB),
                        NOW.minus(Duration.ofMinutes(90)),
                        NOW,
                        BreakerConfig.DEFAULT))
                .isEmpty();
    }

    @Test
    void oneGuardOnManyTablesTrips() {
        List<Run> six = IntStream.range(0, 6)
                .mapToObj(i -> run("a.t" + i, Outcome.REJECTED, 0, Optional.of(Guard.H8), Optional.of(1L)))
                .toList();
        assertThat(CircuitBreakers.guards(six, Operation.COMPACTION, BreakerConfig.DEFAULT))
                .contains("guard H8 (incomplete reachability) refused it on 6 tables within an hour");
        assertThat(CircuitBreakers.guards(six, Operation.SNAPSHOT_EXPIRY, BreakerConfig.DEFAULT))
                .isEmpty();
        List<Run> sameTables = Stream.concat(six.subList(0, 5).stream(), six.subList(0, 5).stream())
                .toList();
        assertThat(CircuitBreakers.guards(sameTables, Operation.COMPACTION, BreakerConfig.DEFAULT))
                .isEmpty();
    }
}
