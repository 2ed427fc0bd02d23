package io.firn.daemon.http;

import io.firn.daemon.view.ProblemView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The API as an OpenAPI 3.1 document. */
final class OpenApi {
    private static final Map<Integer, String> PROBLEMS = Map.of(
            400, "the request is wrong",
            401, "the request does not carry the token",
            403, "no token is configured, so nothing may be changed",
            404, "there is no such thing",
            409, "its state forbids it",
            413, "the body is larger than 64 KB",
            415, "the body is not JSON",
            503, "database or catalog have not been reached yet");

    private OpenApi() {}

    static Map<String, Object> document(List<Endpoint> endpoints) {
        JsonSchemas schemas = new JsonSchemas();
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            paths.computeIfAbsent(endpoint.path(), path -> new LinkedHashMap<>())
                    .put(endpoint.method().name().toLowerCase(java.util.Locale.ROOT), operation(endpoint, schemas));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Firn",
                        "version",
                        "v1",
                        "description",
                        "Reading is free to whoever may connect; what changes something needs the token. Fields may be"
                                + " added; none is renamed or removed within v1."));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        schemas.components(),
                        "securitySchemes",
                        Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        return document;
    }

    private static Map<String, Object> operation(Endpoint endpoint, JsonSchemas schemas) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", endpoint.summary());
        operation.put(
                "parameters",
                endpoint.parameters().stream().map(OpenApi::parameter).toList());
        endpoint.body()
                .ifPresent(body -> operation.put(
                        "requestBody",
                        Map.of(
                                "required",
                                body.required(),
                                "content",
                                Map.of("application/json", Map.of("schema", schemas.of(body.type()))))));
        Map<String, Object> responses = new TreeMap<>();
        Map<String, Object> answer = Map.of(
                "description",
                endpoint.summary(),
                "content",
                endpoint.answer()
                        .map(type -> content("application/json", schemas.of(type)))
                        .orElse(content("text/plain", Map.of("type", "string"))));
        responses.put(String.valueOf(endpoint.status()), answer);
        if (endpoint.path().equals("/health/ready")) {
            responses.put("503", answer); // A probe reads the status, a person the components.
        }
        Map<String, Object> problem = content("application/problem+json", schemas.of(ProblemView.class));
        for (int status : problems(endpoint)) {
            responses.put(
                    String.valueOf(status),
                    Map.of("description", String.valueOf(PROBLEMS.get(status)), "content", problem));
        }
        responses.put("default", Map.of("description", "another problem", "content", problem));
        operation.put("responses", responses);
        if (endpoint.needsToken()) {
            operation.put("security", List.of(Map.of("token", List.of())));
        }
        return operation;
    }

    private static List<Integer> problems(Endpoint endpoint) {
        List<Integer> problems = new ArrayList<>(endpoint.problems());
        if (endpoint.needsToken()) {
            problems.addAll(List.of(401, 403));
        }
        if (endpoint.body().isPresent()) {
            problems.addAll(List.of(413, 415));
        }
        if (endpoint.path().startsWith("/api/v1/") && !endpoint.path().endsWith("/openapi.json")) {
            problems.add(503);
        }
        return problems;
    }

    private static Map<String, Object> parameter(Endpoint.Parameter parameter) {
        return Map.of(
                "name",
                parameter.name(),
                "in",
                parameter.in(),
                "required",
                parameter.in().equals("path"),
                "description",
                parameter.description(),
                "schema",
                parameter.schema());
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        return Map.of(type, Map.of("schema", schema));
    }
}
