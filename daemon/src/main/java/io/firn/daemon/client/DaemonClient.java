package io.firn.daemon.client;

import io.firn.daemon.view.Json;
import io.firn.daemon.view.ProblemView;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Talks to a running daemon. Answers are JSON text: the views say what is in it. */
public final class DaemonClient {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int READ_TIMEOUT_MILLIS = 120_000;

    private final URI address;
    private final Optional<String> token;

    public DaemonClient(URI address, Optional<String> token) {
        this.address = address;
        this.token = token;
    }

    /** @throws DaemonException if there is no answer or it is not a success */
    public String get(String path) {
        return send("GET", path, Optional.empty());
    }

    /** @throws DaemonException if there is no answer or it is not a success */
    public String post(String path, String json) {
        return send("POST", path, Optional.of(json));
    }

    /** @throws DaemonException if there is no answer or it is not a success */
    public String put(String path, String json) {
        return send("PUT", path, Optional.of(json));
    }

    /** @throws DaemonException if there is no answer or it is not a success */
    public String delete(String path) {
        return send("DELETE", path, Optional.empty());
    }

    /** A path with its segments escaped. */
    public static String path(String prefix, String... segments) {
        StringBuilder path = new StringBuilder(prefix);
        for (String segment : segments) {
            path.append('/').append(escape(segment));
        }
        return path.toString();
    }

    /** Text for one segment or one query parameter. */
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String send(String method, String path, Optional<String> body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) address.resolve(path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            connection.setReadTimeout(READ_TIMEOUT_MILLIS);
            connection.setRequestMethod(method);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/json");
            token.ifPresent(secret -> connection.setRequestProperty("Authorization", "Bearer " + secret));
            if (!method.equals("GET")) {
                String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._@-]", "_");
                connection.setRequestProperty("Firn-Actor", user);
            }
            if (body.isPresent()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.get().getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            if (status >= 400) {
                throw refusal(status, text(connection.getErrorStream()));
            }
            return text(connection.getInputStream());
        } catch (IOException | IllegalArgumentException e) {
            throw new DaemonException("Cannot reach the daemon at " + address + ": " + e.getMessage(), e);
        }
    }

    private DaemonException refusal(int status, String body) {
        String detail;
        try {
            detail = Json.read(body, ProblemView.class).detail();
        } catch (IllegalArgumentException e) {
            detail = address + " answered " + status + " and is not Firn's daemon";
        }
        return new DaemonException(status, detail == null ? "HTTP status " + status : detail);
    }

    private static String text(InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
