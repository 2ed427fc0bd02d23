package io.firn.daemon.http;

import io.firn.daemon.view.Json;
import io.firn.maintenance.plan.Operation;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a request says, and how an answer goes out. */
final class Queries {
    private Queries() {}

    static void json(Context request, Object view) {
        request.contentType("application/json").result(Json.write(view));
    }

    static Optional<String> query(Context request, String name) {
        return Optional.ofNullable(request.queryParam(name)).filter(value -> !value.isBlank());
    }

    static int limit(Context request, int usual, int most) {
        int limit;
        try {
            limit = query(request, "limit").map(Integer::parseInt).orElse(usual);
        } catch (NumberFormatException e) {
            limit = 0;
        }
        if (limit < 1 || limit > most) {
            throw Refusal.badRequest("Cannot list them: limit is not a number from 1 to " + most);
        }
        return limit;
    }

    static Operation operation(String text) {
        return Operation.parse(text)
                .orElseThrow(() -> Refusal.badRequest("Cannot find operation '" + text + "': known are "
                        + Arrays.stream(Operation.values()).map(Operation::id).collect(Collectors.joining(", "))));
    }

    static Refusal unknownTable(String name) {
        return Refusal.notFound("Cannot find table '" + name + "': the catalog has no such table");
    }
}
