package io.firn.daemon.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The runbooks of the alerts, which module alerts packs into its jar. */
final class Runbooks {
    private static final String FOLDER = "/io/firn/alerts/runbooks/";
    /** No name of another file. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,100}");

    private Runbooks() {}

    /** The text for programs; a browser that follows a link from a message goes on to the page, which shows it. */
    static void answer(Context request) {
        String alert = request.pathParam("alert");
        String text = find(alert)
                .orElseThrow(() -> Refusal.notFound("Cannot show the runbook of '" + alert + "': there is none"));
        if (Optional.ofNullable(request.header("Accept")).orElse("").contains("text/html")) {
            request.redirect("/#/runbooks/" + alert, HttpStatus.FOUND);
            return;
        }
        request.contentType("text/plain; charset=utf-8").result(text);
    }

    static Optional<String> find(String alert) {
        if (!NAME.matcher(alert).matches()) {
            return Optional.empty();
        }
        try (InputStream stream = Runbooks.class.getResourceAsStream(FOLDER + alert + ".md")) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the runbook of " + alert, e);
        }
    }
}
