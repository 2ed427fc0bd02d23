package io.firn.daemon.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of request: how it is asked, what it answers, who may ask it. The server's routes and its OpenAPI document are
 * made of the same endpoints, so neither can have what the other lacks.
 *
 * @param body what the request carries, as JSON
 * @param status of the answer that is not a problem
 * @param answer the type of its JSON; text where it is absent
 * @param problems statuses of the problems that it may answer
 */
record Endpoint(
        HandlerType method,
        String path,
        String summary,
        boolean needsToken,
        List<Parameter> parameters,
        Optional<Body> body,
        int status,
        Optional<Type> answer,
        List<Integer> problems,
        Handler handler) {

    /** @param schema JSON Schema of the value */
    record Parameter(String name, String in, String description, Map<String, Object> schema) {}

    record Body(Type type, boolean required) {}

    Endpoint {
        parameters = List.copyOf(parameters);
        problems = List.copyOf(problems);
    }

    static Endpoint get(String path, String summary, Type answer, Handler handler) {
        return new Endpoint(
                HandlerType.GET,
                path,
                summary,
                false,
                pathParameters(path),
                Optional.empty(),
                200,
                Optional.of(answer),
                List.of(),
                handler);
    }

    static Endpoint text(String path, String summary, Handler handler) {
        Endpoint get = get(path, summary, String.class, handler);
        return new Endpoint(
                get.method,
                path,
                summary,
                false,
                get.parameters,
                Optional.empty(),
                200,
                Optional.empty(),
                List.of(),
                handler);
    }

    static Endpoint post(String path, String summary, Optional<Body> body, int status, Type answer, Handler handler) {
        return change(HandlerType.POST, path, summary, body, status, answer, handler);
    }

    static Endpoint put(String path, String summary, Body body, Type answer, Handler handler) {
        return change(HandlerType.PUT, path, summary, Optional.of(body), 200, answer, handler);
    }

    static Endpoint delete(String path, String summary, Type answer, Handler handler) {
        return change(HandlerType.DELETE, path, summary, Optional.empty(), 200, answer, handler);
    }

    private static Endpoint change(
            HandlerType method,
            String path,
            String summary,
            Optional<Body> body,
            int status,
            Type answer,
            Handler handler) {
        return new Endpoint(
                method,
                path,
                summary,
                true,
                pathParameters(path),
                body,
                status,
                Optional.of(answer),
                List.of(),
                handler);
    }

    Endpoint query(String name, String description, Map<String, Object> schema) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, "query", description, schema));
        return new Endpoint(method, path, summary, needsToken, more, body, status, answer, problems, handler);
    }

    Endpoint withToken() {
        return new Endpoint(method, path, summary, true, parameters, body, status, answer, problems, handler);
    }

    Endpoint problems(Integer... statuses) {
        return new Endpoint(
                method, path, summary, needsToken, parameters, body, status, answer, List.of(statuses), handler);
    }

    private static List<Parameter> pathParameters(String path) {
        List<Parameter> parameters = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (segment.startsWith("{")) {
                String name = segment.substring(1, segment.length() - 1);
                String description =
                        switch (name) {
                            case "table" -> "namespace.table";
                            case "name" -> "the consumer's own name";
                            case "alert" -> "the name of an alert";
                            case "check" -> "the name of one of the table's checks";
                            default -> "an id";
                        };
                parameters.add(new Parameter(name, "path", description, Map.of("type", "string")));
            }
        }
        return parameters;
    }

    /** The type of a list of records. */
    static Type listOf(Class<?> item) {
        return new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return new Type[] {item};
            }

            @Override
            public Type getRawType() {
                return List.class;
            }

            @Override
            @SuppressWarnings("NullAway") // As the interface says: null for a top-level type.
            public Type getOwnerType() {
                return null;
            }
        };
    }
}
