package io.firn.quality.check;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.types.Type;

/** Iceberg's dates and timestamps as moments; those without a zone are taken for UTC. */
public final class ColumnTimes {
    private ColumnTimes() {}

    public static boolean isTime(Type type) {
        return switch (type.typeId()) {
            case DATE, TIMESTAMP, TIMESTAMP_NANO -> true;
            default -> false;
        };
    }

    /** @param value as Iceberg's Java API has it */
    public static Instant instant(Type type, Object value) {
        long number = ((Number) value).longValue();
        return switch (type.typeId()) {
            case DATE -> Instant.EPOCH.plus(number, ChronoUnit.DAYS);
            case TIMESTAMP -> Instant.EPOCH.plus(number, ChronoUnit.MICROS);
            case TIMESTAMP_NANO -> Instant.EPOCH.plusNanos(number);
            default -> throw new IllegalArgumentException("Cannot read a time: " + type + " is none");
        };
    }
}
