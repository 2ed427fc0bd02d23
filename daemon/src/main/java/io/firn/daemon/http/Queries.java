package io.firn.daemon.http;

import io.firn.daemon.view.Json;
import io.firn.daemon.view.Wording;
import io.firn.lake.config.Durations;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.Operation;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a request says, and how an answer goes out. */
final class Queries {
    private static final Duration USUAL_PERIOD = Duration.ofDays(7);

    private Queries() {}

    static void json(Context request, Object view) {
        request.contentType("application/json").result(Json.write(view));
    }

    static Optional<String> query(Context request, String name) {
        return Optional.ofNullable(request.queryParam(name)).filter(value -> !value.isBlank());
    }

    static int limit(Context request, int usual, int most) {
        return number(request, "limit", usual, 1, most);
    }

    static int number(Context request, String name, int usual, int least, int most) {
        int number;
        try {
            number = query(request, name).map(Integer::parseInt).orElse(usual);
        } catch (NumberFormatException e) {
            number = least - 1;
        }
        if (number < least || number > most) {
            throw Refusal.badRequest("Cannot list them: " + name + " is not a number from " + least + " to " + most);
        }
        return number;
    }

    /** A moment in ISO 8601. */
    static Optional<Instant> time(Context request, String name) {
        try {
            return query(request, name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw Refusal.badRequest("Cannot read " + name + ": it is not a time such as 2026-01-31T12:00:00Z");
        }
    }

    /** How far to look back. */
    static Duration period(Context request) {
        return period(request, USUAL_PERIOD);
    }

    static Duration period(Context request, Duration usual) {
        Duration period;
        try {
            period = query(request, "period").map(Durations::parse).orElse(usual);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Cannot look back: period is not a duration such as 12h or 7d");
        }
        if (period.isZero() || period.isNegative()) {
            throw Refusal.badRequest("Cannot look back: period is not longer than nothing");
        }
        return period;
    }

    static Operation operation(String text) {
        return Operation.parse(text)
                .orElseThrow(() -> Refusal.badRequest("Cannot find operation '" + text + "': known are "
                        + Arrays.stream(Operation.values()).map(Operation::id).collect(Collectors.joining(", "))));
    }

    static Outcome outcome(String text) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> Wording.constant(outcome).equals(text))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest("Cannot find outcome '" + text + "': known are "
                        + Arrays.stream(Outcome.values()).map(Wording::constant).collect(Collectors.joining(", "))));
    }

    static Refusal unknownTable(String name) {
        return Refusal.notFound("Cannot find table '" + name + "': the catalog has no such table");
    }
}
