package io.firn.daemon.glue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.maintenance.plan.Decision;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Operation;
import io.firn.testing.MovableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The real AWS client against a server that speaks Glue's protocol: no emulator has its optimizers. */
class GlueOptimizersIT {
    private static final TableIdentifier VISITS = TableIdentifier.of("clinical", "visits");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final MovableClock time = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private HttpServer server;
    private GlueOptimizers optimizers;

    private record Reply(int status, String body) {}

    /** Named in the catalog's properties, as a user's own provider would be. */
    public static final class Credentials implements AwsCredentialsProvider {
        public static Credentials create() {
            return new Credentials();
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("test", "test");
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        optimizers = GlueOptimizers.of(
                new CatalogConfig(
                        "glue",
                        Map.of(
                                "type", "glue",
                                "warehouse", "s3://lake/warehouse",
                                "client.region", "eu-central-1",
                                "client.credentials-provider", Credentials.class.getName(),
                                "glue.endpoint",
                                        "http://127.0.0.1:"
                                                + server.getAddress().getPort())),
                time);
    }

    @AfterEach
    void stop() {
        optimizers.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Reply reply;
        if (target.equals("AWSGlue.GetDatabase")) {
            reply = new Reply(200, "{\"Database\": {\"Name\": \"clinical\", \"CatalogId\": \"123456789012\"}}");
        } else {
            assertThat(target).isEqualTo("AWSGlue.GetTableOptimizer");
            asked.add(request);
            reply = replies.getOrDefault(request.path("Type").asText(), error(400, "EntityNotFoundException"));
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Reply optimizer(String type, boolean enabled) {
        return new Reply(
                200,
                "{\"CatalogId\": \"123456789012\", \"DatabaseName\": \"clinical\", \"TableName\": \"visits\","
                        + " \"TableOptimizer\": {\"type\": \"" + type + "\", \"configuration\": {\"roleArn\":"
                        + " \"arn:aws:iam::123456789012:role/r\", \"enabled\": " + enabled + "}}}");
    }

    private static Reply error(int status, String code) {
        return new Reply(status, "{\"__type\": \"" + code + "\", \"Message\": \"account 123456789012\"}");
    }

    @Test
    void h17AnEnabledOptimizerIsSeenByWhatDoesTheSame() {
        replies.put("compaction", optimizer("compaction", true));
        replies.put("retention", optimizer("retention", false));

        assertThat(optimizers.seen(VISITS, Operation.COMPACTION)).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("AWS Glue's compaction optimizer is enabled for this table")
                .contains("maintenance.foreign-maintenance"));
        assertThat(optimizers.seen(VISITS, Operation.DELETE_FILE_REWRITE)).isPresent();
        assertThat(optimizers.seen(VISITS, Operation.SNAPSHOT_EXPIRY)).isEmpty();
        assertThat(optimizers.seen(VISITS, Operation.ORPHAN_REMOVAL)).isEmpty();
        assertThat(optimizers.seen(VISITS, Operation.MANIFEST_REWRITE)).isEmpty();
        assertThat(asked)
                .extracting(request -> request.path("Type").asText())
                .containsExactly("compaction", "retention", "orphan_file_deletion");
        assertThat(asked).allSatisfy(request -> {
            assertThat(request.path("CatalogId").asText()).isEqualTo("123456789012");
            assertThat(request.path("DatabaseName").asText()).isEqualTo("clinical");
            assertThat(request.path("TableName").asText()).isEqualTo("visits");
        });
    }

    @Test
    void h17WhatGlueDoesNotSayCountsAsAnOptimizerAndIsAskedAgainAfterAMinute() {
        replies.put("retention", error(400, "AccessDeniedException"));
        assertThat(optimizers.seen(VISITS, Operation.SNAPSHOT_EXPIRY)).hasValueSatisfying(reason -> assertThat(reason)
                .contains("does not say", "AccessDeniedException", "allow glue:GetTableOptimizer")
                .doesNotContain("123456789012"));
        replies.put("retention", error(500, "InternalServiceException"));
        assertThat(optimizers.seen(VISITS, Operation.SNAPSHOT_EXPIRY))
                .hasValueSatisfying(reason -> assertThat(reason).contains("AccessDeniedException"));
        time.advance(Duration.ofMinutes(1));
        assertThat(optimizers.seen(VISITS, Operation.SNAPSHOT_EXPIRY))
                .hasValueSatisfying(reason -> assertThat(reason).contains("InternalServiceException"));
        replies.put("retention", optimizer("retention", false));
        time.advance(Duration.ofMinutes(1));
        assertThat(optimizers.seen(VISITS, Operation.SNAPSHOT_EXPIRY)).isEmpty();
    }

    @Test
    void h17AnAnswerHoldsForFiveMinutes() {
        replies.put("compaction", optimizer("compaction", true));
        assertThat(optimizers.seen(VISITS, Operation.COMPACTION)).isPresent();
        replies.put("compaction", optimizer("compaction", false));
        time.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(optimizers.seen(VISITS, Operation.COMPACTION)).isPresent();
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofMillis(1));
        assertThat(optimizers.seen(VISITS, Operation.COMPACTION)).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void h17AnEnabledOptimizerRefusesOrWarnsByPolicy() {
        replies.put("compaction", optimizer("compaction", true));
        Decision chosen = new Decision("clinical.visits", Operation.COMPACTION, true, "10 small files", 10, 100);

        Decision refused = optimizers.answer(VISITS, chosen, ForeignMaintenance.REFUSE);
        assertThat(refused.verdict()).isEqualTo(Decision.Verdict.REFUSED);
        assertThat(refused.guard()).contains(Guard.H17);
        assertThat(refused.reason()).startsWith("refused: AWS Glue's compaction optimizer");
        Decision warned = optimizers.answer(VISITS, chosen, ForeignMaintenance.WARN);
        assertThat(warned.chosen()).isTrue();
        assertThat(warned.reason()).startsWith("10 small files; warning: AWS Glue's compaction optimizer");
    }

    @Test
    void nothingIsAskedForWhatIsNotChosenOrInAnotherCatalog() {
        Decision not = new Decision("clinical.visits", Operation.COMPACTION, false, "nothing to do", 0, 0);
        assertThat(optimizers.answer(VISITS, not, ForeignMaintenance.REFUSE)).isEqualTo(not);
        try (GlueOptimizers none = GlueOptimizers.of(new CatalogConfig("firn", Map.of("type", "jdbc")), time)) {
            assertThat(none.seen(VISITS, Operation.COMPACTION)).isEmpty();
        }
        assertThat(asked).isEmpty();
    }
}
