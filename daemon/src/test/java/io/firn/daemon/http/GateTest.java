package io.firn.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.TokenHash;
import io.firn.maintenance.ledger.Audit;
import io.firn.maintenance.ledger.AuditEntry;
import io.firn.maintenance.ledger.Ledger;
import io.firn.testing.MovableClock;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real ledger keeps of real requests. */
class GateTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOON);
    private final HttpClient client = HttpClient.newHttpClient();
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    private final Audit audit = new Ledger(database, clock).audit();
    private final Gate gate =
            new Gate(Optional.of(new BearerToken(TokenHash.of(TOKEN))), () -> Optional.of(audit), clock);
    private final Javalin server = Javalin.create(settings -> {
        settings.startup.showJavalinBanner = false;
        settings.routes.post("/pause", gate.change("pause", (request, actor) -> "paused"));
        settings.routes.exception(
                Refusal.class,
                (refusal, request) -> request.status(refusal.problem().status()));
    });

    @BeforeEach
    void start() {
        server.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
        database.dispose();
    }

    @Test
    void aFloodWithoutTheTokenIsSixtyLinesAMinuteAndTheirNumber() throws Exception {
        flood(RefusedAttempts.MOST + 40);
        assertThat(entries()).hasSize(RefusedAttempts.MOST).allMatch(entry -> entry.answer()
                .startsWith("401 "));

        clock.advance(Duration.ofSeconds(61));
        flood(1);

        assertThat(entries()).hasSize(RefusedAttempts.MOST + 2);
        assertThat(entries().stream().filter(entry -> entry.at().isAfter(NOON)).map(AuditEntry::answer))
                .contains("401 40 more since 2026-03-01T12:00:00Z are left out");
    }

    @Test
    void aChangeWithTheTokenIsAlwaysKeptAndTellsOfTheFlood() throws Exception {
        flood(RefusedAttempts.MOST + 1);
        assertThat(pause(TOKEN)).isEqualTo(200);
        assertThat(pause(TOKEN)).isEqualTo(200);
        flood(5);

        assertThat(entries().stream().filter(entry -> entry.answer().equals("200 paused")))
                .hasSize(2);
        assertThat(entries().stream().filter(entry -> entry.action().equals("refused")))
                .singleElement()
                .extracting(AuditEntry::answer)
                .asString()
                .startsWith("401 1 more since");
        assertThat(entries()).hasSize(RefusedAttempts.MOST + 3);

        gate.auditLeftOut();
        assertThat(entries().stream().map(AuditEntry::answer))
                .contains("401 5 more since 2026-03-01T12:00:00Z are left out");
    }

    private List<AuditEntry> entries() {
        return audit.newest(1000);
    }

    private void flood(int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            assertThat(pause("guess " + i)).isEqualTo(401);
        }
    }

    private int pause(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/pause"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
