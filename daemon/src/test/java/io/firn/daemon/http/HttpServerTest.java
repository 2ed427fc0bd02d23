package io.firn.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.daemon.TestConfig;
import io.firn.daemon.view.ComponentView;
import io.firn.daemon.view.ReadyView;
import io.firn.lake.config.DaemonConfig;
import io.firn.lake.config.LagConfig;
import io.firn.lake.config.MetricsConfig;
import io.firn.lake.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final ReadyView STARTING =
            new ReadyView(false, List.of(new ComponentView("catalog", false, "connection refused", Instant.EPOCH)));

    @Test
    void whileNothingIsOpenItSaysWhatIsMissing() throws Exception {
        try (HttpServer server = start(0, Optional.empty())) {
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = get(server, "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"ready\":false", "\"name\":\"catalog\"", "connection refused");
            HttpResponse<String> tables = get(server, "/api/v1/tables");
            assertThat(tables.statusCode()).isEqualTo(503);
            assertThat(tables.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(tables.body()).contains("catalog is connection refused");
        }
    }

    @Test
    void thePageAsksNobodyElse() throws Exception {
        try (HttpServer server = start(0, Optional.empty())) {
            for (String path : PageFiles.paths()) {
                HttpResponse<String> answer = get(server, path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Security-Policy"))
                        .get()
                        .asString()
                        .startsWith("default-src 'self';");
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
                assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                        .isEmpty();
                assertThat(answer.body().replace("http://www.w3.org/2000/svg", ""))
                        .as(path)
                        .doesNotContain("http://", "https://", "innerHTML", "style=");
            }
        }
    }

    @Test
    void aRunbookIsTextForProgramsAndThePageForBrowsers() throws Exception {
        try (HttpServer server = start(0, Optional.empty())) {
            HttpResponse<String> text = get(server, "/runbooks/FirnTried");
            assertThat(text.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
            assertThat(text.body()).startsWith("# FirnTried");
            HttpResponse<String> page = send(
                    server, HttpRequest.newBuilder().header("Accept", "text/html,*/*;q=0.8"), "/runbooks/FirnTried");
            assertThat(page.statusCode()).isEqualTo(302);
            assertThat(page.headers().firstValue("Location")).get().asString().endsWith("/#/runbooks/FirnTried");
            for (String none : List.of("/runbooks/FirnNone", "/runbooks/..%2FFirnTried", "/runbooks/FirnTried.md")) {
                assertThat(get(server, none).statusCode()).as(none).isBetween(400, 404);
            }
        }
    }

    @Test
    void changesNeedTheToken() throws Exception {
        try (HttpServer server = start(0, Optional.empty())) {
            assertThat(post(server, "Bearer anything").statusCode()).isEqualTo(403);
        }
        try (HttpServer server = start(0, Optional.of(new Secret("right")))) {
            assertThat(post(server, "").statusCode()).isEqualTo(401);
            assertThat(post(server, "Bearer wrong").statusCode()).isEqualTo(401);
            assertThat(post(server, "Basic right").statusCode()).isEqualTo(401);
            assertThat(post(server, "Bearer right").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void everyRouteButThePageIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
        try (HttpServer server = start(0, Optional.empty())) {
            JsonNode paths = new ObjectMapper()
                    .readTree(get(server, "/api/v1/openapi.json").body())
                    .get("paths");
            Set<String> documented = new TreeSet<>();
            paths.properties().forEach(path -> path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
            Set<String> routes = new TreeSet<>(server.routes());
            for (String page : PageFiles.paths()) {
                assertThat(routes.remove("GET " + page)).as(page).isTrue();
            }
            assertThat(documented).isEqualTo(routes).contains("POST /api/v1/runs/{id}/cancel");
        }
    }

    @Test
    void anotherHostIsRefusedOnLoopback() throws Exception {
        try (HttpServer server = start(0, Optional.empty());
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: rebound.example:80\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("<html");
        }
    }

    @Test
    void unknownPathsAndMethodsAreProblems() throws Exception {
        try (HttpServer server = start(0, Optional.empty())) {
            HttpResponse<String> answer = get(server, "/nothing/here");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("\"detail\":\"Cannot find /nothing/here\"");
            assertThat(send(server, HttpRequest.newBuilder().DELETE(), "/api/v1/tables")
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void aTakenPortIsNamedWithItsOwner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> start(port, Optional.empty()))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("Cannot listen on port " + port + " of 127.0.0.1: it is taken by process "
                            + ProcessHandle.current().pid());
        }
    }

    private static HttpServer start(int port, Optional<Secret> token) {
        DaemonConfig config = new DaemonConfig(
                "127.0.0.1",
                port,
                token,
                Optional.empty(),
                "jdbc:h2:mem:none",
                Optional.empty(),
                Optional.empty(),
                new LagConfig(Duration.ofSeconds(1), List.of()),
                Optional.empty(),
                new MetricsConfig(20_000, false),
                TestConfig.of("catalog: {name: firn, properties: {type: jdbc}}")
                        .daemon()
                        .cloudWatch(),
                TestConfig.of("catalog: {name: firn, properties: {type: jdbc}}")
                        .daemon()
                        .alerts());
        return HttpServer.start(
                config,
                Optional::empty,
                Optional::empty,
                Optional::empty,
                Optional::empty,
                Optional::empty,
                () -> STARTING,
                () -> "firn_test 1\n",
                Clock.systemUTC());
    }

    private static HttpResponse<String> get(HttpServer server, String path) throws Exception {
        return send(server, HttpRequest.newBuilder(), path);
    }

    private static HttpResponse<String> post(HttpServer server, String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("{\"operation\":\"compaction\"}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(server, request, "/api/v1/tables/a.b/runs");
    }

    private static HttpResponse<String> send(HttpServer server, HttpRequest.Builder request, String path)
            throws Exception {
        URI uri = server.address().resolve(path);
        return HttpClient.newHttpClient().send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
