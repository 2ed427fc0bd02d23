package io.firn.metrics.table;

import static io.firn.metrics.table.States.NOW;
import static io.firn.metrics.table.States.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.ColumnState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventWatermarkTest {
    private static final Instant EARLIER = NOW.minusSeconds(60);

    @Test
    void isTheUpperBoundOfTheColumnThatThePropertyNames() {
        assertThat(watermark("timestamptz", Optional.of(micros(EARLIER)))).contains(EARLIER);
        assertThat(watermark("timestamp", Optional.of(micros(EARLIER)))).contains(EARLIER);
        assertThat(watermark("timestamptz_ns", Optional.of(micros(EARLIER) * 1000)))
                .contains(EARLIER);
    }

    @Test
    void anEventFromTheFutureCountsAsNow() {
        assertThat(watermark("timestamptz", Optional.of(micros(NOW.plusSeconds(86_400)))))
                .contains(NOW);
    }

    @Test
    void aColumnThatIsNoTimeIsNeverShown() {
        assertThat(watermark("string", Optional.of("Jane Doe"))).isEmpty();
        assertThat(watermark("long", Optional.of(42L))).isEmpty();
        assertThat(watermark("timestamptz", Optional.empty())).isEmpty();
    }

    @Test
    void aTableThatNamesNoColumnHasNone() {
        assertThat(EventWatermark.of(table().columns(column("timestamptz", Optional.of(micros(EARLIER))))
                        .build()))
                .isEmpty();
    }

    private static Optional<Instant> watermark(String type, Optional<Object> bound) {
        return EventWatermark.of(table().columns(column(type, bound))
                .property(EventWatermark.COLUMN_PROPERTY, "visit_time")
                .build());
    }

    private static ColumnState column(String type, Optional<Object> bound) {
        return new ColumnState(7, "visit_time", type, false, Optional.of(1L), Optional.of(0L), Optional.empty(), bound);
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000;
    }
}
