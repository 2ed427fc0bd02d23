package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import io.firn.maintenance.ledger.RunProgress.Amount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** How far a run is, in the columns of its row. */
final class ProgressColumns {
    static final String NAMES = "progress_at, files_done, files_total, bytes_done, bytes_total, rows_done, rows_total";

    private static final String UPDATE = "UPDATE firn_run SET progress_at = ?, files_done = ?, files_total = ?,"
            + " bytes_done = ?, bytes_total = ?, rows_done = ?, rows_total = ? WHERE id = ?";

    private ProgressColumns() {}

    static void write(Connection connection, String runId, RunProgress progress) throws SQLException {
        update(connection, UPDATE, runId, progress);
    }

    /** Does nothing to a run that has ended: its last word must not be followed by an earlier one. */
    static void writeIfRunning(Connection connection, String runId, RunProgress progress) throws SQLException {
        update(connection, UPDATE + " AND outcome = 'RUNNING'", runId, progress);
    }

    private static void update(Connection connection, String sql, String runId, RunProgress progress)
            throws SQLException {
        Database.update(
                connection,
                sql,
                progress.at().toEpochMilli(),
                progress.files().done(),
                progress.files().total(),
                progress.bytes().done(),
                progress.bytes().total(),
                progress.rows().done(),
                progress.rows().total(),
                runId);
    }

    static Optional<RunProgress> read(ResultSet row) throws SQLException {
        long at = row.getLong("progress_at");
        if (row.wasNull()) {
            return Optional.empty();
        }
        return Optional.of(new RunProgress(
                Instant.ofEpochMilli(at), amount(row, "files"), amount(row, "bytes"), amount(row, "rows")));
    }

    private static Amount amount(ResultSet row, String what) throws SQLException {
        return new Amount(row.getLong(what + "_done"), row.getLong(what + "_total"));
    }
}
