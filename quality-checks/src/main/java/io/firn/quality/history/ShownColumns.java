package io.firn.quality.history;

import io.firn.lake.config.Provenance;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.PrimitiveType;
import org.apache.iceberg.types.Types;

/**
 * Which columns' bounds may leave the process, and how: only numbers and times, and of these only columns that are named. What
 * Kafka says of a record, but for its topic, holds nothing of a patient and is always among them.
 */
public final class ShownColumns {
    private static final Set<String> ALWAYS = Set.of(
            Provenance.COLUMN + "." + Provenance.PARTITION,
            Provenance.COLUMN + "." + Provenance.OFFSET,
            Provenance.TIMESTAMP_PATH);

    private final Predicate<String> allowed;

    /** @param allowed whether the column of a full name is on the list */
    public ShownColumns(Predicate<String> allowed) {
        this.allowed = allowed;
    }

    /** Whether values of a column may be shown. */
    public boolean shows(String name, Type type) {
        return isNumberOrTime(type) && (ALWAYS.contains(name) || allowed.test(name));
    }

    /** A bound as people read it; empty where it must not be shown. */
    Optional<String> text(String name, Type type, Object bound) {
        return shows(name, type) ? Optional.of(text(type, bound)) : Optional.empty();
    }

    private static boolean isNumberOrTime(Type type) {
        return switch (type.typeId()) {
            case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP -> true;
            default -> false;
        };
    }

    private static String text(Type type, Object bound) {
        if (!(bound instanceof Number number)) {
            return bound.toString();
        }
        PrimitiveType primitive = type.asPrimitiveType();
        return switch (primitive.typeId()) {
            case DATE -> LocalDate.ofEpochDay(number.longValue()).toString();
            case TIME -> LocalTime.ofNanoOfDay(number.longValue() * 1000).toString();
            case TIMESTAMP -> timestamp((Types.TimestampType) primitive, number.longValue());
            default -> number.toString();
        };
    }

    private static String timestamp(Types.TimestampType type, long micros) {
        Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        return type.shouldAdjustToUTC()
                ? time.toString()
                : LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
    }
}
