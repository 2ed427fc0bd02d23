package io.firn.quality.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Limit;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.quality.anomaly.ModifiedZScore;
import io.firn.quality.anomaly.Point;
import io.firn.quality.check.CheckSet;
import io.firn.quality.check.Status;
import io.firn.quality.engine.SimulatedTable.Batch;
import io.firn.testing.MovableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day of a table with a commit a minute, clock and data simulated, after six weeks that the database remembers. */
class SimulatedDayTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant LONG_AGO = Instant.parse("2026-01-05T00:00:00Z");

    private final DataSource database = TestChecks.database();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aCleanDayRaisesNothing(long seed) {
        // Begins at another hour of another weekday for each seed.
        Instant start = LONG_AGO.plus(Duration.ofHours(new Random(seed).nextInt(24 * 7)));

        assertThat(raised(seed, start, Optional.of(Duration.ofDays(42)), batch -> batch))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aCleanFirstDayRaisesNothing(long seed) {
        Instant start = LONG_AGO.plus(Duration.ofHours(new Random(seed).nextInt(24 * 7)));

        assertThat(raised(seed, start, Optional.empty(), batch -> batch)).isEmpty();
    }

    @Test
    void aBurstOfNullsFailsTheShareOfNullsAlone() {
        assertThat(faulty(batch -> new Batch(batch.rows(), 0.6, 1, batch.lateness(), true)))
                .containsExactly("value-missing");
    }

    @Test
    void aChangeOfUnitsFailsTheRangeAlone() {
        assertThat(faulty(batch -> new Batch(batch.rows(), batch.nullShare(), 1_000, batch.lateness(), true)))
                .containsExactly("value-range");
    }

    @Test
    void aLateSiteFailsTheLatenessAlone() {
        assertThat(faulty(batch -> new Batch(batch.rows(), batch.nullShare(), 1, Duration.ofHours(9), true)))
                .containsExactly("event-late");
    }

    @Test
    void aLostColumnFailsTheSchemaAlone() {
        assertThat(faulty(batch -> new Batch(batch.rows(), batch.nullShare(), 1, batch.lateness(), false)))
                .containsExactly("schema");
    }

    @Test
    void aDropInVolumeFailsTheVolumeAlone() {
        assertThat(faulty(batch -> Batch.of(Math.max(1, batch.rows() / 5)))).containsExactly("volume");
    }

    @Test
    void anEmptyFieldFailsTheLostColumnAndItsShareOfNulls() {
        assertThat(faulty(batch -> new Batch(batch.rows(), 1, 1, batch.lateness(), true)))
                .containsExactly("all_null", "value-missing");
    }

    /** From ten on Tuesday morning on. */
    private Set<String> faulty(UnaryOperator<Batch> fault) {
        return raised(7, LONG_AGO.plus(Duration.ofHours(24)), Optional.of(Duration.ofDays(42)), fault);
    }

    /** Names of the checks that warned or failed at any time of the day; what is damaged is its hours 10 to 13. */
    private Set<String> raised(long seed, Instant start, Optional<Duration> history, UnaryOperator<Batch> fault) {
        Traffic traffic = new Traffic(seed);
        MovableClock clock = new MovableClock(start);
        SimulatedTable table = new SimulatedTable();
        QualityConfig config = TestChecks.config(true, checks());
        CheckSet checks = new CheckSet(config, List.of(stream()));
        history.ifPresent(period -> remember(traffic, checks, start, period));
        QualityEngine engine = new QualityEngine(database, "firn", config, checks, () -> true, clock);
        Set<String> raised = new TreeSet<>();
        for (int minute = 0; minute < 24 * 60; minute++) {
            Batch batch = Batch.of(traffic.rowsAMinute(clock.instant()));
            boolean damaged = minute >= 600 && minute < 780;
            table.commit(clock.instant(), damaged ? fault.apply(batch) : batch);
            clock.advance(MINUTE);
            assertThat(engine.judge(List.of(table.subject(clock.instant())))).isTrue();
            engine.standings().stream()
                    .filter(standing -> standing.result().status() == Status.FAIL
                            || standing.result().status() == Status.WARN)
                    .forEach(standing -> raised.add(standing.config().name()));
        }
        return raised;
    }

    private void remember(Traffic traffic, CheckSet checks, Instant start, Duration period) {
        QualityStore store = new QualityStore(database, "firn");
        CheckConfig volume = checks.of("trial.labs").stream()
                .filter(check -> check.name().equals("volume"))
                .findFirst()
                .orElseThrow();
        Anomaly anomaly = (Anomaly) volume.kind();
        List<Point> points = new ArrayList<>();
        for (Instant hour = start.minus(period); hour.isBefore(start); hour = hour.plus(anomaly.bucket())) {
            points.add(new Point(hour, traffic.rowsAnHour(hour), 1, false, false));
        }
        String key = SeriesWatch.key(volume, anomaly);
        TableRecord record = TableRecord.unknown("trial.labs", "uuid")
                .withOpen(key, new OpenBucket(OpenBucket.empty(anomaly, start), false));
        assertThat(store.save(
                        record, List.of(new QualityStore.Closed(key, points, start.minus(ModifiedZScore.WINDOW)))))
                .isPresent();
    }

    private static List<CheckConfig> checks() {
        return List.of(
                TestChecks.check("fresh", new CheckKind.Freshness(Optional.empty()), Threshold.below(300)),
                TestChecks.check("value-missing", new CheckKind.Missing("VALUE", Unit.PERCENT), Threshold.below(10)),
                TestChecks.check(
                        "value-range",
                        new CheckKind.Range(
                                "VALUE",
                                Optional.of(new Limit.Amount(BigDecimal.ZERO)),
                                Optional.of(new Limit.Amount(new BigDecimal(500)))),
                        Threshold.ZERO),
                TestChecks.check("event-late", new CheckKind.LateTimes("EVENT"), Threshold.below(3600)),
                TestChecks.check(
                        "event-future", new CheckKind.FutureTimes("EVENT", Duration.ofMinutes(5)), Threshold.ZERO));
    }

    private static StreamConfig stream() {
        return new StreamConfig(
                "labs",
                "trial.labs",
                List.of(),
                StreamConfig.Mode.APPEND,
                new StreamConfig.Evolve(),
                List.of(),
                Optional.empty(),
                Map.of());
    }
}
