package io.firn.daemon;

import java.util.Optional;

/** One request to the API, and the status that answers it. */
record Ask(String method, String template, String path, int status, Optional<String> body, String type, String token) {
    static Ask get(String template, String path, int status) {
        return new Ask("GET", template, path, status, Optional.empty(), "", "");
    }

    static Ask put(String template, String path, int status, String body) {
        return new Ask("PUT", template, path, status, Optional.of(body), "application/json", OpenApiIT.TOKEN);
    }

    static Ask delete(String template, String path, int status) {
        return new Ask("DELETE", template, path, status, Optional.empty(), "", OpenApiIT.TOKEN);
    }

    static Ask post(String template, String path, int status, String body) {
        return new Ask("POST", template, path, status, Optional.of(body), "application/json", OpenApiIT.TOKEN);
    }

    Ask as(String authorization) {
        return new Ask(method, template, path, status, body, type, authorization);
    }

    Ask typed(String media) {
        return new Ask(method, template, path, status, body, media, token);
    }
}
