package io.firn.alerts.publish;

import io.firn.alerts.publish.Told.Delivery;
import io.firn.alerts.publish.Told.State;
import io.firn.lake.config.Severity;
import io.firn.lake.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The findings of one catalog in the daemon's database, and for each of them and each receiver what that was told last: so
 * nothing is lost over a restart or while a receiver is down, and nothing is told twice that was heard. Every failure of the
 * database is an {@link IllegalStateException}.
 */
final class Outbox {
    /** How long what has ended is shown. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final List<Duration> AGAIN = List.of(Duration.ofMinutes(1), Duration.ofMinutes(10));
    private static final int LONGEST_REASON = 1_000;
    private static final int MOST_DUE = 1_000;
    private static final String OF_ONE = " WHERE catalog_name = ? AND id = ?";

    private final Database database;
    private final String catalog;
    private final List<String> receivers;

    Outbox(DataSource source, String catalog, List<String> receivers) {
        this.database = new Database(
                source, (message, cause) -> new IllegalStateException(message + ": " + cause.getMessage(), cause));
        this.catalog = catalog;
        this.receivers = List.copyOf(receivers);
        database.execute("create the tables of findings", OutboxSchema.TABLES);
    }

    private record Stored(String id, String source, Finding finding, Optional<Instant> ended) {}

    /** Begins with the receivers that there are now; what was refused is tried again, as a person may have mended it. */
    synchronized void adopt(Instant now) {
        database.transaction("prepare the outbox", connection -> {
            for (Stored stored : stored(connection)) {
                Set<String> known = new HashSet<>(Database.query(
                        connection,
                        "SELECT receiver FROM firn_finding_delivery" + OF_ONE,
                        row -> row.getString(1),
                        catalog,
                        stored.id()));
                for (String receiver : known) {
                    if (!receivers.contains(receiver)) {
                        Database.update(
                                connection,
                                "DELETE FROM firn_finding_delivery" + OF_ONE + " AND receiver = ?",
                                catalog,
                                stored.id(),
                                receiver);
                    }
                }
                if (stored.ended().isEmpty()) {
                    for (String receiver : receivers) {
                        if (!known.contains(receiver)) {
                            await(connection, stored.id(), receiver, now);
                        }
                    }
                }
            }
            return Database.update(
                    connection,
                    "UPDATE firn_finding_delivery SET state = 'waiting', refusals = 0, retry_at = NULL"
                            + " WHERE catalog_name = ? AND state = 'refused'",
                    catalog);
        });
    }

    /** @param seen what each source sees now; what a source saw before and sees no more has ended, of others nothing is known */
    synchronized void see(Map<String, List<Finding>> seen, Instant now) {
        database.transaction("keep findings", connection -> {
            Map<String, Stored> stored = new HashMap<>();
            stored(connection).forEach(row -> stored.put(row.id(), row));
            Set<String> open = new HashSet<>();
            for (Map.Entry<String, List<Finding>> source : seen.entrySet()) {
                for (Finding finding : source.getValue()) {
                    if (open.add(finding.id())) {
                        keep(connection, source.getKey(), finding, Optional.ofNullable(stored.get(finding.id())), now);
                    }
                }
            }
            for (Stored row : stored.values()) {
                if (row.ended().isEmpty() && seen.containsKey(row.source()) && !open.contains(row.id())) {
                    end(connection, row.id(), now);
                }
            }
            return forget(connection, now);
        });
    }

    private void keep(Connection connection, String source, Finding finding, Optional<Stored> before, Instant now)
            throws SQLException {
        String id = finding.id();
        if (before.isEmpty()) {
            insert(connection, id, source, finding);
            for (String receiver : receivers) {
                await(connection, id, receiver, now);
            }
            return;
        }
        if (before.get().ended().isPresent()) {
            Database.update(
                    connection,
                    "UPDATE firn_finding SET source = ?, summary = ?, description = ?, since = ?, ended = NULL"
                            + OF_ONE,
                    source,
                    finding.summary(),
                    finding.description(),
                    finding.since().toEpochMilli(),
                    catalog,
                    id);
            reopen(connection, id, now);
        } else if (!before.get().finding().summary().equals(finding.summary())
                || !before.get().finding().description().equals(finding.description())) {
            Database.update(
                    connection,
                    "UPDATE firn_finding SET summary = ?, description = ?" + OF_ONE,
                    finding.summary(),
                    finding.description(),
                    catalog,
                    id);
        }
    }

