package io.firn.daemon.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firn.daemon.TestConfig;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.ReadyView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A daemon that says of its lake what a test wants; page, headers and runbooks are the real server's. */
final class StubDaemon implements AutoCloseable {
    private record Answer(int status, String json) {}

    private final io.firn.daemon.http.HttpServer real;
    private final HttpServer front;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    StubDaemon() throws IOException {
        this.real = io.firn.daemon.http.HttpServer.start(
                TestConfig.of("catalog: {name: firn, properties: {type: jdbc}}\ndaemon: {port: 0}")
                        .daemon(),
                Optional::empty,
                Optional::empty,
                Optional::empty,
                Optional::empty,
                Optional::empty,
                () -> new ReadyView(false, List.of()),
                () -> "",
                Clock.systemUTC());
        this.front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext("/", this::answer);
        front.setExecutor(threads);
        front.start();
    }

    /** @param path with its query, or without it for any */
    void says(String path, Object view) {
        says(path, 200, Json.write(view));
    }

    void says(String path, int status, String json) {
        answers.put(path, new Answer(status, json));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + front.getAddress().getPort() + "/");
    }

    URI address(String hash) {
        return URI.create(address() + hash);
    }

    /** Paths with their queries, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            asked.add(uri.toString());
            Answer answer = answers.getOrDefault(uri.toString(), answers.get(uri.getPath()));
            if (answer == null) {
                forward(exchange, uri);
                return;
            }
            byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void forward(HttpExchange exchange, URI uri) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(real.address().resolve(uri.getRawPath()));
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
                .ifPresent(type -> request.header("Accept", type));
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            for (String header : List.of("Content-Type", "Content-Security-Policy", "Cache-Control", "Location")) {
                response.headers().firstValue(header).ifPresent(value -> exchange.getResponseHeaders()
                        .set(header, value));
            }
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        front.stop(0);
        threads.shutdown();
        real.close();
    }
}
