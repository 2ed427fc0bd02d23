package io.firn.alerts.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.lake.config.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

@Timeout(60)
class WebhookReceiverTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Links LINKS = Findings.links(
            Optional.of(URI.create("https://firn.example.com/")),
            Optional.of(URI.create("https://runbooks.example.com/firn")),
            Optional.of(URI.create("https://grafana.example.com")));

    private final Listener listener = open();

    private Receiver receiver;

    @BeforeEach
    void point() {
        receiver = receiver(listener.address().resolve("/hook/s3cret-path"), Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        listener.close();
    }

    @Test
    void theBodySaysAllAndIsSignedWithItsTime() throws Exception {
        Notice notice = Findings.notice();
        assertThat(receiver.tell(List.of(notice))).isEqualTo(new Answer.Delivered());

        Listener.Request request = listener.requests.get(0);
        JsonNode body = JSON.readTree(request.body());
        assertThat(body.get("status").asText()).isEqualTo("firing");
        assertThat(body.get("id").asText()).isEqualTo(notice.id());
        assertThat(body.get("severity").asText()).isEqualTo("critical");
        assertThat(body.get("labels").get("alertname").asText()).isEqualTo("FirnRecordsMissing");
        assertThat(body.get("since").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(body.has("endedAt")).isFalse();
        assertThat(body.get("runbook").asText()).isEqualTo("https://runbooks.example.com/firn/FirnRecordsMissing.md");
        assertThat(body.get("dashboard").asText())
                .isEqualTo("https://grafana.example.com/d/firn-table?var-catalog=firn&var-table=trials.v%C3%AEsits");
        assertThat(request.header("Firn-Timestamp")).isEqualTo(String.valueOf(Findings.SINCE.getEpochSecond() + 60));
        assertThat(request.header("Firn-Signature"))
                .isEqualTo("sha256=" + hmac(request.header("Firn-Timestamp") + "." + request.body(), "k3y"));
        assertThat(receiver.name())
                .isEqualTo("webhook/127.0.0.1:" + listener.address().getPort());
    }

    /** By the example of the documentation, as somebody would copy it. */
    @Test
    void theDocumentedCheckTakesWhatIsGenuineAndNothingElse() throws Exception {
        skipWithoutPython();
        Notice notice = Findings.notice();
        Instant now = Instant.now();
        receiver.tell(List.of(new Notice(notice.id(), notice.finding(), now, now, Optional.empty())));
        receiver.tell(List.of(new Notice(notice.id(), notice.finding(), now, now.minusSeconds(600), Optional.empty())));
        Listener.Request genuine = listener.requests.get(0);
        Listener.Request late = listener.requests.get(1);

        assertThat(documented(genuine, genuine.body(), "k3y")).isEqualTo("True");
        assertThat(documented(genuine, genuine.body().replace("5 records", "0 records"), "k3y"))
                .isEqualTo("False");
        assertThat(documented(genuine, genuine.body(), "other")).isEqualTo("False");
        assertThat(documented(late, late.body(), "k3y")).isEqualTo("False");
    }

    private static void skipWithoutPython() {
        if (!Files.isExecutable(Path.of("/usr/bin/python3")) && !"true".equals(System.getenv("CI"))) {
            System.out.println("Skipped: no /usr/bin/python3 to run the example");
            throw new TestAbortedException("no python3");
        }
    }

    private String documented(Listener.Request request, String body, String secret) throws Exception {
        Matcher example = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "design", "alerts.md")));
        assertThat(example.find()).isTrue();
        String script = example.group(1)
                + "import sys\nheaders = {'Firn-Timestamp': sys.argv[1], 'Firn-Signature': sys.argv[2]}\n"
                + "print(is_genuine(headers, sys.stdin.buffer.read(), sys.argv[3].encode()))\n";
        Process python = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        script,
                        request.header("Firn-Timestamp"),
                        request.header("Firn-Signature"),
                        secret)
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = python.getOutputStream()) {
            input.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void anEndSaysWhen() throws Exception {
        Notice firing = Findings.notice();
        Instant ended = Findings.SINCE.plusSeconds(30);
        receiver.tell(
                List.of(new Notice(firing.id(), firing.finding(), firing.begins(), firing.now(), Optional.of(ended))));

        JsonNode body = JSON.readTree(listener.requests.get(0).body());
        assertThat(body.get("status").asText()).isEqualTo("resolved");
        assertThat(body.get("endedAt").asText()).isEqualTo("2026-03-01T12:00:30Z");
    }

    @Test
    void whatItAnswersDecidesWhetherItIsTriedAgain() throws Exception {
        listener.answer = "no\nsuch key";
        listener.status = 403;
        assertThat(tell()).isEqualTo(new Answer.Refused("it answered 403: no such key"));
        listener.status = 429;
        assertThat(tell()).isInstanceOf(Answer.Failed.class);
        listener.status = 503;
        assertThat(tell()).isEqualTo(new Answer.Failed("it answered 503: no such key"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        listener.handler = exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        };
        assertThat(tell()).isEqualTo(new Answer.Refused("it answered 307, and redirects are not followed"));
        assertThat(listener.requests).hasSize(1);
    }

    @Test
    void whoDoesNotAnswerOrDoesNotEndIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        receiver = receiver(listener.address(), Duration.ofMillis(200));
        listener.handler = exchange -> await(over);
        assertThat(tell()).isInstanceOf(Answer.Failed.class);
        listener.handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            await(over);
        };
        assertThat(tell()).isInstanceOf(Answer.Failed.class);
        over.countDown();
        listener.handler = exchange -> {
            exchange.sendResponseHeaders(500, 0);
            OutputStream body = exchange.getResponseBody();
            byte[] much = "y".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            try {
                while (true) {
                    body.write(much);
                }
            } catch (IOException e) {
                // Nobody listens any more.
                exchange.close();
            }
        };
        receiver = receiver(listener.address(), Duration.ofSeconds(10));
        assertThat(((Answer.Failed) tell()).reason())
                .startsWith("it answered 500: yyy")
                .hasSizeLessThan(400);
    }

    @Test
    void whereNobodyListensTheReasonShowsNoUrl() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        receiver = receiver(URI.create("http://127.0.0.1:" + port + "/s3cret-path"), Duration.ofSeconds(10));
        assertThat(tell()).isEqualTo(new Answer.Failed("no connection"));
    }

    private Answer tell() throws InterruptedException {
        return receiver.tell(List.of(Findings.notice()));
    }

    private static Receiver receiver(URI url, Duration timeout) {
        return new WebhookReceiver(url, new Secret("k3y"), LINKS, new Http(timeout));
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Listener open() {
        try {
            return new Listener();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Written again as a receiver would. */
    private static String hmac(String text, String key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        StringBuilder hex = new StringBuilder();
        for (byte b : mac.doFinal(text.getBytes(StandardCharsets.UTF_8))) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }
}