    private void insert(Connection connection, String id, String source, Finding finding) throws SQLException {
        Database.update(
                connection,
                "INSERT INTO firn_finding (catalog_name, id, source, alert, severity, table_name, labels, summary,"
                        + " description, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                catalog,
                id,
                source,
                finding.alert(),
                finding.severity().name(),
                finding.table(),
                NoticeJson.write(finding.labels()),
                finding.summary(),
                finding.description(),
                finding.since().toEpochMilli());
    }

    private void await(Connection connection, String id, String receiver, Instant now) throws SQLException {
        Database.update(
                connection,
                "INSERT INTO firn_finding_delivery (catalog_name, id, receiver, told, state, since, refusals, reason)"
                        + " VALUES (?, ?, ?, 'nothing', 'waiting', ?, 0, '')",
                catalog,
                id,
                receiver,
                now.toEpochMilli());
    }

    /** Whoever was not told of the end has nothing to hear. */
    private void reopen(Connection connection, String id, Instant now) throws SQLException {
        Database.update(
                connection,
                "UPDATE firn_finding_delivery SET state = 'delivered', since = ?, reason = ''" + OF_ONE
                        + " AND told = 'firing'",
                now.toEpochMilli(),
                catalog,
                id);
        Database.update(
                connection,
                "UPDATE firn_finding_delivery SET since = CASE WHEN state = 'waiting' THEN since ELSE ? END,"
                        + " state = 'waiting', refusals = 0, retry_at = NULL" + OF_ONE + " AND told <> 'firing'",
                now.toEpochMilli(),
                catalog,
                id);
        for (String receiver : receivers) {
            if (Database.query(
                            connection,
                            "SELECT 1 FROM firn_finding_delivery" + OF_ONE + " AND receiver = ?",
                            row -> row.getInt(1),
                            catalog,
                            id,
                            receiver)
                    .isEmpty()) {
                await(connection, id, receiver, now);
            }
        }
    }

    /** What waits to be told goes on waiting: that it was so at all is news. */
    private void end(Connection connection, String id, Instant now) throws SQLException {
        Database.update(connection, "UPDATE firn_finding SET ended = ?" + OF_ONE, now.toEpochMilli(), catalog, id);
        Database.update(
                connection,
                "UPDATE firn_finding_delivery SET since = CASE WHEN state = 'waiting' THEN since ELSE ? END,"
                        + " state = 'waiting', refusals = 0, retry_at = NULL" + OF_ONE + " AND told = 'firing'",
                now.toEpochMilli(),
                catalog,
                id);
    }

    private int forget(Connection connection, Instant now) throws SQLException {
        List<String> old = Database.query(
                connection,
                "SELECT id FROM firn_finding f WHERE catalog_name = ? AND ended < ? AND NOT EXISTS"
                        + " (SELECT 1 FROM firn_finding_delivery d WHERE d.catalog_name = f.catalog_name AND d.id = f.id"
                        + " AND d.state = 'waiting')",
                row -> row.getString(1),
                catalog,
                now.minus(KEPT).toEpochMilli());
        for (String id : old) {
            Database.update(connection, "DELETE FROM firn_finding_delivery" + OF_ONE, catalog, id);
            Database.update(connection, "DELETE FROM firn_finding" + OF_ONE, catalog, id);
        }
        return old.size();
    }

    /** What a receiver has to be told now, oldest first. */
    synchronized List<Notice> due(String receiver, Optional<Duration> forgetsAfter, Instant now) {
        long toldBefore =
                forgetsAfter.map(now::minus).map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        return database.query(
                "read what is to be told",
                "SELECT f.*, d.told FROM firn_finding_delivery d JOIN firn_finding f"
                        + " ON f.catalog_name = d.catalog_name AND f.id = d.id"
                        + " WHERE d.catalog_name = ? AND d.receiver = ? AND (d.state = 'waiting'"
                        + " OR (d.state = 'refused' AND d.retry_at <= ?)"
                        + " OR (d.state = 'delivered' AND f.ended IS NULL AND d.told_at <= ?))"
                        + " ORDER BY f.since, f.id LIMIT " + MOST_DUE,
                row -> {
                    Stored stored = read(row);
                    boolean heard = row.getString("told").equals("firing")
                            || stored.ended().isPresent();
                    Instant begins = heard ? stored.finding().since() : now;
                    return new Notice(stored.id(), stored.finding(), begins, now, stored.ended());
                },
                catalog,
                receiver,
                now.toEpochMilli(),
                toldBefore);
    }

