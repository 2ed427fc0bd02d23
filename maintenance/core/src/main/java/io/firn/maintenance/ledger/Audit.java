package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Who asked for which change, and what came of it. Texts that are too long for the database are cut, control characters
 * replaced.
 */
public final class Audit {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST_ACTOR = 255;
    private static final int LONGEST_ACTION = 64;
    private static final int LONGEST_SUBJECT = 1024;
    private static final int LONGEST_ANSWER = 4000;

    private final Database database;
    private final Clock clock;

    Audit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Keeps one request; returns what it kept. */
    public AuditEntry add(String actor, String action, String subject, String answer) {
        AuditEntry entry = new AuditEntry(
                UUID.randomUUID().toString(),
                Instant.ofEpochMilli(clock.millis()),
                cut(actor, LONGEST_ACTOR),
                cut(action, LONGEST_ACTION),
                cut(subject, LONGEST_SUBJECT),
                cut(answer, LONGEST_ANSWER));
        database.update(
                "audit a request",
                "INSERT INTO firn_audit (id, at, actor, action, subject, answer) VALUES (?, ?, ?, ?, ?, ?)",
                entry.id(),
                entry.at().toEpochMilli(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.answer());
        return entry;
    }

    /** Newest first. */
    public List<AuditEntry> newest(int limit) {
        return database.query(
                "read the audit",
                "SELECT id, at, actor, action, subject, answer FROM firn_audit ORDER BY at DESC, id LIMIT " + limit,
                Audit::read);
    }

    /** Removes what is older than {@code instant}; says how much. */
    public int removeBefore(Instant instant) {
        return database.update(
                "remove old requests from the audit", "DELETE FROM firn_audit WHERE at < ?", instant.toEpochMilli());
    }

    /** Removes attempts without the token that are older than {@code instant}; says how many. */
    public int removeRefusedBefore(Instant instant) {
        return database.update(
                "remove old refused requests from the audit",
                "DELETE FROM firn_audit WHERE at < ? AND (answer LIKE '401 %' OR answer LIKE '403 %')",
                instant.toEpochMilli());
    }

    private static AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("answer"));
    }

    /** What a request brought goes to a log as well: no line breaks, and no NUL, which PostgreSQL refuses. */
    private static String cut(String text, int longest) {
        String plain = CONTROL.matcher(text).replaceAll("?");
        return plain.length() <= longest ? plain : plain.substring(0, longest);
    }
}
