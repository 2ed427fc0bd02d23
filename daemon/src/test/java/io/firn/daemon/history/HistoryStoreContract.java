package io.firn.daemon.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What every database must do for the history. */
interface HistoryStoreContract {
    Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    String TABLE = "trials.\"labs\" <b>";

    DataSource source();

    private static HistoryPoint point(long files, long age) {
        return new HistoryPoint(files, files * 100, files / 2, 1, files * 1000, Optional.of(age), Optional.of(age * 2));
    }

    private HistoryStore store(String catalog) {
        return new HistoryStore(source(), catalog);
    }

    private static String catalog() {
        return "c" + UUID.randomUUID();
    }

    @Test
    default void aSlotHasTheNewestSizesAndTheWorstAges() {
        HistoryStore store = store(catalog());
        store.add(NOON, Map.of(TABLE, point(10, 5)));
        store.add(NOON.plusSeconds(20), Map.of(TABLE, point(4, 90)));
        store.add(NOON.plusSeconds(40), Map.of(TABLE, point(7, 1)));

        NavigableMap<Instant, HistoryPoint> minutes = store.series(TABLE, Resolution.MINUTE, NOON);

        assertThat(minutes)
                .containsExactly(
                        Map.entry(NOON, new HistoryPoint(7, 700, 3, 1, 7000, Optional.of(90L), Optional.of(180L))));
        assertThat(store.series(TABLE, Resolution.HOUR, NOON)).isEqualTo(minutes);
    }

    @Test
    default void whatIsNotKnownStaysSoAndIsNoNought() {
        HistoryStore store = store(catalog());
        HistoryPoint unknown = new HistoryPoint(0, 0, 0, 0, 0, Optional.empty(), Optional.empty());
        store.add(NOON, Map.of(TABLE, unknown, "other", point(1, 0)));

        assertThat(store.series(TABLE, Resolution.MINUTE, NOON).values()).containsExactly(unknown);
        assertThat(store.series("other", Resolution.MINUTE, NOON).values()).containsExactly(point(1, 0));
    }

    @Test
    default void replicasWriteTheSameSlotOneAfterAnother() {
        String catalog = catalog();
        store(catalog).add(NOON, Map.of(TABLE, point(1, 50)));
        store(catalog).add(NOON.plusSeconds(30), Map.of(TABLE, point(2, 3), "new", point(9, 9)));

        assertThat(store(catalog).all(Resolution.QUARTER, NOON))
                .containsOnlyKeys(TABLE, "new")
                .satisfies(all -> assertThat(all.get(TABLE).get(NOON))
                        .isEqualTo(new HistoryPoint(2, 200, 1, 1, 2000, Optional.of(50L), Optional.of(100L))));
        assertThat(store(catalog()).all(Resolution.QUARTER, NOON))
                .as("another catalog")
                .isEmpty();
    }

    @Test
    default void theSeriesOfFourteenDaysIsBoundedHoweverLongItGoesOn() throws SQLException {
        String catalog = catalog();
        HistoryStore store = store(catalog);
        Instant end = NOON.plus(Duration.ofDays(20));
        // Densely only where it counts: each resolution fills up to its bound.
        for (Instant at = NOON; at.isBefore(end); at = at.plus(step(at, end))) {
            store.add(at, Map.of(TABLE, point(5, 5)));
        }
        for (int shard = 0; shard < HistoryStore.SHARDS; shard++) {
            store.add(end.plusSeconds(shard * 60L), Map.of(TABLE, point(5, 5)));
        }

        assertThat(store.series(TABLE, Resolution.HOUR, Instant.EPOCH)).hasSizeBetween(14 * 24, 14 * 24 + 1);
        assertThat(store.series(TABLE, Resolution.QUARTER, Instant.EPOCH)).hasSizeBetween(96, 96 + 2);
        assertThat(store.series(TABLE, Resolution.MINUTE, Instant.EPOCH)).hasSizeBetween(180, 180 + 16);
        assertThat(rows(catalog)).isLessThan(612 + 20);
    }

    private static Duration step(Instant at, Instant end) {
        Duration left = Duration.between(at, end);
        for (Resolution resolution : Resolution.values()) {
            if (left.compareTo(resolution.kept().plus(resolution.step().multipliedBy(2))) <= 0) {
                return resolution.step();
            }
        }
        return Duration.ofHours(1);
    }

    private long rows(String catalog) throws SQLException {
        try (Connection connection = source().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT COUNT(*) FROM firn_history WHERE catalog_name = ?")) {
            statement.setString(1, catalog);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