    /** Keeps what became of telling a receiver. */
    synchronized void settle(String receiver, List<Notice> notices, Answer answer, Instant now) {
        database.transaction("keep what " + receiver + " was told", connection -> {
            for (Notice notice : notices) {
                if (answer instanceof Answer.Delivered) {
                    delivered(connection, receiver, notice, now);
                } else if (answer instanceof Answer.Failed failed) {
                    Database.update(
                            connection,
                            "UPDATE firn_finding_delivery SET since = CASE WHEN state = 'waiting' THEN since ELSE ? END,"
                                    + " state = 'waiting', reason = ?" + OF_ONE + " AND receiver = ?",
                            now.toEpochMilli(),
                            cut(failed.reason()),
                            catalog,
                            notice.id(),
                            receiver);
                } else if (answer instanceof Answer.Refused refused) {
                    refused(connection, receiver, notice, refused, now);
                }
            }
            return notices.size();
        });
    }

    private void delivered(Connection connection, String receiver, Notice notice, Instant now) throws SQLException {
        // It may have ended, or begun again, while it was told.
        List<Boolean> ended = Database.query(
                connection,
                "SELECT ended FROM firn_finding" + OF_ONE + " FOR UPDATE",
                row -> row.getObject(1) != null,
                catalog,
                notice.id());
        boolean current = ended.equals(List.of(notice.ended().isPresent()));
        Database.update(
                connection,
                "UPDATE firn_finding_delivery SET told = ?, told_at = ?, state = ?, since = ?, retry_at = NULL,"
                        + " refusals = 0, reason = ''" + OF_ONE + " AND receiver = ?",
                notice.status(),
                now.toEpochMilli(),
                current ? "delivered" : "waiting",
                now.toEpochMilli(),
                catalog,
                notice.id(),
                receiver);
    }

    private void refused(Connection connection, String receiver, Notice notice, Answer.Refused refused, Instant now)
            throws SQLException {
        int before = Database.query(
                        connection,
                        "SELECT refusals FROM firn_finding_delivery" + OF_ONE + " AND receiver = ?",
                        row -> row.getInt(1),
                        catalog,
                        notice.id(),
                        receiver)
                .stream()
                .findFirst()
                .orElse(0);
        Database.update(
                connection,
                "UPDATE firn_finding_delivery SET since = CASE WHEN state = 'refused' THEN since ELSE ? END,"
                        + " state = 'refused', refusals = ?, retry_at = ?, reason = ?" + OF_ONE + " AND receiver = ?",
                now.toEpochMilli(),
                before + 1,
                before < AGAIN.size() ? now.plus(AGAIN.get(before)).toEpochMilli() : null,
                cut(refused.reason()),
                catalog,
                notice.id(),
                receiver);
    }

    /** Open ones first, then what has ended lately, the newest first. */
    List<Told> findings() {
        return database.transaction("read findings", connection -> {
            Map<String, List<Delivery>> deliveries = new HashMap<>();
            Database.query(
                    connection,
                    "SELECT id, receiver, state, reason FROM firn_finding_delivery WHERE catalog_name = ?"
                            + " ORDER BY receiver",
                    row -> deliveries
                            .computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                            .add(new Delivery(
                                    row.getString(2),
                                    State.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                                    row.getString(4))),
                    catalog);
            return stored(connection).stream()
                    .map(row -> new Told(
                            row.id(), row.finding(), row.ended(), deliveries.getOrDefault(row.id(), List.of())))
                    .toList();
        });
    }

    /** Since when something waits for a receiver, of those for which something does. */
    Map<String, Instant> undelivered() {
        Map<String, Instant> since = new TreeMap<>();
        database.query(
                "read what waits",
                "SELECT receiver, MIN(since) FROM firn_finding_delivery WHERE catalog_name = ? AND state = 'waiting'"
                        + " GROUP BY receiver",
                row -> since.put(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
                catalog);
        return since;
    }

    private List<Stored> stored(Connection connection) throws SQLException {
        return Database.query(
                connection,
                "SELECT * FROM firn_finding WHERE catalog_name = ?"
                        + " ORDER BY CASE WHEN ended IS NULL THEN 0 ELSE 1 END, ended DESC, severity, since DESC, id",
                Outbox::read,
                catalog);
    }

    private static Stored read(ResultSet row) throws SQLException {
        NavigableMap<String, String> labels = NoticeJson.labels(row.getString("labels"));
        List.of("alertname", "severity", "catalog", "table").forEach(labels::remove);
        Finding finding = new Finding(
                row.getString("alert"),
                Severity.valueOf(row.getString("severity")),
                row.getString("catalog_name"),
                row.getString("table_name"),
                labels,
                row.getString("summary"),
                row.getString("description"),
                Instant.ofEpochMilli(row.getLong("since")));
        long end = row.getLong("ended");
        Optional<Instant> ended = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end));
        return new Stored(row.getString("id"), row.getString("source"), finding, ended);
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}
