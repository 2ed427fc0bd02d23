package io.firn.maintenance.plan;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When operations may start by themselves, in UTC: {@code MON-FRI}, {@code SAT 08:00-20:00}, {@code 22:00-06:00}. A window
 * whose end is not after its beginning ends on the next day, and belongs to the day on which it begins.
 */
final class Windows {
    private static final List<String> DAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

    private Windows() {}

    private record Span(Instant begin, Instant end) {}

    /** Why nothing starts now, and when the next window opens; empty inside a window and where there is none. */
    static Optional<String> reason(List<String> windows, Instant now) {
        if (windows.isEmpty()) {
            return Optional.empty();
        }
        List<Span> spans =
                windows.stream().flatMap(window -> spans(window, now)).toList();
        boolean isOpen = spans.stream().anyMatch(span -> !now.isBefore(span.begin()) && now.isBefore(span.end()));
        if (isOpen) {
            return Optional.empty();
        }
        return spans.stream()
                .map(Span::begin)
                .filter(begin -> begin.isAfter(now))
                .min(Comparator.naturalOrder())
                .map(next -> "waits: outside of the maintenance windows (" + String.join(", ", windows)
                        + " UTC), the next opens at " + next);
    }

    private static Stream<Span> spans(String window, Instant now) {
        String days = window.length() >= 11 && Character.isDigit(window.charAt(window.length() - 1))
                ? window.substring(0, window.length() - 11).strip()
                : window;
        LocalTime begin = LocalTime.MIDNIGHT;
        LocalTime end = LocalTime.MIDNIGHT;
        if (days.length() < window.length()) {
            String hours = window.substring(window.length() - 11);
            begin = LocalTime.parse(hours.substring(0, 5));
            end = LocalTime.parse(hours.substring(6));
        }
        List<Span> spans = new ArrayList<>();
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        for (int offset = -1; offset <= 8; offset++) {
            LocalDate day = today.plusDays(offset);
            if (isOn(days, day.getDayOfWeek())) {
                Instant from = day.atTime(begin).toInstant(ZoneOffset.UTC);
                Instant to = day.atTime(end).toInstant(ZoneOffset.UTC);
                spans.add(new Span(from, end.isAfter(begin) ? to : to.plus(Duration.ofDays(1))));
            }
        }
        return spans.stream();
    }

    private static boolean isOn(String days, DayOfWeek day) {
        if (days.isEmpty()) {
            return true;
        }
        int first = DAYS.indexOf(days.substring(0, 3));
        int last = DAYS.indexOf(days.substring(days.length() - 3));
        int asked = day.getValue() - 1;
        return first <= last ? asked >= first && asked <= last : asked >= first || asked <= last;
    }
}
