package io.firn.metrics.table;

import io.firn.lake.table.ColumnState;
import io.firn.lake.table.TableState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The newest event time that the files' statistics know, of the column that the table property
 * {@code firn.event-time-column} names: naming it there is what allows the value to leave the process. An event from the
 * future counts as now, or one wrong clock would hide that the table has stopped.
 */
final class EventWatermark {
    static final String COLUMN_PROPERTY = "firn.event-time-column";

    private EventWatermark() {}

    static Optional<Instant> of(TableState state) {
        String name = state.properties().get(COLUMN_PROPERTY);
        return state.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .flatMap(EventWatermark::newest)
                .map(time -> time.isAfter(state.readAt()) ? state.readAt() : time);
    }

    private static Optional<Instant> newest(ColumnState column) {
        Optional<Long> bound =
                column.upperBound().filter(Long.class::isInstance).map(Long.class::cast);
        return switch (column.type()) {
            case "timestamp", "timestamptz" -> bound.map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            case "timestamp_ns", "timestamptz_ns" -> bound.map(Instant.EPOCH::plusNanos);
            default -> Optional.empty();
        };
    }
}
