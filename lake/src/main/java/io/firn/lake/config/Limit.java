package io.firn.lake.config;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** An end of a range, itself allowed: a number, or a moment for a column of times. */
public sealed interface Limit {
    record Amount(BigDecimal value) implements Limit {
        @Override
        public String toString() {
            return value.toPlainString();
        }
    }

    record Moment(Instant value) implements Limit {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /**
     * @param text a number, a date such as {@code 1900-01-01} (its start in UTC) or an instant such as
     *     {@code 2026-01-01T00:00:00Z}
     * @throws IllegalArgumentException if it is none of these
     */
    static Limit parse(String text) {
        try {
            return new Amount(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            try {
                return new Moment(
                        text.length() == 10
                                ? LocalDate.parse(text)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant()
                                : Instant.parse(text));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("Cannot read limit '" + text + "': no number, date or instant", e);
            }
        }
    }
}
