package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Runs that somebody wants to end, whichever replica has them: asked for here, seen by the run at its next border. */
public final class Cancellations {
    private final Database database;
    private final Clock clock;

    Cancellations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Asks for a run's end; false where that was asked for before. */
    public boolean request(String runId, String by) {
        return database.transaction("cancel run " + runId, connection -> {
            try {
                return Database.update(
                                connection,
                                "INSERT INTO firn_cancel (run_id, requested, requested_by) VALUES (?, ?, ?)",
                                runId,
                                clock.millis(),
                                by)
                        == 1;
            } catch (SQLException e) {
                if (Database.isDuplicate(e)) {
                    connection.rollback();
                    return false;
                }
                throw e;
            }
        });
    }

    /** Who wants the run to end, if anybody does. */
    public Optional<String> requestedBy(String runId) {
        return database
                .query(
                        "read whether run " + runId + " is cancelled",
                        "SELECT requested_by FROM firn_cancel WHERE run_id = ?",
                        row -> row.getString(1),
                        runId)
                .stream()
                .findFirst();
    }

    /** Forgets a run that has ended. */
    public void remove(String runId) {
        database.update("forget a cancellation", "DELETE FROM firn_cancel WHERE run_id = ?", runId);
    }

    /** Forgets requests older than {@code instant}, whose run ended without seeing them. */
    public int removeBefore(Instant instant) {
        return database.update(
                "forget old cancellations", "DELETE FROM firn_cancel WHERE requested < ?", instant.toEpochMilli());
    }
}
