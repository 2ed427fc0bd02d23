package io.firn.lake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firn.lake.aws.StorageRequests.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A client that nobody told of the counter, against a server that counts what arrives. */
class RequestCounterTest {
    private static final int HANG_UP = 0;

    private final AtomicInteger arrived = new AtomicInteger();
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> before = counts();
    private HttpServer server;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = S3Client.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(override -> override.retryStrategy(StandardRetryStrategy.builder()
                        .maxAttempts(3)
                        .backoffStrategy(retry -> Duration.ZERO)
                        .throttlingBackoffStrategy(retry -> Duration.ZERO)
                        .build()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        arrived.incrementAndGet();
        Integer status = statuses.poll();
        if (status == null || status == 200) {
            byte[] body = "rows".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } else if (status != HANG_UP) {
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }

    @Test
    void eachOperationIsCounted() {
        client.putObject(put -> put.bucket("lake").key("patient-17"), RequestBody.fromString("rows"));
        client.getObjectAsBytes(get -> get.bucket("lake").key("patient-17"));
        client.getObjectAsBytes(get -> get.bucket("lake").key("patient-17").range("bytes=0-1"));

        assertThat(counted()).isEqualTo(Map.of("GetObject 2xx", 2L, "PutObject 2xx", 1L));
        assertThat(arrived).hasValue(3);
    }

    @Test
    void everyAttemptIsCountedByItsStatus() {
        statuses.add(503);
        statuses.add(500);
        client.getObjectAsBytes(get -> get.bucket("lake").key("a"));
        statuses.add(404);
        assertThatThrownBy(() -> client.headObject(head -> head.bucket("lake").key("b")))
                .isInstanceOf(NoSuchKeyException.class);

        assertThat(counted()).isEqualTo(Map.of("GetObject 5xx", 2L, "GetObject 2xx", 1L, "HeadObject 4xx", 1L));
        assertThat(arrived).hasValue(4);
    }

    @Test
    void anAttemptWithoutAnAnswerIsCounted() {
        statuses.add(HANG_UP);
        statuses.add(HANG_UP);
        statuses.add(HANG_UP);
        assertThatThrownBy(() -> client.putObject(put -> put.bucket("lake").key("a"), RequestBody.fromString("rows")))
                .isInstanceOf(SdkClientException.class);

        assertThat(counted()).isEqualTo(Map.of("PutObject none", 3L));
    }

    @Test
    void theOperationsAreSummed() {
        long gets = StorageRequests.byOperation().getOrDefault("GetObject", 0L);
        statuses.add(503);
        client.getObjectAsBytes(get -> get.bucket("lake").key("a"));

        assertThat(StorageRequests.byOperation()).containsEntry("GetObject", gets + 2);
        assertThat(StorageRequests.counts())
                .extracting(StorageRequests.Count::answer)
                .contains(Answer.FAILED, Answer.OK);
    }

    private Map<String, Long> counted() {
        Map<String, Long> counted = counts();
        before.forEach((kind, requests) -> counted.merge(kind, -requests, Long::sum));
        counted.values().removeIf(requests -> requests == 0);
        return counted;
    }

    private static Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        StorageRequests.counts()
                .forEach(count ->
                        counts.put(count.operation() + " " + count.answer().label(), count.requests()));
        return counts;
    }
}
