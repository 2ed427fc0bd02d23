package io.firn.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The person on call: what Alertmanager sends to its webhooks, on loopback. */
final class Inbox implements AutoCloseable {
    static final String WATCHDOG = "FirnWatchdog";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Notice> notices = new ArrayList<>();

    Inbox() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** All that came from then on but the watchdog. */
    synchronized List<Notice> since(Instant then) {
        return notices.stream()
                .filter(notice -> !notice.at().isBefore(then) && !notice.alert().equals(WATCHDOG))
                .toList();
    }

    synchronized boolean hasWatchdog() {
        return notices.stream().anyMatch(notice -> notice.alert().equals(WATCHDOG));
    }

    /** Names of the alerts that were last said to fire. */
    synchronized Set<String> open() {
        Map<String, Boolean> last = new TreeMap<>();
        notices.forEach(
                notice -> last.put(notice.alert() + "|" + notice.group() + "|" + notice.table(), notice.firing()));
        Set<String> open = new TreeSet<>();
        last.forEach((key, firing) -> {
            String alert = key.substring(0, key.indexOf('|'));
            if (firing && !alert.equals(WATCHDOG)) {
                open.add(alert);
            }
        });
        return open;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode notification = JSON.readTree(exchange.getRequestBody());
            Instant now = Instant.now();
            synchronized (this) {
                for (JsonNode alert : notification.path("alerts")) {
                    JsonNode labels = alert.path("labels");
                    notices.add(new Notice(
                            labels.path("alertname").asText(),
                            labels.path("severity").asText(),
                            labels.path("table").asText(),
                            notification.path("receiver").asText(),
                            notification.path("groupKey").asText(),
                            alert.path("status").asText().equals("firing"),
                            now));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
