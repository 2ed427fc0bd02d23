package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.pipeline.record.Reason;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.apache.flink.table.data.TimestampData;

/** Dates and times in ISO 8601, no finer than their type: nothing is rounded. Partial dates are text, not dates. */
@SuppressWarnings({"JavaLocalTimeGetNano", "JavaLocalDateTimeGetNano"}) // Seconds are counted next to it.
final class Times {
    private static final int NANOS_OF_MICRO = 1_000;
    private static final int NANOS_OF_MILLI = 1_000_000;
    private static final long MICROS_OF_SECOND = 1_000_000;

    private Times() {}

    static Object toDate(JsonNode value) {
        return parse(value, "a date such as 2024-01-31", text -> {
            long day = LocalDate.parse(text).toEpochDay();
            return Math.toIntExact(day);
        });
    }

    /** Flink holds the milliseconds of the day. */
    static Object toTime(JsonNode value) {
        return parse(value, "a time such as 13:45:10, at most with milliseconds", text -> {
            LocalTime time = LocalTime.parse(text);
            requireWhole(time.getNano(), NANOS_OF_MILLI);
            return (int) (time.toNanoOfDay() / NANOS_OF_MILLI);
        });
    }

    static Object toTimestamp(JsonNode value) {
        return parse(value, "a time without zone such as 2024-01-31T13:45:10, at most with microseconds", text -> {
            LocalDateTime time = LocalDateTime.parse(text);
            return timestamp(time, NANOS_OF_MICRO);
        });
    }

    static Object toTimestampWithZone(JsonNode value) {
        return parse(value, "a time with zone such as 2024-01-31T13:45:10Z, at most with microseconds", text -> {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return timestamp(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(), NANOS_OF_MICRO);
        });
    }

    private static TimestampData timestamp(LocalDateTime time, int unit) {
        requireWhole(time.getNano(), unit);
        long seconds = time.toEpochSecond(ZoneOffset.UTC);
        // Iceberg counts microseconds in a long.
        long micros = Math.addExact(Math.multiplyExact(seconds, MICROS_OF_SECOND), time.getNano() / NANOS_OF_MICRO);
        return TimestampData.fromEpochMillis(
                Math.floorDiv(micros, 1000L), (int) Math.floorMod(micros, 1000L) * NANOS_OF_MICRO);
    }

    private static void requireWhole(int nanos, int unit) {
        if (nanos % unit != 0) {
            throw new DateTimeException("too fine");
        }
    }

    private static Object parse(JsonNode value, String expectation, Function<String, Object> parser) {
        if (value.isTextual()) {
            try {
                return parser.apply(value.textValue());
            } catch (DateTimeException | ArithmeticException e) {
                // Falls through: the message of either would hold the value.
            }
        }
        throw new Mismatch(Reason.WRONG_TYPE, "expected " + expectation);
    }
}
