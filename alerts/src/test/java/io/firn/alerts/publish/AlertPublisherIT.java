package io.firn.alerts.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told to the real Alertmanager, and what that makes of it. */
@Timeout(180)
class AlertPublisherIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RESEND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final JdbcDataSource database = new JdbcDataSource();
    private final Clock clock = Clock.systemUTC();
    private final Instant since = clock.instant().minusSeconds(3).truncatedTo(ChronoUnit.MILLIS);
    private Listener listener;
    private Alertmanager alertmanager;
    private AlertPublisher publisher;

    @BeforeEach
    void start() throws Exception {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        listener = new Listener();
        alertmanager = Alertmanager.startOrSkip(directory, listener.address());
        publisher = daemon();
    }

    @AfterEach
    void stop() throws Exception {
        listener.close();
        if (alertmanager != null) {
            alertmanager.close();
        }
    }

    @Test
    void manyFindingsAreOneNotificationAndOneEnd() throws Exception {
        List<Finding> found = findings("trials.labs", "trials.visits", "trials.doses");
        for (int i = 0; i < 4; i++) {
            look(found);
        }
        eventually("they are notified", () -> notified("firing").size() == 1);
        JsonNode notification = notified("firing").get(0);
        assertThat(notification.get("alerts")).hasSize(3);
        assertThat(alerts()).hasSize(3).allSatisfy(alert -> {
            assertThat(alert.get("labels").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder(
                            "alertname", "severity", "catalog", "table", "topic", "tier", "pipeline");
            assertThat(Instant.parse(alert.get("endsAt").asText())).isAfter(clock.instant());
            assertThat(alert.get("annotations").get("runbook_url").asText())
                    .isEqualTo("https://p.example/runbooks/FirnRecordsMissing");
            assertThat(alert.get("generatorURL").asText()).isEqualTo("https://p.example/");
        });

        eventually("it says since when", () -> {
            look(found);
            return alerts().stream()
                    .allMatch(alert ->
                            Instant.parse(alert.get("startsAt").asText()).equals(since));
        });

        look(List.of());
        eventually("the end is notified", () -> notified("resolved").size() == 1);
        assertThat(notified("resolved").get(0).get("alerts")).hasSize(3);
        assertThat(notified("firing")).hasSize(1);
        assertThat(alerts()).isEmpty();
    }

    @Test
    void whatIsStillSoIsNotForgottenAndWhatADeadDaemonSaidIs() throws Exception {
        List<Finding> found = findings("trials.labs");
        Instant until = clock.instant().plus(RESEND.multipliedBy(6));
        while (clock.instant().isBefore(until)) {
            look(found);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            assertThat(alerts()).hasSize(1);
        }
        assertThat(notified("firing")).hasSize(1);
        assertThat(notified("resolved")).isEmpty();

        eventually("nobody tells it any more", () -> notified("resolved").size() == 1);
    }

    @Test
    void anAlertmanagerThatWasDownHearsAllOfItWhenItIsBack() throws Exception {
        alertmanager.stop();
        List<Finding> found = findings("trials.labs", "trials.visits");
        look(found);
        assertThat(publisher.undelivered()).hasSize(1);
        assertThat(publisher.findings().get(0).deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(Told.State.WAITING);
            assertThat(delivery.reason()).isEqualTo("no connection");
        });
        publisher = daemon();
        look(found);
        alertmanager.startAgain();
        eventually("it is told", () -> {
            look(found);
            return publisher.undelivered().isEmpty();
        });
        eventually("and tells", () -> notified("firing").size() == 1);
        assertThat(notified("firing").get(0).get("alerts")).hasSize(2);
        assertThat(listener.requests).as("once").hasSize(1);
    }

    @Test
    void aDaemonThatRestartsCausesNoSecondNotification() throws Exception {
        List<Finding> found = findings("trials.labs");
        look(found);
        eventually("it is notified", () -> notified("firing").size() == 1);
        for (int i = 0; i < 3; i++) {
            publisher = daemon();
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            look(found);
        }
        publisher = daemon();
        look(List.of());
        eventually("the end is notified", () -> notified("resolved").size() == 1);
        assertThat(notified("firing")).hasSize(1);
        assertThat(listener.requests).hasSize(2);
    }

    @Test
    void whatItRefusesIsShownWithItsWords() {
        Finding bad = new Finding(
                "FirnRecordsMissing",
                io.firn.lake.config.Severity.CRITICAL,
                "firn",
                "trials.labs",
                Map.of("topic", "bad \ud800 text"),
                "summary",
                "",
                since);
        List<Finding> found = new ArrayList<>(findings("trials.visits"));
        found.add(bad);
        look(found);
        List<Told> told = publisher.findings();
        assertThat(told).hasSize(2);
        assertThat(told)
                .filteredOn(one -> one.finding().table().equals("trials.visits"))
                .flatExtracting(Told::deliveries)
                .extracting(Told.Delivery::state)
                .containsExactly(Told.State.DELIVERED);
    }

    private AlertPublisher daemon() {
        Links links = Findings.links(Optional.of(URI.create("https://p.example/")), Optional.empty(), Optional.empty());
        Receiver receiver =
                new AlertmanagerReceiver(alertmanager.address(), RESEND, links, new Http(Duration.ofSeconds(5)));
        return new AlertPublisher(database, "firn", List.of(receiver), () -> true, (name, answer) -> {}, clock);
    }

    private List<Finding> findings(String... tables) {
        return List.of(tables).stream()
                .map(table -> Findings.critical(table, since))
                .toList();
    }

    private void look(List<Finding> found) {
        publisher.see(Map.of("reconciliation", found));
        publisher.couriers().forEach(Runnable::run);
    }

    private List<JsonNode> alerts() throws Exception {
        List<JsonNode> alerts = new ArrayList<>();
        JSON.readTree(alertmanager.get("/api/v2/alerts")).forEach(alerts::add);
        return alerts;
    }

    private List<JsonNode> notified(String status) throws Exception {
        List<JsonNode> notified = new ArrayList<>();
        for (Listener.Request request : listener.requests) {
            JsonNode body = JSON.readTree(request.body());
            if (body.get("status").asText().equals(status)) {
                notified.add(body);
            }
        }
        return notified;
    }

    private static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within a minute: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
